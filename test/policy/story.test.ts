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
 * What a refusal says of the other rules. Each request below has everything wrong with it that can be: from state on
 * all of it is named, in order; role, existence, kind and relation come first and end the story.
 */

const says = (rows: [sentence: string, decision: Decision, rules: string[]][]) =>
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

describe('from state on, every rule that refuses is named, in order', () => {
  says([
    ['create', create(creating), ['INSTANCE_NOT_READY', 'REGION_UNAVAILABLE', 'IMAGE_LIMIT', 'DAILY_OPERATION_LIMIT']],
    [
      'import',
      importInto(closed(GUANGZHOU), importing),
      ['REGION_UNAVAILABLE', 'IMAGE_LIMIT', 'DAILY_OPERATION_LIMIT'],
    ],
    [
      'copy',
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
    ['update', update(updating), ['IMAGE_NOT_READY', 'DAILY_OPERATION_LIMIT']],
    ['delete', remove(deleting), ['IMAGE_NOT_READY', 'IMAGE_IS_SHARED', 'DAILY_OPERATION_LIMIT']],
    [
      'share',
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
    ['unshare', unshare(unsharing), ['IMAGE_NOT_READY', 'NOT_SHARED', 'DAILY_OPERATION_LIMIT']],
    [
      'launch',
      launch(launching),
      ['OWNER_SUSPENDED', 'IMAGE_NOT_READY', 'ARCHITECTURE_MISMATCH', 'LAUNCH_STAYS_IN_REGION', 'REGION_UNAVAILABLE'],
    ],
    [
      'restore',
      restore(restoring),
      ['OWNER_SUSPENDED', 'IMAGE_NOT_READY', 'INSTANCE_NOT_READY', 'ARCHITECTURE_MISMATCH', 'LAUNCH_STAYS_IN_REGION'],
    ],
    [
      'launch, with restricted sources',
      launch({ ...launching, by: restricted(ACME, 'REVIEWED'), image: { ...unready, ...foreign, heldByViewer: true } }),
      [
        'OWNER_SUSPENDED',
        'SOURCE_NOT_TRUSTED',
        'IMAGE_NOT_READY',
        'ARCHITECTURE_MISMATCH',
        'LAUNCH_STAYS_IN_REGION',
        'REGION_UNAVAILABLE',
      ],
    ],
    ['submit', submit({ image: offering }), ['IMAGE_NOT_READY', 'REGION_UNAVAILABLE']],
  ]);

  test('a rule that does not refuse is not named', () => {
    expect(rulesOf(copy({ ...copying, image: image() }))).toEqual([
      'REGION_UNAVAILABLE',
      'COPY_REGION_UNSUPPORTED',
      'IMAGE_LIMIT',
      'DAILY_OPERATION_LIMIT',
    ]);
  });

  test('each with its own numbers', () => {
    const decision = create({ ...creating, by: limited(ACME, { imagesPerRegion: 7, operationsPerDay: 3 }) });
    expect(decision.allowed ? [] : decision.refusals.map(({ rule, limit, used }) => [rule, limit, used])).toEqual([
      ['INSTANCE_NOT_READY', null, null],
      ['REGION_UNAVAILABLE', null, null],
      ['IMAGE_LIMIT', 7, 10],
      ['DAILY_OPERATION_LIMIT', 3, 5],
    ]);
  });
});

describe('relation ends the story: an owner’s counts are nobody else’s business', () => {
  const received = { image: { ...unready, ...foreign, heldByViewer: true } };
  const published = { image: { ...unready, kind: 'PUBLIC' as const, listed: true } };
  says([
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
      submit({ image: { ...offering, ...foreign, heldByViewer: true } }),
      ['SHARED_IMAGE_IS_LAUNCH_ONLY'],
    ],
    ['a public image of another account is withdrawn', withdraw(published), ['MARKETPLACE_IMAGES_ONLY']],
    [
      'what is not on the marketplace is rejected once more',
      review({ image: { ...PUBLIC, reviewState: 'REJECTED' }, verdict: 'REJECT' }),
      ['MARKETPLACE_IMAGES_ONLY'],
    ],
  ]);
});

describe('existence ends the story: the first thing that is missing is all there is to say', () => {
  const hidden = { image: { ...unready, ...foreign } };
  const absent = { image: null };
  says([
    ['copying a hidden image', copy({ ...copying, ...hidden }), ['IMAGE_NOT_FOUND']],
    ['copying an absent image nowhere', copy({ ...copying, ...absent, to: ['nowhere'] }), ['IMAGE_NOT_FOUND']],
    ['copying a hidden image nowhere', copy({ ...copying, ...hidden, to: ['nowhere'] }), ['IMAGE_NOT_FOUND']],
    ['updating a hidden image', update({ ...updating, ...hidden }), ['IMAGE_NOT_FOUND']],
    ['deleting a hidden image', remove({ ...deleting, ...hidden }), ['IMAGE_NOT_FOUND']],
    ['sharing a hidden image', share({ ...sharing, ...hidden }), ['IMAGE_NOT_FOUND']],
    [
      'sharing a hidden image with nobody, nowhere',
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
    ['importing nowhere', importInto('nowhere', importing), ['REGION_NOT_FOUND']],
    ['copying nowhere too', copy({ ...copying, to: [unready.region, 'nowhere'] }), ['REGION_NOT_FOUND']],
    ['copying a public image nowhere', copy({ ...copying, image: PUBLIC, to: ['nowhere'] }), ['REGION_NOT_FOUND']],
    [
      'sharing with nobody, nowhere',
      share({ ...sharing, to: [SELF, 'nobody'], into: ['nowhere'] }),
      ['REGION_NOT_FOUND'],
    ],
    ['launching nowhere', launch({ ...launching, into: 'nowhere' }), ['REGION_NOT_FOUND']],
    ['publishing nowhere and in a closed region', publish([closed(GUANGZHOU), 'nowhere']), ['REGION_NOT_FOUND']],
    ['sharing with nobody too', share({ ...sharing, to: [SELF, 'nobody'] }), ['ACCOUNT_NOT_FOUND']],
    ['sharing a received image with nobody', share({ image: RECEIVED, to: ['nobody'] }), ['ACCOUNT_NOT_FOUND']],
    ['unsharing from nobody too', unshare({ ...unsharing, from: ['nobody'] }), ['ACCOUNT_NOT_FOUND']],
    ['submitting a hidden image', submit({ image: { ...offering, ...foreign } }), ['IMAGE_NOT_FOUND']],
    ['withdrawing a hidden image', withdraw({ image: HIDDEN }), ['IMAGE_NOT_FOUND']],
    ['reviewing a hidden image', review({ image: HIDDEN }), ['IMAGE_NOT_FOUND']],
    [
      'launching a hidden image of a source that is not trusted',
      launch({ ...launching, ...hidden, by: restricted(ACME, 'REVIEWED') }),
      ['IMAGE_NOT_FOUND'],
    ],
    [
      'launching a received image of such a source nowhere',
      launch({ by: restricted(ACME, 'REVIEWED'), image: RECEIVED, into: 'nowhere' }),
      ['REGION_NOT_FOUND'],
    ],
    ['trusting nobody and a sub-account', restrict([BETA_SUB, 'nobody']), ['ACCOUNT_NOT_FOUND']],
  ]);
});

describe('the role ends the story before it begins', () => {
  says([
    ['publishing nowhere', publish(['nowhere'], ACME), ['OPERATOR_ONLY']],
    ['retiring a hidden image', retire({ by: ACME, image: HIDDEN }), ['OPERATOR_ONLY']],
    ['creating an account under nobody', createAccount('nobody', ACME), ['OPERATOR_ONLY']],
    ['changing nobody', updateAccount('nobody', true, ACME), ['OPERATOR_ONLY']],
    ['changing no region', updateRegion('nowhere', ACME), ['OPERATOR_ONLY']],
    ['reviewing a hidden image', review({ by: ACME, image: HIDDEN }), ['OPERATOR_ONLY']],
    ['submitting a hidden image, being no provider', submit({ by: ACME, image: HIDDEN }), ['PROVIDER_ONLY']],
    [
      'submitting a hidden image without an agreement',
      submit({ by: { ...PROVIDER, agreementSigned: false }, image: HIDDEN }),
      ['AGREEMENT_NOT_SIGNED'],
    ],
    ['withdrawing another’s image, being no provider', withdraw({ by: ACME }), ['PROVIDER_ONLY']],
    [
      'withdrawing another’s image without an agreement',
      withdraw({ by: { ...PROVIDER, agreementSigned: false }, image: { ...MARKETPLACE, ...foreign } }),
      ['AGREEMENT_NOT_SIGNED'],
    ],
    ['retiring a hidden image as an operator', retire({ by: OPERATOR, image: HIDDEN }), ['IMAGE_NOT_FOUND']],
  ]);
});
