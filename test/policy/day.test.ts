import type { Decision } from '../../src/policy/decision';
import type { ViewerFacts } from '../../src/policy/facts';
import {
  ACME,
  ACME_CI,
  ALLOWED,
  BEIJING,
  copy,
  create,
  GUANGZHOU,
  HONGKONG,
  importInto,
  instance,
  launch,
  cases,
  leave,
  limited,
  MARKETPLACE,
  no,
  OPERATOR,
  PROVIDER,
  PUBLIC,
  RECEIVED,
  refused,
  remove,
  restore,
  restrict,
  retire,
  review,
  share,
  SHANGHAI,
  submit,
  TOMORROW,
  unshare,
  update,
  withdraw,
} from './requests';

/** The daily count, both sides of the number, for every operation that is counted and for those that are not. */

type Request = (asked: { by?: ViewerFacts; today: number }) => Decision;
const COUNTED: [string, Request][] = [
  ['create', create],
  ['import', (asked) => importInto(GUANGZHOU, asked)],
  ['copy', copy],
  ['update', update],
  ['share', share],
  ['unshare', unshare],
  ['delete', remove],
];

const spent = (limit: number, used: number, id = 'ap-guangzhou') =>
  refused(
    no(
      'DAILY_OPERATION_LIMIT',
      `At most ${limit} operations on custom images per account, region and day: ${used} used today in ${id}. It starts again at 2026-03-05T00:00:00.000Z.`,
      [id],
      { limit, used, resetsAt: TOMORROW },
    ),
  );
const by = (operationsPerDay: number) => limited(ACME, { operationsPerDay });
const operator = { ...ACME, roles: ['MEMBER', 'OPERATOR'] as const };

describe.each(COUNTED)('DAILY_OPERATION_LIMIT: 5 operations per root account, region and day: %s', (_what, request) => {
  cases([
    ['the 1st passes', request({ today: 0 }), ALLOWED],
    ['the 5th passes', request({ today: 4 }), ALLOWED],
    ['the 6th does not, and says when the day is over', request({ today: 5 }), spent(5, 5)],
    ['nor any beyond', request({ today: 9 }), spent(5, 9)],
    ['a sub-account has its root account’s 5th', request({ by: ACME_CI, today: 4 }), ALLOWED],
    ['and not the 6th', request({ by: ACME_CI, today: 5 }), spent(5, 5)],
    ['raised to 8, the 8th passes', request({ by: by(8), today: 7 }), ALLOWED],
    ['raised to 8, the 9th does not', request({ by: by(8), today: 8 }), spent(8, 8)],
    ['lowered to 2, the 2nd passes', request({ by: by(2), today: 1 }), ALLOWED],
    ['lowered to 2, the 3rd does not', request({ by: by(2), today: 2 }), spent(2, 2)],
    ['lowered on a day that has more, none passes', request({ by: by(2), today: 4 }), spent(2, 4)],
    ['at zero, none passes', request({ by: by(0), today: 0 }), spent(0, 0)],
    ['an operator’s own 5th passes', request({ by: operator, today: 4 }), ALLOWED],
    ['its 6th does not', request({ by: operator, today: 5 }), spent(5, 5)],
    [
      'at zero, none of an operator’s passes',
      request({ by: limited(operator, { operationsPerDay: 0 }), today: 0 }),
      spent(0, 0),
    ],
  ]);
});

describe('a provider’s and an operator’s operations on custom images are counted like a member’s', () => {
  cases([
    ['the 5th', importInto(GUANGZHOU, { by: PROVIDER, today: 4 }), ALLOWED],
    ['the 6th', importInto(GUANGZHOU, { by: PROVIDER, today: 5 }), spent(5, 5)],
    ['an operator’s too: the 5th', importInto(GUANGZHOU, { by: OPERATOR, today: 4 }), ALLOWED],
    ['and the 6th', importInto(GUANGZHOU, { by: OPERATOR, today: 5 }), spent(5, 5)],
  ]);
});

describe('each operation counts in the region it happens in', () => {
  cases([
    ['an import where it goes', importInto(BEIJING, { today: 5 }), spent(5, 5, 'ap-beijing')],
    [
      'an image of an instance where that stands',
      create({ of: instance({ region: BEIJING }), today: 5 }),
      spent(5, 5, 'ap-beijing'),
    ],
    ['a copy where its source is', copy({ to: [BEIJING], today: 5 }), spent(5, 5, 'ap-guangzhou')],
    ['and once, however many destinations', copy({ to: [BEIJING, SHANGHAI, HONGKONG], today: 4 }), ALLOWED],
  ]);
});

describe('what the day does not count, it does not refuse', () => {
  const none = { by: by(0), today: 5 };
  const offering = { by: limited(PROVIDER, { operationsPerDay: 0 }), today: 5 };
  cases([
    ['launches', launch(none), ALLOWED],
    ['launches of received images', launch({ ...none, image: RECEIVED }), ALLOWED],
    ['restores', restore(none), ALLOWED],
    ['leaving', leave(none), ALLOWED],
    ['submitting', submit(offering), ALLOWED],
    ['submitting a change', submit({ ...offering, image: MARKETPLACE }), ALLOWED],
    ['withdrawing', withdraw(offering), ALLOWED],
    ['reviewing', review({ by: limited(OPERATOR, { operationsPerDay: 0 }), today: 5 }), ALLOWED],
    ['restricting launch sources', restrict([], by(0)), ALLOWED],
    ['retiring', retire({ ...none, by: limited(OPERATOR, { operationsPerDay: 0 }), image: PUBLIC }), ALLOWED],
  ]);
});
