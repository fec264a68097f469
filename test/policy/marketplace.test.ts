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

/** Offering on the marketplace: who submits, withdraws and reviews, and what. */

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
    ['a provider submits its image', submit({ by: PROVIDER }), ALLOWED],
    ['a member does not submit its own', submit({ by: signed(ACME), image: OWN }), providerOnly],
    ['nor does an operator', submit({ by: signed(OPERATOR), image: of('acc-operator', OWN) }), providerOnly],
    ['a provider that is an operator too does', submit({ by: both(PROVIDER) }), ALLOWED],
    ['a provider withdraws its image', withdraw({ by: PROVIDER }), ALLOWED],
    ['a member does not withdraw what it once offered', withdraw({ by: signed(ACME), image: provided }), providerOnly],
    ['an operator does not withdraw one', withdraw({ by: signed(OPERATOR) }), providerOnly],
    ['not even its own', withdraw({ by: signed(OPERATOR), image: of('acc-operator', MARKETPLACE) }), providerOnly],
    ['a sub-account of a provider submits', submit({ by: PROVIDER_CI }), ALLOWED],
    ['and withdraws', withdraw({ by: PROVIDER_CI }), ALLOWED],
    ['a sub-account of a member does not submit', submit({ by: signed(ACME_CI), image: OWN }), providerOnly],
    ['without role and agreement, the role is named alone', submit({ by: ACME, image: OWN }), providerOnly],
  ]);
});

describe('AGREEMENT_NOT_SIGNED: a provider signs the agreement first', () => {
  cases([
    ['a provider that signed submits', submit({ by: PROVIDER }), ALLOWED],
    ['one that did not does not', submit({ by: unsigned(PROVIDER) }), notSigned],
    ['not even a change of what it offers', submit({ by: unsigned(PROVIDER), image: MARKETPLACE }), notSigned],
    ['nor does its sub-account', submit({ by: unsigned(PROVIDER_CI) }), notSigned],
    ['being an operator too is no signature', submit({ by: unsigned(both(PROVIDER)) }), notSigned],
    ['a provider that signed withdraws', withdraw({ by: PROVIDER }), ALLOWED],
    ['one that did not does not withdraw', withdraw({ by: unsigned(PROVIDER) }), notSigned],
    ['not even what is unlisted for it', withdraw({ by: unsigned(PROVIDER), image: UNLISTED }), notSigned],
  ]);
});

describe('the role is asked before existence: others learn nothing', () => {
  cases([
    ['submitting no image', submit({ by: ACME, image: null }), providerOnly],
    ['submitting another account’s', submit({ by: ACME, image: HIDDEN }), providerOnly],
    ['withdrawing no image', withdraw({ by: ACME, image: null }), providerOnly],
    ['withdrawing another’s in review', withdraw({ by: ACME, image: PENDING }), providerOnly],
    ['submitting no image without an agreement', submit({ by: unsigned(PROVIDER), image: null }), notSigned],
    ['withdrawing no image without an agreement', withdraw({ by: unsigned(PROVIDER), image: null }), notSigned],
    ['reviewing no image', review({ by: ACME, image: null }), operatorOnly],
    ['reviewing another account’s custom image', review({ by: ACME, image: HIDDEN }), operatorOnly],
    ['a provider reviewing its own', review({ by: PROVIDER, image: PENDING }), operatorOnly],
  ]);
});

describe('OPERATOR_ONLY: reviews are the operators’', () => {
  cases([
    ['an operator reviews a submission', review({ by: OPERATOR }), ALLOWED],
    ['a member does not', review({ by: ACME }), operatorOnly],
    ['its provider does not', review({ by: PROVIDER }), operatorOnly],
    ['nor another provider', review({ by: PROVIDER, image: of('acc-other', PENDING) }), operatorOnly],
    ['an operator that provides images reviews them too', review({ by: both(PROVIDER) }), ALLOWED],
    [
      'whose agreement is signed does not matter to it',
      review({ by: unsigned(OPERATOR), image: UNLISTED, verdict: 'REJECT' }),
      ALLOWED,
    ],
  ]);
});

// ---- which images, cell by cell

const hidden = [imageNotFound, imageNotFound, imageNotFound];
const ROWS: [string, ImageFacts | null][] = [
  ['one’s own custom image', PROVIDERS_OWN],
  ['one’s own listed marketplace image', MARKETPLACE],
  ['one’s own marketplace image that waits for its review', PENDING],
  ['one’s own marketplace image that was rejected', REJECTED],
  ['another provider’s listed marketplace image', of('acc-other', MARKETPLACE)],
  ['a custom image that is shared with it', RECEIVED],
  ['a public image', PUBLIC],
  ['a public image of its own', of('acc-provider', PUBLIC)],
  ['another provider’s marketplace image in review', of('acc-other', PENDING)],
  ['another account’s custom image', HIDDEN],
  ['no image', null],
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
const answer = (decision: Decision) => (decision.allowed ? 'yes' : decision.refusals[0].rule);

describe.each([
  ['a provider', PROVIDER],
  ['a sub-account, which acts for its root', PROVIDER_CI],
])('%s', (_who, by) => {
  describe.each([
    ['submit', submit, SUBMIT],
    ['withdraw', withdraw, WITHDRAW],
  ] as const)('may it %s', (_operation, request, cells) => {
    cases(
      ROWS.map(([what, asked], row) => [`${what}: ${answer(cells[row]!)}`, request({ by, image: asked }), cells[row]!]),
    );
  });
});

describe('an operator that provides images sees what is in review, and changes its own alone', () => {
  const by = both(PROVIDER);
  const foreign = of('acc-other', PENDING);
  cases([
    ['its own is changed', submit({ by, image: PENDING }), ALLOWED],
    ['another provider’s is not', submit({ by, image: foreign }), customOnly('marketplace')],
    ['its own is withdrawn', withdraw({ by, image: PENDING }), ALLOWED],
    ['another provider’s is not withdrawn', withdraw({ by, image: foreign }), anothers],
  ]);
});

describe('an operator reviews what is on the marketplace, and nothing else', () => {
  cases([
    ['a submission', review({ image: PENDING }), ALLOWED],
    ['a listed image with a change', review({ image: MARKETPLACE, editPending: true }), ALLOWED],
    ['a public image is not reviewed', review({ image: PUBLIC }), published],
    ['nor a custom image of its own', review({ image: of('acc-operator', OWN) }), custom],
    ['nor one that is shared with it', review({ image: RECEIVED }), custom],
    ['nor a custom image in whatever review', review({ image: { ...RECEIVED, reviewState: 'PENDING' } }), custom],
    ['another account’s custom image is not there', review({ image: HIDDEN }), imageNotFound],
    ['nor is no image', review({ image: null }), imageNotFound],
  ]);
});

describe('submissions count to no limit', () => {
  const by = limited(PROVIDER, { imagesPerRegion: 0, sharesPerImage: 0, operationsPerDay: 0 });
  cases([
    ['a new one', submit({ by }), ALLOWED],
    ['of an image that is shared', submit({ by, image: { ...PROVIDERS_OWN, shareCount: 50 } }), ALLOWED],
    ['a change', submit({ by, image: MARKETPLACE }), ALLOWED],
    ['withdrawing', withdraw({ by }), ALLOWED],
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
  // What is approved is judged alike whether it is listed or its provider’s agreement is not signed.
  describe.each([true, false])('listed, where it can be: %s', (listed) => {
    cases(
      TABLE.map(([verdict, reviewState, editPending, expected]) => [
        `${verdict} what is ${reviewState}${editPending ? ', with a change that waits' : ''}: ${expected.allowed ? 'yes' : 'no'}`,
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
