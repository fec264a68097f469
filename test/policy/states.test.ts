import type { Decision } from '../../src/policy/decision';
import type { ImageFacts, ImageState, InstanceState } from '../../src/policy/facts';
import {
  ALLOWED,
  copy,
  create,
  image,
  instance,
  launch,
  law,
  leave,
  MARKETPLACE,
  no,
  PUBLIC,
  RECEIVED,
  refused,
  remove,
  restore,
  retire,
  share,
  terminate,
  unshare,
  update,
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
  ];
  describe.each(requests)('%s', (_done, request, asked) => {
    law(
      STATES.map((state) => [
        `${state}: ${state === 'AVAILABLE' ? 'yes' : 'no'}`,
        request({ image: { ...asked, state } }),
        state === 'AVAILABLE' ? ALLOWED : notReady(state, 'AVAILABLE'),
      ]),
    );
  });
});

describe('IMAGE_NOT_READY: AVAILABLE and FAILED images may be deleted', () => {
  law(
    STATES.map((state) => [
      `${state}: ${['AVAILABLE', 'FAILED'].includes(state) ? 'yes' : 'no'}`,
      remove({ image: image({ state }) }),
      ['AVAILABLE', 'FAILED'].includes(state) ? ALLOWED : notReady(state, 'AVAILABLE or FAILED'),
    ]),
  );
});

describe('a share is left, and a public image retired, in any state', () => {
  law(
    STATES.flatMap((state): [string, Decision, Decision][] => [
      [`${state}: left`, leave({ image: { ...RECEIVED, state } }), ALLOWED],
      [`${state}: retired`, retire({ image: { ...PUBLIC, state } }), ALLOWED],
    ]),
  );
});

describe('INSTANCE_NOT_READY: a terminated instance takes no further operation', () => {
  const states: InstanceState[] = ['RUNNING', 'STOPPED', 'TERMINATED'];
  const gone = refused(no('INSTANCE_NOT_READY', '1 instance named here is TERMINATED already.', ['ins-1']));
  law(
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
  law([
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

describe('IMAGE_IS_SHARED: delete is refused while anyone holds a share, and says how many', () => {
  law([
    ['an image nobody holds is deleted', remove({ image: image({ shareCount: 0 }) }), ALLOWED],
    [
      'one account holds it',
      remove({ image: image({ shareCount: 1 }), heldBy: ['acc-beta'] }),
      refused(
        no('IMAGE_IS_SHARED', '1 account still holds a share of this image; unshare it first.', ['acc-beta'], {
          used: 1,
        }),
      ),
    ],
    [
      'two accounts hold it',
      remove({ image: image({ shareCount: 2 }), heldBy: ['acc-beta', 'acc-gamma'] }),
      refused(
        no(
          'IMAGE_IS_SHARED',
          '2 accounts still hold a share of this image; unshare it first.',
          ['acc-beta', 'acc-gamma'],
          { used: 2 },
        ),
      ),
    ],
    [
      'a failed one that is held is not deleted either',
      remove({ image: image({ state: 'FAILED', shareCount: 1 }), heldBy: ['acc-beta'] }),
      refused(
        no('IMAGE_IS_SHARED', '1 account still holds a share of this image; unshare it first.', ['acc-beta'], {
          used: 1,
        }),
      ),
    ],
    [
      'what is public is retired whatever the count says',
      retire({ image: image({ ...PUBLIC, shareCount: 1 }) }),
      ALLOWED,
    ],
  ]);
});
