import type { Decision } from '../../src/policy/decision';
import type { ImageFacts, ImageState, InstanceState } from '../../src/policy/facts';
import {
  ALLOWED,
  copy,
  create,
  image,
  instance,
  launch,
  cases,
  leave,
  MARKETPLACE,
  no,
  PENDING,
  PROVIDERS_OWN,
  PUBLIC,
  RECEIVED,
  refused,
  remove,
  restore,
  retire,
  review,
  share,
  submit,
  terminate,
  unshare,
  update,
  withdraw,
} from './requests';

/** The states that images and instances must be in for a request. */

const STATES: ImageState[] = ['CREATING', 'IMPORTING', 'COPYING', 'AVAILABLE', 'FAILED'];
const notReady = (state: ImageState, takes: string) =>
  refused(no('IMAGE_NOT_READY', `The image is ${state}; this takes an image that is ${takes}.`, ['img-1']));

describe('IMAGE_NOT_READY: only AVAILABLE images are changed, shared, copied and launched', () => {
  const requests: [string, (asked: { image: ImageFacts }) => Decision, ImageFacts][] = [
    ['an image that is to be changed', update, image()],
    ['an image that is to be copied', copy, image()],
    ['an image that is to be shared', share, image()],
    ['an image that is to be unshared', unshare, image({ shareCount: 1 })],
    ['an image that its owner launches', launch, image()],
    ['an image that a recipient launches', launch, RECEIVED],
    ['a public image that is to be launched', launch, PUBLIC],
    ['a marketplace image that is to be launched', launch, MARKETPLACE],
    ['an image to restore an instance from', restore, image()],
    ['an image that is to be submitted to the marketplace', submit, PROVIDERS_OWN],
    ['a marketplace image that is to be changed', submit, MARKETPLACE],
  ];
  describe.each(requests)('%s', (_done, request, asked) => {
    cases(
      STATES.map((state) => [
        `is ${state === 'AVAILABLE' ? 'accepted' : 'rejected'} in the state ${state}`,
        request({ image: { ...asked, state } }),
        state === 'AVAILABLE' ? ALLOWED : notReady(state, 'AVAILABLE'),
      ]),
    );
  });
});

describe('IMAGE_NOT_READY: AVAILABLE and FAILED images may be deleted', () => {
  cases(
    STATES.map((state) => [
      `${['AVAILABLE', 'FAILED'].includes(state) ? 'allows' : 'denies'} deleting an image in the state ${state}`,
      remove({ image: image({ state }) }),
      ['AVAILABLE', 'FAILED'].includes(state) ? ALLOWED : notReady(state, 'AVAILABLE or FAILED'),
    ]),
  );
});

describe('a share is left, a public image retired, a marketplace image reviewed and withdrawn, in any state', () => {
  cases(
    STATES.flatMap((state): [string, Decision, Decision][] => [
      [`allows leaving an image in the state ${state}`, leave({ image: { ...RECEIVED, state } }), ALLOWED],
      [`allows retiring a public image in the state ${state}`, retire({ image: { ...PUBLIC, state } }), ALLOWED],
      [`allows reviewing an image in the state ${state}`, review({ image: { ...PENDING, state } }), ALLOWED],
      [`allows withdrawing an image in the state ${state}`, withdraw({ image: { ...MARKETPLACE, state } }), ALLOWED],
    ]),
  );
});

describe('INSTANCE_NOT_READY: a terminated instance takes no further operation', () => {
  const states: InstanceState[] = ['RUNNING', 'STOPPED', 'TERMINATED'];
  const verb = (state: InstanceState) => (state === 'TERMINATED' ? 'denies' : 'allows');
  const gone = refused(no('INSTANCE_NOT_READY', '1 instance named here is TERMINATED already.', ['ins-1']));
  cases(
    states.flatMap((state): [string, Decision, Decision][] => {
      const asked = instance({ state });
      const expected = state === 'TERMINATED' ? gone : ALLOWED;
      return [
        [`${verb(state)} an image of a ${state} instance`, create({ of: asked }), expected],
        [`${verb(state)} restoring a ${state} instance`, restore({ to: asked }), expected],
        [`${verb(state)} terminating a ${state} instance`, terminate([asked]), expected],
      ];
    }),
  );
  cases([
    [
      'names the terminated instance out of several',
      terminate([instance({ id: 'ins-1', state: 'TERMINATED' }), instance({ id: 'ins-2' })]),
      gone,
    ],
    [
      'names every terminated instance',
      terminate([
        instance({ id: 'ins-1', state: 'TERMINATED' }),
        instance({ id: 'ins-2' }),
        instance({ id: 'ins-3', state: 'TERMINATED' }),
      ]),
      refused(no('INSTANCE_NOT_READY', '2 instances named here are TERMINATED already.', ['ins-1', 'ins-3'])),
    ],
  ]);
});

describe('IMAGE_IS_SHARED: delete is denied while anyone holds a share, with the impact that it would have', () => {
  const held = (by: [string, ...string[]], impact = '') =>
    refused(
      no(
        'IMAGE_IS_SHARED',
        `${by.length === 1 ? '1 account still holds' : `${by.length} accounts still hold`} a share of this image; unshare it first.${impact}`,
        by,
        { used: by.length },
      ),
    );
  const [once, twice] = [image({ shareCount: 1 }), image({ shareCount: 2 })];
  const beta = { image: once, heldBy: ['acc-beta'] };
  cases([
    ['allows deleting an image without shares', remove({ image: image({ shareCount: 0 }) }), ALLOWED],
    ['allows deleting an image with copies', remove({ copies: 3 }), ALLOWED],
    ['allows deleting an image with running instances', remove({ running: { 'acc-acme': 2, 'acc-beta': 1 } }), ALLOWED],
    ['denies deleting an image that one account holds', remove(beta), held(['acc-beta'])],
    [
      'denies deleting an image that two accounts hold',
      remove({ image: twice, heldBy: ['acc-beta', 'acc-gamma'] }),
      held(['acc-beta', 'acc-gamma']),
    ],
    [
      'names the accounts in the order in which they received their shares',
      remove({ image: twice, heldBy: ['acc-gamma', 'acc-beta'] }),
      held(['acc-gamma', 'acc-beta']),
    ],
    [
      'denies deleting a FAILED image that an account holds',
      remove({ ...beta, image: { ...once, state: 'FAILED' } }),
      held(['acc-beta']),
    ],
    ['names one copy', remove({ ...beta, copies: 1 }), held(['acc-beta'], ' Copied from it: 1 image.')],
    ['names twelve copies', remove({ ...beta, copies: 12 }), held(['acc-beta'], ' Copied from it: 12 images.')],
    [
      'names one running instance of the account with the share',
      remove({ ...beta, running: { 'acc-beta': 1 } }),
      held(['acc-beta'], ' 1 instance of it running, at 1 account.'),
    ],
    [
      'names two running instances of one account',
      remove({ ...beta, running: { 'acc-beta': 2, 'acc-gamma': 0 } }),
      held(['acc-beta'], ' 2 instances of it running, at 1 account.'),
    ],
    [
      'counts accounts that run instances but hold no share',
      remove({
        image: twice,
        heldBy: ['acc-gamma', 'acc-beta'],
        running: { 'acc-acme': 3, 'acc-beta': 1, 'acc-former': 2 },
        copies: 2,
      }),
      held(['acc-gamma', 'acc-beta'], ' 6 instances of it running, at 3 accounts. Copied from it: 2 images.'),
    ],
    [
      'allows retiring a public image even with a share count of 1',
      retire({ image: image({ ...PUBLIC, shareCount: 1 }) }),
      ALLOWED,
    ],
  ]);
});
