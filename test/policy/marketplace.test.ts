import type { Decision } from '../../src/policy/decision';
import type { ImageFacts, ReviewState, Verdict, ViewerFacts } from '../../src/policy/facts';
import {
  ACME,
  ACME_CI,
  ALLOWED,
  customOnly,
  HIDDEN,
  image,
  imageNotFound,
  launchOnly,
  cases,
  limited,
  MARKETPLACE,
  no,
  OPERATOR,
  operatorOnly,
  OWN,
  PENDING,
  PROVIDER,
  PROVIDER_CI,
  PROVIDERS_OWN,
  PUBLIC,
  RECEIVED,
  refused,
  review,
  submit,
  withdraw,
} from './requests';

/** The marketplace: submissions, withdrawals and reviews, by account and by image. */

const providerOnly = refused(no('PROVIDER_ONLY', 'Only marketplace providers may do this; this account is not one.'));
const notSigned = refused(
  no(
    'AGREEMENT_NOT_SIGNED',
    'The marketplace agreement is not signed; an operator records the signature on the account.',
  ),
);
const marketplaceOnly = (kind: 'public' | 'custom') =>
  refused(
    no('MARKETPLACE_IMAGES_ONLY', `This is a ${kind} image; only marketplace images are reviewed and withdrawn.`, [
      'img-1',
    ]),
  );
const anothers = refused(no('ITS_PROVIDER_ONLY', 'Another provider offers this marketplace image.', ['img-1']));

const unsigned = (by: ViewerFacts): ViewerFacts => ({ ...by, agreementSigned: false });
const signed = (by: ViewerFacts): ViewerFacts => ({ ...by, agreementSigned: true });
const both = (by: ViewerFacts): ViewerFacts => ({ ...by, roles: [...by.roles, 'OPERATOR'] });
const of = (ownerId: string, asked: ImageFacts) => ({ ...asked, ownerId });
const provided = of('acc-acme', MARKETPLACE);
const UNLISTED = image({ ...MARKETPLACE, listed: false });
const REJECTED = image({ ...PENDING, reviewState: 'REJECTED' });

describe('PROVIDER_ONLY: marketplace images come from accounts with the provider role', () => {
  cases([
    ['allows a provider to submit its image', submit({ by: PROVIDER }), ALLOWED],
    ['denies a member submitting its own image', submit({ by: signed(ACME), image: OWN }), providerOnly],
    [
      'denies an operator submitting its own image',
      submit({ by: signed(OPERATOR), image: of('acc-operator', OWN) }),
      providerOnly,
    ],
    ['allows a provider that is also an operator to submit', submit({ by: both(PROVIDER) }), ALLOWED],
    ['allows a provider to withdraw its image', withdraw({ by: PROVIDER }), ALLOWED],
    [
      'denies a member withdrawing an image that it once offered',
      withdraw({ by: signed(ACME), image: provided }),
      providerOnly,
    ],
    ['denies an operator withdrawing the image of a provider', withdraw({ by: signed(OPERATOR) }), providerOnly],
    [
      'denies an operator withdrawing its own image',
      withdraw({ by: signed(OPERATOR), image: of('acc-operator', MARKETPLACE) }),
      providerOnly,
    ],
    ['allows a sub-account of a provider to submit', submit({ by: PROVIDER_CI }), ALLOWED],
    ['allows a sub-account of a provider to withdraw', withdraw({ by: PROVIDER_CI }), ALLOWED],
    ['denies a sub-account of a member submitting', submit({ by: signed(ACME_CI), image: OWN }), providerOnly],
    ['names only the role where role and agreement are missing', submit({ by: ACME, image: OWN }), providerOnly],
  ]);
});

describe('AGREEMENT_NOT_SIGNED: a provider signs the agreement first', () => {
  cases([
    ['allows a provider that signed to submit', submit({ by: PROVIDER }), ALLOWED],
    ['denies a provider that did not sign submitting', submit({ by: unsigned(PROVIDER) }), notSigned],
    [
      'denies a provider that did not sign submitting a change',
      submit({ by: unsigned(PROVIDER), image: MARKETPLACE }),
      notSigned,
    ],
    [
      'denies a sub-account of a provider that did not sign submitting',
      submit({ by: unsigned(PROVIDER_CI) }),
      notSigned,
    ],
    [
      'denies a provider that did not sign but is also an operator',
      submit({ by: unsigned(both(PROVIDER)) }),
      notSigned,
    ],
    ['allows a provider that signed to withdraw', withdraw({ by: PROVIDER }), ALLOWED],
    ['denies a provider that did not sign withdrawing', withdraw({ by: unsigned(PROVIDER) }), notSigned],
    [
      'denies a provider that did not sign withdrawing its unlisted image',
      withdraw({ by: unsigned(PROVIDER), image: UNLISTED }),
      notSigned,
    ],
  ]);
});

describe('the role is evaluated before existence, so that other accounts learn nothing, and denies', () => {
  cases([
    ['a member submitting an absent image', submit({ by: ACME, image: null }), providerOnly],
    ['a member submitting an image of another account', submit({ by: ACME, image: HIDDEN }), providerOnly],
    ['a member withdrawing an absent image', withdraw({ by: ACME, image: null }), providerOnly],
    [
      'a member withdrawing an image of another account in review',
      withdraw({ by: ACME, image: PENDING }),
      providerOnly,
    ],
    [
      'a provider without an agreement submitting an absent image',
      submit({ by: unsigned(PROVIDER), image: null }),
      notSigned,
    ],
    [
      'a provider without an agreement withdrawing an absent image',
      withdraw({ by: unsigned(PROVIDER), image: null }),
      notSigned,
    ],
    ['a member reviewing an absent image', review({ by: ACME, image: null }), operatorOnly],
    ['a member reviewing a custom image of another account', review({ by: ACME, image: HIDDEN }), operatorOnly],
    ['a provider reviewing its own image', review({ by: PROVIDER, image: PENDING }), operatorOnly],
  ]);
});

describe('OPERATOR_ONLY: reviews are the operators’', () => {
  cases([
    ['allows an operator to review a submission', review({ by: OPERATOR }), ALLOWED],
    ['denies a member reviewing', review({ by: ACME }), operatorOnly],
    ['denies a provider reviewing its own submission', review({ by: PROVIDER }), operatorOnly],
    [
      'denies a provider reviewing the submission of another provider',
      review({ by: PROVIDER, image: of('acc-other', PENDING) }),
      operatorOnly,
    ],
    ['allows an operator that is a provider to review its own submission', review({ by: both(PROVIDER) }), ALLOWED],
    [
      'allows a review by an operator without an agreement of an unlisted image',
      review({ by: unsigned(OPERATOR), image: UNLISTED, verdict: 'REJECT' }),
      ALLOWED,
    ],
  ]);
});

// ---- images, cell by cell

const hidden = [imageNotFound, imageNotFound, imageNotFound];
const ROWS: [string, ImageFacts | null][] = [
  ['its own custom image', PROVIDERS_OWN],
  ['its own listed marketplace image', MARKETPLACE],
  ['its own marketplace image that waits for its review', PENDING],
  ['its own marketplace image that was rejected', REJECTED],
  ['the listed marketplace image of another provider', of('acc-other', MARKETPLACE)],
  ['a custom image that is shared with it', RECEIVED],
  ['a public image', PUBLIC],
  ['a public image of its own', of('acc-provider', PUBLIC)],
  ['the marketplace image in review of another provider', of('acc-other', PENDING)],
  ['a custom image of another account', HIDDEN],
  ['an absent image', null],
];
const SUBMIT: Decision[] = [
  ...[ALLOWED, ALLOWED, ALLOWED, ALLOWED],
  ...[customOnly('marketplace'), launchOnly, customOnly('public'), customOnly('public')],
  ...hidden,
];
const custom = marketplaceOnly('custom');
const published = marketplaceOnly('public');
const WITHDRAW: Decision[] = [
  ...[custom, ALLOWED, ALLOWED, ALLOWED],
  ...[anothers, custom, published, published],
  ...hidden,
];
const answer = (decision: Decision) => (decision.allowed ? 'is allowed' : `is denied by ${decision.denials[0].rule}`);

describe.each([
  ['a provider', PROVIDER],
  ['a sub-account of a provider, which acts for its root account,', PROVIDER_CI],
])('%s', (_who, by) => {
  describe.each([
    ['submit', submit, SUBMIT],
    ['withdraw', withdraw, WITHDRAW],
  ] as const)('that wants to %s', (_operation, request, cells) => {
    cases(
      ROWS.map(([what, asked], row) => [
        `${answer(cells[row]!)} for ${what}`,
        request({ by, image: asked }),
        cells[row]!,
      ]),
    );
  });
});

describe('an operator that is a provider sees all images in review but may change only its own, and', () => {
  const by = both(PROVIDER);
  const foreign = of('acc-other', PENDING);
  cases([
    ['is allowed to change its own image', submit({ by, image: PENDING }), ALLOWED],
    ['is denied changing the image of another provider', submit({ by, image: foreign }), customOnly('marketplace')],
    ['is allowed to withdraw its own image', withdraw({ by, image: PENDING }), ALLOWED],
    ['is denied withdrawing the image of another provider', withdraw({ by, image: foreign }), anothers],
  ]);
});

describe('an operator reviews images on the marketplace and no others:', () => {
  cases([
    ['a submission is reviewed', review({ image: PENDING }), ALLOWED],
    ['a listed image with a change is reviewed', review({ image: MARKETPLACE, editPending: true }), ALLOWED],
    ['a public image is not', review({ image: PUBLIC }), published],
    ['its own custom image is not', review({ image: of('acc-operator', OWN) }), custom],
    ['a custom image that is shared with it is not', review({ image: RECEIVED }), custom],
    [
      'a custom image is not, even with the review state PENDING',
      review({ image: { ...RECEIVED, reviewState: 'PENDING' } }),
      custom,
    ],
    ['a custom image of another account does not exist for it', review({ image: HIDDEN }), imageNotFound],
    ['an absent image does not exist for it', review({ image: null }), imageNotFound],
  ]);
});

describe('under limits of zero, as submissions count to no limit,', () => {
  const by = limited(PROVIDER, { imagesPerRegion: 0, sharesPerImage: 0, operationsPerDay: 0 });
  cases([
    ['a provider may submit a new image', submit({ by }), ALLOWED],
    [
      'a provider may submit an image that is shared',
      submit({ by, image: { ...PROVIDERS_OWN, shareCount: 50 } }),
      ALLOWED,
    ],
    ['a provider may submit a change', submit({ by, image: MARKETPLACE }), ALLOWED],
    ['a provider may withdraw its image', withdraw({ by }), ALLOWED],
  ]);
});

// ---- verdicts

describe('NOTHING_TO_REVIEW: a verdict is not repeated where no change waits', () => {
  const already = (state: 'APPROVED' | 'REJECTED') =>
    refused(
      no('NOTHING_TO_REVIEW', `The image is ${state} already, and no change of it waits for a review.`, ['img-1']),
    );
  const TABLE: [Verdict, ReviewState, editPending: boolean, Decision][] = [
    ['APPROVE', 'OFFICIAL', false, ALLOWED],
    ['APPROVE', 'UNREVIEWED', false, ALLOWED],
    ['APPROVE', 'PENDING', false, ALLOWED],
    ['APPROVE', 'APPROVED', false, already('APPROVED')],
    ['APPROVE', 'REJECTED', false, ALLOWED],
    ['REJECT', 'OFFICIAL', false, ALLOWED],
    ['REJECT', 'UNREVIEWED', false, ALLOWED],
    ['REJECT', 'PENDING', false, ALLOWED],
    ['REJECT', 'APPROVED', false, ALLOWED],
    ['REJECT', 'REJECTED', false, already('REJECTED')],
    ['APPROVE', 'OFFICIAL', true, ALLOWED],
    ['APPROVE', 'UNREVIEWED', true, ALLOWED],
    ['APPROVE', 'PENDING', true, ALLOWED],
    ['APPROVE', 'APPROVED', true, ALLOWED],
    ['APPROVE', 'REJECTED', true, ALLOWED],
    ['REJECT', 'OFFICIAL', true, ALLOWED],
    ['REJECT', 'UNREVIEWED', true, ALLOWED],
    ['REJECT', 'PENDING', true, ALLOWED],
    ['REJECT', 'APPROVED', true, ALLOWED],
    ['REJECT', 'REJECTED', true, ALLOWED],
  ];
  // An approved image has the same outcome whether it is listed or unlisted, its provider’s agreement not being signed.
  describe.each([true, false])('where an approved image has listed: %s,', (listed) => {
    cases(
      TABLE.map(([verdict, reviewState, editPending, expected]) => [
        `${expected.allowed ? 'allows' : 'denies'} ${verdict} of an image that is ${reviewState}${editPending ? ', with a change that waits' : ''}`,
        review({
          verdict,
          editPending,
          image: image({ ...PENDING, reviewState, listed: listed && reviewState === 'APPROVED' }),
        }),
        expected,
      ]),
    );
  });
});
