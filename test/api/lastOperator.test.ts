import { AccessToken } from '../../src/entities/accessToken';
import { denial, refused } from '../support/denials';
import { mutationText, World, type Asker } from '../support/world';

/** One operator that somebody can act as always remains. The platform's own account holds no token, and is none. */

let world: World;
let operator: Asker;
beforeEach(async () => {
  world = await World.open();
  operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
});
afterEach(() => world.close());

const last = (id: string) =>
  denial(
    'LAST_OPERATOR',
    'After this there would be 0 operators that somebody can act as: not suspended, and with a live token that has the scope WRITE. Make another operator first, or give one a token.',
    { subjects: [id] },
  );
const refusedNow = (by: Asker, input: { accountId: string } & Record<string, unknown>, rootId = by.id) =>
  refused(world, by, 'updateAccount', input, last(input.accountId), {
    regionId: null,
    subjectId: input.accountId,
    rootId,
  });
const done = async (by: Asker, input: object) =>
  expect((await by.do('updateAccount', input)).__typename).toBe('UpdateAccountPayload');
const changeTokens = (of: Asker, values: Partial<AccessToken>) =>
  world.store.write(({ manager }) => manager.update(AccessToken, { accountId: of.id }, values));

describe('the only operator', () => {
  test.each([
    ['demotes itself', { roles: ['MEMBER'] }],
    ['suspends itself', { suspended: true }],
    ['does both', { roles: ['PROVIDER', 'MEMBER'], suspended: true }],
  ])('is refused where it %s', async (_what, change) => {
    await refusedNow(operator, { accountId: operator.id, ...change });
  });

  test('may keep its role beside others, change its limits, and suspend and demote others', async () => {
    const other = await world.account({ roles: ['MEMBER', 'PROVIDER'] });
    await done(operator, { accountId: operator.id, roles: ['OPERATOR', 'PROVIDER'], limits: { operationsPerDay: 9 } });
    await done(operator, { accountId: other.id, roles: ['MEMBER'], suspended: true });
    // Nobody can act as the platform's account.
    await done(operator, { accountId: 'acc-platform', roles: ['MEMBER'] });
  });
});

describe('beside another operator', () => {
  let other: Asker;
  beforeEach(async () => (other = await world.account({ name: 'other', roles: ['OPERATOR'] })));

  test('it may demote itself, and that one then not', async () => {
    await done(operator, { accountId: operator.id, roles: ['MEMBER'] });
    await refusedNow(other, { accountId: other.id, roles: ['MEMBER'] });
  });

  test('it may suspend that one, and not itself then', async () => {
    await done(operator, { accountId: other.id, suspended: true });
    await refusedNow(operator, { accountId: operator.id, suspended: true });
    await done(operator, { accountId: other.id, suspended: false });
    await done(operator, { accountId: operator.id, suspended: true });
  });

  test.each([
    ['whose token was revoked', { revokedAt: 1 }],
    ['whose token has expired', { expiresAt: 1 }],
    ['whose token may only read', { mayWrite: false }],
  ])('nobody can act as one %s', async (_what, values) => {
    await changeTokens(other, values);
    await refusedNow(operator, { accountId: operator.id, roles: ['MEMBER'] });
  });

  test('somebody can act as one without a token by its sub-account, until that is suspended', async () => {
    const sub = await world.account({ rootId: other.id });
    await changeTokens(other, { revokedAt: 1 });
    const demotion = { accountId: operator.id, roles: ['MEMBER'] };
    expect((await operator.do('updateAccount', { ...demotion, dryRun: true })).__typename).toBe('Allowed');
    await done(operator, { accountId: sub.id, suspended: true });
    await refusedNow(operator, demotion);
  });
});

test('a sub-account by which alone somebody acts as an operator is not suspended', async () => {
  const sub = await world.account({ rootId: operator.id });
  await changeTokens(operator, { revokedAt: 1 });
  await refusedNow(sub, { accountId: sub.id, suspended: true }, operator.id);
});

test.each(['demoting each other', 'demoting themselves', 'suspending themselves'])(
  'of two operators %s at once one is done and one refused, and one operator remains',
  async (how) => {
    for (let round = 0; round < 5; round += 1) {
      const pair = [await world.account({ roles: ['OPERATOR'] }), await world.account({ roles: ['OPERATOR'] })];
      await world.store.write((inside) =>
        inside.rows('UPDATE account SET suspended = ? WHERE is_operator AND id NOT IN (?, ?)', [
          true,
          ...pair.map(({ id }) => id),
        ]),
      );
      const answers = await Promise.all(
        pair.map((by, at) => {
          const accountId = how === 'demoting each other' ? pair[1 - at]!.id : by.id;
          const change = how === 'suspending themselves' ? { suspended: true } : { roles: ['MEMBER'] };
          return by.ask(mutationText('updateAccount'), { input: { accountId, ...change } });
        }),
      );
      const results = answers.map(({ body }) => body.data?.updateAccount).map((each) => each?.rule ?? each?.__typename);
      const denial = how === 'demoting each other' ? 'OPERATOR_ONLY' : 'LAST_OPERATOR';
      expect(results.sort()).toEqual([denial, 'UpdateAccountPayload']);
      const left = await world.store.rows('SELECT id FROM account WHERE is_operator AND NOT suspended');
      expect(left).toHaveLength(1);
    }
  },
  60_000,
);
