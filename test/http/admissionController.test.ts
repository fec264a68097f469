import type { GraphQLError } from 'graphql';
import { AdmissionController } from '../../src/server/admission/admissionController';
import { FairQueue } from '../../src/server/admission/fairQueue';
import { QUEUE_LIMITS } from '../../src/graphql/requestLimits';

/** Admission before a body is read, by the expected wait and by the number of recent rejections. */

const clock = { now: 0 };
let expected: number;
let admission: AdmissionController;
beforeEach(() => {
  clock.now = 0;
  expected = 0;
  const queue = new FairQueue({ ...QUEUE_LIMITS, waitTimeout: 500, runningPerCaller: 16 }, () => clock.now);
  jest.spyOn(queue, 'expectedWait').mockImplementation(() => expected);
  admission = new AdmissionController(queue, () => clock.now);
});

const said = (error: GraphQLError | null) => error && [error.extensions['code'], error.message];
const TOO_MUCH = ['UNAVAILABLE', 'The service is overloaded. Retry in 1 second.'];
const TOO_MANY = ['RATE_LIMITED', 'Too many operations of this caller are waiting. Retry in 1 second.'];
const TOO_OFTEN = ['RATE_LIMITED', 'Too many requests after repeated rejections. Retry in 2 seconds.'];

test.each([
  [0, null],
  [400, null],
  [401, TOO_MUCH],
  [501, TOO_MUCH],
])('with a waitTimeout of 500 ms and an expected wait of %s ms, tryAdmit returns %j', (wait, answer) => {
  expected = wait;
  expect(said(admission.tryAdmit('a'))).toEqual(answer);
});

test('a long wait is RATE_LIMITED for a caller with 16 requests in progress, and UNAVAILABLE for others', () => {
  for (let n = 0; n < 15; n += 1) admission.tryAdmit('a');
  expected = 401;
  expect(said(admission.tryAdmit('a'))).toEqual(TOO_MUCH);
  expected = 400;
  admission.tryAdmit('a');
  expected = 401;
  expect([said(admission.tryAdmit('a')), said(admission.tryAdmit('b'))]).toEqual([TOO_MANY, TOO_MUCH]);
  admission.release('a');
  expect(said(admission.tryAdmit('a'))).toEqual(TOO_MUCH);
});

/** Records rejections of caller a in two consecutive seconds; returns the answers to a and to b in the third. */
function afterTwoSeconds(first: number, second: number) {
  const reject = (times: number) => {
    clock.now += 1_001;
    admission.tryAdmit('b');
    for (let n = 0; n < times; n += 1) admission.recordRejection('a');
  };
  reject(first);
  reject(second);
  clock.now += 1_001;
  return [said(admission.tryAdmit('a')), said(admission.tryAdmit('b'))];
}

test.each([
  [50, 50, TOO_OFTEN],
  [50, 49, null],
  [49, 50, null],
])(
  'a caller rejected %s times in a second and %s times in the next is answered with %j, another one is admitted',
  (first, second, answer) => {
    expect(afterTwoSeconds(first, second)).toEqual([answer, null]);
  },
);

test('a caller rejected for its rejections is admitted again after a pause of two seconds', () => {
  expect(afterTwoSeconds(50, 50)[0]).toEqual(TOO_OFTEN);
  clock.now += 2_001;
  expect(said(admission.tryAdmit('a'))).toBeNull();
});
