import type { Decision } from '../../src/policy/decision';
import {
  ACME,
  BEIJING,
  BETA,
  BETA_SUB,
  closed,
  copy,
  create,
  createAccount,
  GUANGZHOU,
  HIDDEN,
  image,
  importInto,
  instance,
  launch,
  limited,
  MARKETPLACE,
  newcomers,
  OPERATOR,
  PROVIDER,
  PROVIDERS_OWN,
  PUBLIC,
  publish,
  RECEIVED,
  remove,
  restore,
  restrict,
  restricted,
  retire,
  review,
  rulesOf,
  SELF,
  share,
  SINGAPORE,
  submit,
  unshare,
  update,
  updateAccount,
  updateRegion,
  withdraw,
} from './requests';

/**
 * The denials that a decision names together. Each request below violates every rule that it can. From the step state
 * on, a decision names all of them, in order; at role, existence and relation, kind included, the evaluation ends.
 */

const names = (rows: [sentence: string, decision: Decision, rules: string[]][]) =>
  test.each(rows)('%s', (_sentence, decision, rules) => expect(rulesOf(decision)).toEqual(rules));

const spent = 5;
const gone = instance({ region: closed(GUANGZHOU), state: 'TERMINATED' });
const unready = image({
  region: closed(SINGAPORE),
  state: 'COPYING',
  shareCount: 50,
  architecture: 'ARM64',
  ownerSuspended: true,
});
const foreign = { ownerId: 'acc-other' };

const creating = { of: gone, held: 10, today: spent };
const importing = { held: 10, today: spent };
const copying = { image: unready, to: [unready.region, closed(BEIJING)], held: 10, today: spent };
const updating = { image: unready, today: spent };
const deleting = { image: unready, heldBy: ['acc-beta'], today: spent };
const sharing = {
  image: unready,
  to: [SELF, BETA, BETA_SUB, ...newcomers(1)],
  holding: ['acc-beta'],
  into: [GUANGZHOU],
  today: spent,
};
const unsharing = { image: unready, from: [BETA], holding: [], today: spent };
const launching = { image: unready, into: closed(GUANGZHOU) };
const restoring = { image: unready, to: gone };
const offering = { ...PROVIDERS_OWN, region: closed(GUANGZHOU), state: 'COPYING' as const };

describe('from the step state on, a decision names every rule that denies, in order, for', () => {
  names([
    [
      'a creation',
      create(creating),
      ['INSTANCE_NOT_READY', 'REGION_UNAVAILABLE', 'IMAGE_LIMIT', 'DAILY_OPERATION_LIMIT'],
    ],
    [
      'an import',
      importInto(closed(GUANGZHOU), importing),
      ['REGION_UNAVAILABLE', 'IMAGE_LIMIT', 'DAILY_OPERATION_LIMIT'],
    ],
    [
      'a copy',
      copy(copying),
      [
        'IMAGE_NOT_READY',
        'REGION_UNAVAILABLE',
        'COPY_TO_SAME_REGION',
        'COPY_REGION_UNSUPPORTED',
        'IMAGE_LIMIT',
        'DAILY_OPERATION_LIMIT',
      ],
    ],
    ['an update', update(updating), ['IMAGE_NOT_READY', 'DAILY_OPERATION_LIMIT']],
    ['a deletion', remove(deleting), ['IMAGE_NOT_READY', 'IMAGE_IS_SHARED', 'DAILY_OPERATION_LIMIT']],
    [
      'a share',
      share(sharing),
      [
        'IMAGE_NOT_READY',
        'SHARE_WITH_SELF',
        'ALREADY_SHARED',
        'RECIPIENT_NOT_ROOT_ACCOUNT',
        'SHARE_STAYS_IN_REGION',
        'SHARE_LIMIT',
        'DAILY_OPERATION_LIMIT',
      ],
    ],
    ['an unsharing', unshare(unsharing), ['IMAGE_NOT_READY', 'NOT_SHARED', 'DAILY_OPERATION_LIMIT']],
    [
      'a launch',
      launch(launching),
      ['OWNER_SUSPENDED', 'IMAGE_NOT_READY', 'ARCHITECTURE_MISMATCH', 'LAUNCH_STAYS_IN_REGION', 'REGION_UNAVAILABLE'],
    ],
    [
      'a restore',
      restore(restoring),
      ['OWNER_SUSPENDED', 'IMAGE_NOT_READY', 'INSTANCE_NOT_READY', 'ARCHITECTURE_MISMATCH', 'LAUNCH_STAYS_IN_REGION'],
    ],
    [
      'a launch with restricted sources',
      launch({
        ...launching,
        by: restricted(ACME, 'REVIEWED'),
        image: { ...unready, ...foreign, sharedWithViewer: true },
      }),
      [
        'OWNER_SUSPENDED',
        'SOURCE_NOT_TRUSTED',
        'IMAGE_NOT_READY',
        'ARCHITECTURE_MISMATCH',
        'LAUNCH_STAYS_IN_REGION',
        'REGION_UNAVAILABLE',
      ],
    ],
    ['a submission', submit({ image: offering }), ['IMAGE_NOT_READY', 'REGION_UNAVAILABLE']],
  ]);

  test('a copy that some of its rules allow, without those rules', () => {
    expect(rulesOf(copy({ ...copying, image: image() }))).toEqual([
      'REGION_UNAVAILABLE',
      'COPY_REGION_UNSUPPORTED',
      'IMAGE_LIMIT',
      'DAILY_OPERATION_LIMIT',
    ]);
  });

  test('a creation, each with its own numbers', () => {
    const decision = create({ ...creating, by: limited(ACME, { imagesPerRegion: 7, operationsPerDay: 3 }) });
    expect(decision.allowed ? [] : decision.denials.map(({ rule, limit, used }) => [rule, limit, used])).toEqual([
      ['INSTANCE_NOT_READY', null, null],
      ['REGION_UNAVAILABLE', null, null],
      ['IMAGE_LIMIT', 7, 10],
      ['DAILY_OPERATION_LIMIT', 3, 5],
    ]);
  });
});

describe('a denial of the step relation ends the evaluation, as counts are private to the owner, where', () => {
  const received = { image: { ...unready, ...foreign, sharedWithViewer: true } };
  const published = { image: { ...unready, kind: 'PUBLIC' as const, listed: true } };
  names([
    ['a recipient copies', copy({ ...copying, ...received }), ['SHARED_IMAGE_IS_LAUNCH_ONLY']],
    ['a recipient updates', update({ ...updating, ...received }), ['SHARED_IMAGE_IS_LAUNCH_ONLY']],
    ['a recipient deletes', remove({ ...deleting, ...received }), ['SHARED_IMAGE_IS_LAUNCH_ONLY']],
    ['a recipient shares', share({ ...sharing, ...received }), ['SHARED_IMAGE_IS_LAUNCH_ONLY']],
    ['a recipient unshares', unshare({ ...unsharing, ...received }), ['SHARED_IMAGE_IS_LAUNCH_ONLY']],
    ['a recipient restores', restore({ ...restoring, ...received }), ['SHARED_IMAGE_IS_LAUNCH_ONLY']],
    ['a public image is copied', copy({ ...copying, ...published }), ['CUSTOM_IMAGES_ONLY']],
    ['a public image is updated', update({ ...updating, ...published }), ['CUSTOM_IMAGES_ONLY']],
    ['a public image is deleted', remove({ ...deleting, ...published }), ['CUSTOM_IMAGES_ONLY']],
    ['a public image is shared', share({ ...sharing, ...published }), ['CUSTOM_IMAGES_ONLY']],
    ['a public image is unshared', unshare({ ...unsharing, ...published }), ['CUSTOM_IMAGES_ONLY']],
    ['a public image is submitted', submit(published), ['CUSTOM_IMAGES_ONLY']],
    [
      'a recipient submits',
      submit({ image: { ...offering, ...foreign, sharedWithViewer: true } }),
      ['SHARED_IMAGE_IS_LAUNCH_ONLY'],
    ],
    ['a public image of another account is withdrawn', withdraw(published), ['MARKETPLACE_IMAGES_ONLY']],
    [
      'an image that is not on the marketplace is rejected again',
      review({ image: { ...PUBLIC, reviewState: 'REJECTED' }, verdict: 'REJECT' }),
      ['MARKETPLACE_IMAGES_ONLY'],
    ],
  ]);
});

describe('a decision names only the first missing thing and no later step for', () => {
  const hidden = { image: { ...unready, ...foreign } };
  const absent = { image: null };
  names([
    ['copying a hidden image', copy({ ...copying, ...hidden }), ['IMAGE_NOT_FOUND']],
    [
      'copying an absent image to an unknown region',
      copy({ ...copying, ...absent, to: ['nowhere'] }),
      ['IMAGE_NOT_FOUND'],
    ],
    [
      'copying a hidden image to an unknown region',
      copy({ ...copying, ...hidden, to: ['nowhere'] }),
      ['IMAGE_NOT_FOUND'],
    ],
    ['updating a hidden image', update({ ...updating, ...hidden }), ['IMAGE_NOT_FOUND']],
    ['deleting a hidden image', remove({ ...deleting, ...hidden }), ['IMAGE_NOT_FOUND']],
    ['sharing a hidden image', share({ ...sharing, ...hidden }), ['IMAGE_NOT_FOUND']],
    [
      'sharing a hidden image with an unknown account in an unknown region',
      share({ ...sharing, ...hidden, to: ['nobody'], into: ['nowhere'] }),
      ['IMAGE_NOT_FOUND'],
    ],
    ['unsharing a hidden image', unshare({ ...unsharing, ...hidden, from: ['nobody'] }), ['IMAGE_NOT_FOUND']],
    ['launching a hidden image', launch({ ...launching, ...hidden }), ['IMAGE_NOT_FOUND']],
    ['restoring from a hidden image', restore({ ...restoring, ...hidden, to: 'ins-1' }), ['IMAGE_NOT_FOUND']],
    ['creating from a hidden instance', create({ ...creating, of: { ...gone, ...foreign } }), ['INSTANCE_NOT_FOUND']],
    ['restoring a hidden instance', restore({ ...restoring, to: { ...gone, ...foreign } }), ['INSTANCE_NOT_FOUND']],
    [
      'restoring a hidden instance from a received image',
      restore({ image: RECEIVED, to: { ...gone, ...foreign } }),
      ['INSTANCE_NOT_FOUND'],
    ],
    ['importing into an unknown region', importInto('nowhere', importing), ['REGION_NOT_FOUND']],
    [
      'copying to its own and to an unknown region',
      copy({ ...copying, to: [unready.region, 'nowhere'] }),
      ['REGION_NOT_FOUND'],
    ],
    [
      'copying a public image to an unknown region',
      copy({ ...copying, image: PUBLIC, to: ['nowhere'] }),
      ['REGION_NOT_FOUND'],
    ],
    [
      'sharing with an unknown account in an unknown region',
      share({ ...sharing, to: [SELF, 'nobody'], into: ['nowhere'] }),
      ['REGION_NOT_FOUND'],
    ],
    ['launching in an unknown region', launch({ ...launching, into: 'nowhere' }), ['REGION_NOT_FOUND']],
    ['publishing in a closed and in an unknown region', publish([closed(GUANGZHOU), 'nowhere']), ['REGION_NOT_FOUND']],
    [
      'sharing with the owner and an unknown account',
      share({ ...sharing, to: [SELF, 'nobody'] }),
      ['ACCOUNT_NOT_FOUND'],
    ],
    [
      'sharing a received image with an unknown account',
      share({ image: RECEIVED, to: ['nobody'] }),
      ['ACCOUNT_NOT_FOUND'],
    ],
    ['unsharing from an unknown account', unshare({ ...unsharing, from: ['nobody'] }), ['ACCOUNT_NOT_FOUND']],
    ['submitting a hidden image', submit({ image: { ...offering, ...foreign } }), ['IMAGE_NOT_FOUND']],
    ['withdrawing a hidden image', withdraw({ image: HIDDEN }), ['IMAGE_NOT_FOUND']],
    ['reviewing a hidden image', review({ image: HIDDEN }), ['IMAGE_NOT_FOUND']],
    [
      'launching a hidden image of an untrusted source',
      launch({ ...launching, ...hidden, by: restricted(ACME, 'REVIEWED') }),
      ['IMAGE_NOT_FOUND'],
    ],
    [
      'launching a received image of an untrusted source in an unknown region',
      launch({ by: restricted(ACME, 'REVIEWED'), image: RECEIVED, into: 'nowhere' }),
      ['REGION_NOT_FOUND'],
    ],
    ['trusting a sub-account and an unknown account', restrict([BETA_SUB, 'nobody']), ['ACCOUNT_NOT_FOUND']],
  ]);
});

describe('the step role is evaluated before existence, for', () => {
  names([
    ['a member that publishes in an unknown region', publish(['nowhere'], ACME), ['OPERATOR_ONLY']],
    ['a member that retires a hidden image', retire({ by: ACME, image: HIDDEN }), ['OPERATOR_ONLY']],
    ['a member that creates an account under an unknown account', createAccount('nobody', ACME), ['OPERATOR_ONLY']],
    ['a member that changes an unknown account', updateAccount('nobody', true, ACME), ['OPERATOR_ONLY']],
    ['a member that changes an unknown region', updateRegion('nowhere', ACME), ['OPERATOR_ONLY']],
    ['a member that reviews a hidden image', review({ by: ACME, image: HIDDEN }), ['OPERATOR_ONLY']],
    ['a member that submits a hidden image', submit({ by: ACME, image: HIDDEN }), ['PROVIDER_ONLY']],
    [
      'a provider without an agreement that submits a hidden image',
      submit({ by: { ...PROVIDER, agreementSigned: false }, image: HIDDEN }),
      ['AGREEMENT_NOT_SIGNED'],
    ],
    ['a member that withdraws an image of another provider', withdraw({ by: ACME }), ['PROVIDER_ONLY']],
    [
      'a provider without an agreement that withdraws an image of another',
      withdraw({ by: { ...PROVIDER, agreementSigned: false }, image: { ...MARKETPLACE, ...foreign } }),
      ['AGREEMENT_NOT_SIGNED'],
    ],
    [
      'an operator that retires a hidden image, whom only existence denies',
      retire({ by: OPERATOR, image: HIDDEN }),
      ['IMAGE_NOT_FOUND'],
    ],
  ]);
});
