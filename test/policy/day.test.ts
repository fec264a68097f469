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

/** The daily limit, both sides of the number, for every operation that it counts and for those that it does not. */

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
    ['allows the 1st operation', request({ today: 0 }), ALLOWED],
    ['allows the 5th operation', request({ today: 4 }), ALLOWED],
    ['denies the 6th operation, with the time at which the day ends', request({ today: 5 }), spent(5, 5)],
    ['denies the 10th operation', request({ today: 9 }), spent(5, 9)],
    ['allows a sub-account the 5th operation of its root account', request({ by: ACME_CI, today: 4 }), ALLOWED],
    ['denies a sub-account the 6th operation of its root account', request({ by: ACME_CI, today: 5 }), spent(5, 5)],
    ['allows the 8th operation under a limit raised to 8', request({ by: by(8), today: 7 }), ALLOWED],
    ['denies the 9th operation under a limit raised to 8', request({ by: by(8), today: 8 }), spent(8, 8)],
    ['allows the 2nd operation under a limit lowered to 2', request({ by: by(2), today: 1 }), ALLOWED],
    ['denies the 3rd operation under a limit lowered to 2', request({ by: by(2), today: 2 }), spent(2, 2)],
    ['denies every operation on a day with more than the lowered limit', request({ by: by(2), today: 4 }), spent(2, 4)],
    ['denies the 1st operation under a limit of zero', request({ by: by(0), today: 0 }), spent(0, 0)],
    ['allows the 5th operation of an operator', request({ by: operator, today: 4 }), ALLOWED],
    ['denies the 6th operation of an operator', request({ by: operator, today: 5 }), spent(5, 5)],
    [
      'denies the 1st operation of an operator under a limit of zero',
      request({ by: limited(operator, { operationsPerDay: 0 }), today: 0 }),
      spent(0, 0),
    ],
  ]);
});

describe('a provider’s and an operator’s operations on custom images are counted like a member’s', () => {
  cases([
    ['allows the 5th import of a provider', importInto(GUANGZHOU, { by: PROVIDER, today: 4 }), ALLOWED],
    ['denies the 6th import of a provider', importInto(GUANGZHOU, { by: PROVIDER, today: 5 }), spent(5, 5)],
    ['allows the 5th import of an operator', importInto(GUANGZHOU, { by: OPERATOR, today: 4 }), ALLOWED],
    ['denies the 6th import of an operator', importInto(GUANGZHOU, { by: OPERATOR, today: 5 }), spent(5, 5)],
  ]);
});

describe('each operation counts in the region it happens in', () => {
  cases([
    ['an import counts in its destination', importInto(BEIJING, { today: 5 }), spent(5, 5, 'ap-beijing')],
    [
      'an image of an instance counts in the region of the instance',
      create({ of: instance({ region: BEIJING }), today: 5 }),
      spent(5, 5, 'ap-beijing'),
    ],
    ['a copy counts in the region of its source', copy({ to: [BEIJING], today: 5 }), spent(5, 5, 'ap-guangzhou')],
    ['a copy to three destinations counts once', copy({ to: [BEIJING, SHANGHAI, HONGKONG], today: 4 }), ALLOWED],
  ]);
});

describe('a daily limit of zero, for operations that it does not count,', () => {
  const none = { by: by(0), today: 5 };
  const offering = { by: limited(PROVIDER, { operationsPerDay: 0 }), today: 5 };
  cases([
    ['allows a launch', launch(none), ALLOWED],
    ['allows a launch of a received image', launch({ ...none, image: RECEIVED }), ALLOWED],
    ['allows a restore', restore(none), ALLOWED],
    ['allows leaving an image', leave(none), ALLOWED],
    ['allows a submission', submit(offering), ALLOWED],
    ['allows a submission of a change', submit({ ...offering, image: MARKETPLACE }), ALLOWED],
    ['allows a withdrawal', withdraw(offering), ALLOWED],
    ['allows a review', review({ by: limited(OPERATOR, { operationsPerDay: 0 }), today: 5 }), ALLOWED],
    ['allows a restriction of launch sources', restrict([], by(0)), ALLOWED],
    [
      'allows retiring a public image',
      retire({ ...none, by: limited(OPERATOR, { operationsPerDay: 0 }), image: PUBLIC }),
      ALLOWED,
    ],
  ]);
});
