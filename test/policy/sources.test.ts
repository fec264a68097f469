import type { Decision } from '../../src/policy/decision';
import type { ImageFacts, ViewerFacts } from '../../src/policy/facts';
import {
  account,
  ACME,
  ACME_CI,
  ALLOWED,
  BETA,
  BETA_SUB,
  closed,
  copy,
  GAMMA,
  GUANGZHOU,
  image,
  imageNotFound,
  instance,
  launch,
  cases,
  leave,
  limited,
  MARKETPLACE,
  no,
  OPERATOR,
  OWN,
  OWN_SUB,
  PENDING,
  PROVIDER,
  PUBLIC,
  RECEIVED,
  refused,
  restore,
  restrict,
  restricted,
  rulesOf,
  terminate,
} from './requests';

/** Launch sources: the images that an account restricts itself to launch, and the accounts that it may trust. */

const unreviewed = refused(
  no('SOURCE_NOT_TRUSTED', 'This account launches images of reviewed sources alone; nobody reviewed this one.', [
    'img-1',
  ]),
);
const untrusted = refused(
  no(
    'SOURCE_NOT_TRUSTED',
    'This account launches images of reviewed sources and trusted accounts alone; the owner of this image is not among them.',
    ['img-1'],
  ),
);

const SOURCES: [string, (by: ViewerFacts) => ViewerFacts][] = [
  ['ANYONE', (by) => restricted(by, 'ANYONE')],
  ['REVIEWED', (by) => restricted(by, 'REVIEWED')],
  ['REVIEWED, with accounts that it trusted before', (by) => restricted(by, 'REVIEWED', ['acc-other', 'acc-provider'])],
  ['TRUSTED without accounts', (by) => restricted(by, 'TRUSTED')],
  ['TRUSTED with other accounts', (by) => restricted(by, 'TRUSTED', ['acc-beta', 'acc-gamma'])],
  ['TRUSTED with the owner', (by) => restricted(by, 'TRUSTED', ['acc-beta', 'acc-other'])],
  ['TRUSTED with the provider', (by) => restricted(by, 'TRUSTED', ['acc-provider'])],
];

/** An image, the account that launches it, and the answer under each of the restrictions above. */
const TABLE: [string, ViewerFacts, ImageFacts, Decision[]][] = [
  ['an own custom image', ACME, OWN, [ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED]],
  ['a custom image of the root account', ACME_CI, OWN, [ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED]],
  ['a shared image', ACME, RECEIVED, [ALLOWED, unreviewed, unreviewed, untrusted, untrusted, ALLOWED, untrusted]],
  [
    'an image shared with the root account',
    ACME_CI,
    RECEIVED,
    [ALLOWED, unreviewed, unreviewed, untrusted, untrusted, ALLOWED, untrusted],
  ],
  [
    'a shared image with the review state APPROVED, which is still unlisted,',
    ACME,
    image({ ...RECEIVED, reviewState: 'APPROVED' }),
    [ALLOWED, unreviewed, unreviewed, untrusted, untrusted, ALLOWED, untrusted],
  ],
  [
    'an image shared with an operator',
    OPERATOR,
    RECEIVED,
    [ALLOWED, unreviewed, unreviewed, untrusted, untrusted, ALLOWED, untrusted],
  ],
  ['a public image', ACME, PUBLIC, [ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED]],
  ['a marketplace image', ACME, MARKETPLACE, [ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED]],
  [
    'an own marketplace image in review',
    PROVIDER,
    PENDING,
    [ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED, ALLOWED],
  ],
  [
    'a provider’s image in review, by an operator',
    OPERATOR,
    PENDING,
    [ALLOWED, unreviewed, unreviewed, untrusted, untrusted, untrusted, ALLOWED],
  ],
  [
    'a provider’s image that is unlisted for its agreement, by an operator',
    OPERATOR,
    image({ ...MARKETPLACE, listed: false }),
    [ALLOWED, unreviewed, unreviewed, untrusted, untrusted, untrusted, ALLOWED],
  ],
];

const answer = (decision: Decision) => (decision.allowed ? 'allowed' : 'denied');
describe.each(TABLE)('SOURCE_NOT_TRUSTED: launching %s', (_what, by, asked, cells) => {
  cases(
    SOURCES.map(([sources, restrictedTo], n) => [
      `is ${answer(cells[n]!)} under ${sources}`,
      launch({ by: restrictedTo(by), image: asked }),
      cells[n]!,
    ]),
  );
});

describe('a restriction reveals no images and restricts only launches:', () => {
  const reviewed = restricted(ACME, 'REVIEWED');
  const trusting = restricted(ACME, 'TRUSTED', ['acc-other', 'acc-provider']);
  cases([
    [
      'trust in an account does not reveal its images',
      launch({ by: trusting, image: image({ ownerId: 'acc-other' }) }),
      imageNotFound,
    ],
    [
      'trust in an account does not reveal its images in review',
      launch({ by: trusting, image: PENDING }),
      imageNotFound,
    ],
    [
      'a trusted image in a closed region is not launched',
      launch({ by: trusting, image: { ...RECEIVED, region: closed(GUANGZHOU) } }),
      refused(
        no('REGION_UNAVAILABLE', 'Closed at present: ap-guangzhou. Nothing new can be put there.', ['ap-guangzhou']),
      ),
    ],
    ['a share of an untrusted account may be left', leave({ by: reviewed }), ALLOWED],
    ['an own image may be copied', copy({ by: reviewed }), ALLOWED],
    ['an instance may be restored from an own image', restore({ by: reviewed }), ALLOWED],
    ['a running instance may be terminated', terminate([instance()], reviewed), ALLOWED],
  ]);
});

describe('ROOT_ACCOUNTS_ONLY: trusted accounts are root accounts that exist;', () => {
  const one = (id: string) =>
    refused(no('ROOT_ACCOUNTS_ONLY', 'This is a sub-account; name its root account instead.', [id]));
  cases([
    ['an account may trust no account', restrict([]), ALLOWED],
    ['an account may trust a root account', restrict([BETA]), ALLOWED],
    ['an account may trust two root accounts', restrict([BETA, GAMMA]), ALLOWED],
    ['an account may not trust a sub-account', restrict([BETA_SUB]), one('acc-beta-sub')],
    [
      'an account may not trust a sub-account together with its root account',
      restrict([BETA, BETA_SUB]),
      one('acc-beta-sub'),
    ],
    ['an account may not trust its own sub-account', restrict([OWN_SUB]), one('acc-acme-ci')],
    [
      'an account may not trust an account that does not exist',
      restrict([BETA, 'nobody']),
      refused(no('ACCOUNT_NOT_FOUND', 'There is no account with this id for this account.', ['nobody'])),
    ],
    ['a sub-account may restrict its root account', restrict([BETA], ACME_CI), ALLOWED],
    ['a provider may restrict itself', restrict([BETA], PROVIDER), ALLOWED],
    ['an operator may restrict itself', restrict([BETA], OPERATOR), ALLOWED],
    [
      'a restriction counts to no limit',
      restrict([BETA], limited(ACME, { imagesPerRegion: 0, sharesPerImage: 0, operationsPerDay: 0 })),
      ALLOWED,
    ],
    [
      'an account that is restricted may restrict itself again',
      restrict([BETA], restricted(ACME, 'REVIEWED')),
      ALLOWED,
    ],
  ]);

  test('the denial names every sub-account', () => {
    const decision = restrict([BETA_SUB, GAMMA, account('acc-gamma-sub', 'acc-gamma')]);
    expect(rulesOf(decision)).toEqual(['ROOT_ACCOUNTS_ONLY']);
    expect(decision.allowed ? [] : decision.denials[0].subjects).toEqual(['acc-beta-sub', 'acc-gamma-sub']);
  });
});
