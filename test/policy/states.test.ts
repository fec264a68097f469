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

/** Whether images and instances are in a state for a request. */

const STATES: ImageState[] = ['CREATING', 'IMPORTING', 'COPYING', 'AVAILABLE', 'FAILED'];
const notReady = (state: ImageState, takes: string) =>
  refused(no('IMAGE_NOT_READY', `The image is ${state}; this takes an image that is ${takes}.`, ['img-1']));

describe('IMAGE_NOT_READY: only AVAILABLE images are changed, shared, copied and launched', () => {
  const requests: [string, (asked: { image: ImageFacts }) => Decision, ImageFacts][] = [
    ['changed', update, image()],
    ['copied', copy, image()],
    ['shared', share, image()],
    ['unshared', unshare, image({ shareCount: 1 })],
    ['launched by its owner', launch, image()],
    ['launched by a recipient', launch, RECEIVED],
    ['launched by anyone, being public', launch, PUBLIC],
    ['launched by anyone, being on the marketplace', launch, MARKETPLACE],
    ['used to restore an instance', restore, image()],
    ['submitted to the marketplace', submit, PROVIDERS_OWN],
    ['changed on the marketplace', submit, MARKETPLACE],
  ];
  describe.each(requests)('%s', (_done, request, asked) => {
    cases(
      STATES.map((state) => [
        `${state}: ${state === 'AVAILABLE' ? 'yes' : 'no'}`,
        request({ image: { ...asked, state } }),
        state === 'AVAILABLE' ? ALLOWED : notReady(state, 'AVAILABLE'),
      ]),
    );
  });
});

describe('IMAGE_NOT_READY: AVAILABLE and FAILED images may be deleted', () => {
  cases(
    STATES.map((state) => [
      `${state}: ${['AVAILABLE', 'FAILED'].includes(state) ? 'yes' : 'no'}`,
      remove({ image: image({ state }) }),
      ['AVAILABLE', 'FAILED'].includes(state) ? ALLOWED : notReady(state, 'AVAILABLE or FAILED'),
    ]),
  );
});

describe('a share is left, a public image retired, a marketplace image reviewed and withdrawn, in any state', () => {
  cases(
    STATES.flatMap((state): [string, Decision, Decision][] => [
      [`${state}: left`, leave({ image: { ...RECEIVED, state } }), ALLOWED],
      [`${state}: retired`, retire({ image: { ...PUBLIC, state } }), ALLOWED],
      [`${state}: reviewed`, review({ image: { ...PENDING, state } }), ALLOWED],
      [`${state}: withdrawn`, withdraw({ image: { ...MARKETPLACE, state } }), ALLOWED],
    ]),
  );
});

describe('INSTANCE_NOT_READY: a terminated instance takes no further operation', () => {
  const states: InstanceState[] = ['RUNNING', 'STOPPED', 'TERMINATED'];
  const gone = refused(no('INSTANCE_NOT_READY', '1 instance named here is TERMINATED already.', ['ins-1']));
  cases(
    states.flatMap((state): [string, Decision, Decision][] => {
      const asked = instance({ state });
      const expected = state === 'TERMINATED' ? gone : ALLOWED;
      return [
        [`an image of a ${state} one`, create({ of: asked }), expected],
        [`restoring a ${state} one`, restore({ to: asked }), expected],
        [`terminating a ${state} one`, terminate([asked]), expected],
      ];
    }),
  );
  cases([
    [
      'of several, the answer names the terminated ones',
      terminate([instance({ id: 'ins-1', state: 'TERMINATED' }), instance({ id: 'ins-2' })]),
      gone,
    ],
    [
      'and all of them',
      terminate([
        instance({ id: 'ins-1', state: 'TERMINATED' }),
        instance({ id: 'ins-2' }),
        instance({ id: 'ins-3', state: 'TERMINATED' }),
      ]),
      refused(no('INSTANCE_NOT_READY', '2 instances named here are TERMINATED already.', ['ins-1', 'ins-3'])),
    ],
  ]);
});

describe('IMAGE_IS_SHARED: delete is refused while anyone holds a share, and says what it would touch', () => {
  const held = (by: [string, ...string[]], told = '') =>
    refused(
      no(
        'IMAGE_IS_SHARED',
        `${by.length === 1 ? '1 account still holds' : `${by.length} accounts still hold`} a share of this image; unshare it first.${told}`,
        by,
        { used: by.length },
      ),
    );
  const [once, twice] = [image({ shareCount: 1 }), image({ shareCount: 2 })];
  const beta = { image: once, heldBy: ['acc-beta'] };
  cases([
    ['an image nobody holds is deleted', remove({ image: image({ shareCount: 0 }) }), ALLOWED],
    ['copies of it do not hinder that', remove({ copies: 3 }), ALLOWED],
    ['nor do instances that run from it', remove({ running: { 'acc-acme': 2, 'acc-beta': 1 } }), ALLOWED],
    ['one account holds it', remove(beta), held(['acc-beta'])],
    [
      'two accounts hold it',
      remove({ image: twice, heldBy: ['acc-beta', 'acc-gamma'] }),
      held(['acc-beta', 'acc-gamma']),
    ],
    [
      'they are named in the order they received it',
      remove({ image: twice, heldBy: ['acc-gamma', 'acc-beta'] }),
      held(['acc-gamma', 'acc-beta']),
    ],
    [
      'a failed one that is held is not deleted either',
      remove({ ...beta, image: { ...once, state: 'FAILED' } }),
      held(['acc-beta']),
    ],
    ['one copy is told', remove({ ...beta, copies: 1 }), held(['acc-beta'], ' Copied from it: 1 image.')],
    ['so are twelve', remove({ ...beta, copies: 12 }), held(['acc-beta'], ' Copied from it: 12 images.')],
    [
      'one instance that runs at its holder is told',
      remove({ ...beta, running: { 'acc-beta': 1 } }),
      held(['acc-beta'], ' 1 instance of it running, at 1 account.'),
    ],
    [
      'so are two at one account',
      remove({ ...beta, running: { 'acc-beta': 2, 'acc-gamma': 0 } }),
      held(['acc-beta'], ' 2 instances of it running, at 1 account.'),
    ],
    [
      'who only runs it is counted, and holds nothing',
      remove({
        image: twice,
        heldBy: ['acc-gamma', 'acc-beta'],
        running: { 'acc-acme': 3, 'acc-beta': 1, 'acc-former': 2 },
        copies: 2,
      }),
      held(['acc-gamma', 'acc-beta'], ' 6 instances of it running, at 3 accounts. Copied from it: 2 images.'),
    ],
    [
      'what is public is retired whatever the count says',
      retire({ image: image({ ...PUBLIC, shareCount: 1 }) }),
      ALLOWED,
    ],
  ]);
});
