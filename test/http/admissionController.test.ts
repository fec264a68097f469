import type { GraphQLError } from 'graphql';
import { AdmissionController } from '../../src/server/admission/admissionController';
import { FairQueue } from '../../src/server/admission/fairQueue';
import { QUEUE_LIMITS } from '../../src/graphql/requestLimits';

/** Who is let in before its body is read: by how long it would wait, and by how often it was refused. */

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
])('of 500 ms that are waited for at most, %s are expected', (wait, answer) => {
  expected = wait;
  expect(said(admission.tryAdmit('a'))).toEqual(answer);
});

test('with 15 of its own inside it is everybody who asks too much, with 16 it is the caller; others are not blamed', () => {
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

/** So many refusals in each of two seconds; what is said in the third, and to somebody else. */
function afterTwoSeconds(first: number, second: number) {
  const refuse = (times: number) => {
    clock.now += 1_001;
    admission.tryAdmit('b');
    for (let n = 0; n < times; n += 1) admission.recordRejection('a');
  };
  refuse(first);
  refuse(second);
  clock.now += 1_001;
  return [said(admission.tryAdmit('a')), said(admission.tryAdmit('b'))];
}

test.each([
  [50, 50, TOO_OFTEN],
  [50, 49, null],
  [49, 50, null],
])('refused %s times in a second and %s times in the next', (first, second, answer) => {
  expect(afterTwoSeconds(first, second)).toEqual([answer, null]);
});

test('who then pauses for two seconds is let in again', () => {
  expect(afterTwoSeconds(50, 50)[0]).toEqual(TOO_OFTEN);
  clock.now += 2_001;
  expect(said(admission.tryAdmit('a'))).toBeNull();
});
