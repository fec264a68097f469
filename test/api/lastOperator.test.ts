import { AccessToken } from '../../src/entities/accessToken';
import { denial, refused } from '../support/denials';
import { World, type ApiCaller } from '../support/world';
import { mutationText } from '../support/mutations';

/**
 * At least one operator that somebody can act as always remains. The platform's account holds no token and does not
 * count as one.
 */

let world: World;
let operator: ApiCaller;
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
const refusedNow = (by: ApiCaller, input: { accountId: string } & Record<string, unknown>, rootId = by.id) =>
  refused(world, by, 'updateAccount', input, last(input.accountId), {
    regionId: null,
    subjectId: input.accountId,
    rootId,
  });
const done = async (by: ApiCaller, input: object) =>
  expect((await by.do('updateAccount', input)).__typename).toBe('UpdateAccountPayload');
const changeTokens = (of: ApiCaller, values: Partial<AccessToken>) =>
  world.store.write(({ manager }) => manager.update(AccessToken, { accountId: of.id }, values));

describe('the only operator', () => {
  test.each([
    ['demote itself', { roles: ['MEMBER'] }],
    ['suspend itself', { suspended: true }],
    ['demote and suspend itself in one call', { roles: ['PROVIDER', 'MEMBER'], suspended: true }],
  ])('may not %s', async (_what, change) => {
    await refusedNow(operator, { accountId: operator.id, ...change });
  });

  test('may take further roles, change its limits, and suspend and demote other accounts', async () => {
    const other = await world.account({ roles: ['MEMBER', 'PROVIDER'] });
    await done(operator, { accountId: operator.id, roles: ['OPERATOR', 'PROVIDER'], limits: { operationsPerDay: 9 } });
    await done(operator, { accountId: other.id, roles: ['MEMBER'], suspended: true });
    // Nobody can act as the platform's account.
    await done(operator, { accountId: 'acc-platform', roles: ['MEMBER'] });
  });
});

describe('one of two operators', () => {
  let other: ApiCaller;
  beforeEach(async () => (other = await world.account({ name: 'other', roles: ['OPERATOR'] })));

  test('may demote itself, after which the other may not', async () => {
    await done(operator, { accountId: operator.id, roles: ['MEMBER'] });
    await refusedNow(other, { accountId: other.id, roles: ['MEMBER'] });
  });

  test('may suspend the other, and itself only while the other is not suspended', async () => {
    await done(operator, { accountId: other.id, suspended: true });
    await refusedNow(operator, { accountId: operator.id, suspended: true });
    await done(operator, { accountId: other.id, suspended: false });
    await done(operator, { accountId: operator.id, suspended: true });
  });

  test.each([
    ['is revoked', { revokedAt: 1 }],
    ['has expired', { expiresAt: 1 }],
    ['has only the scope READ', { mayWrite: false }],
  ])('may not demote itself where the only token of the other %s', async (_what, values) => {
    await changeTokens(other, values);
    await refusedNow(operator, { accountId: operator.id, roles: ['MEMBER'] });
  });

  test('may demote itself only while a sub-account can act for the other, which has no token', async () => {
    const sub = await world.account({ rootId: other.id });
    await changeTokens(other, { revokedAt: 1 });
    const demotion = { accountId: operator.id, roles: ['MEMBER'] };
    expect((await operator.do('updateAccount', { ...demotion, dryRun: true })).__typename).toBe('Allowed');
    await done(operator, { accountId: sub.id, suspended: true });
    await refusedNow(operator, demotion);
  });
});

test('the only sub-account by which somebody can act as an operator may not suspend itself', async () => {
  const sub = await world.account({ rootId: operator.id });
  await changeTokens(operator, { revokedAt: 1 });
  await refusedNow(sub, { accountId: sub.id, suspended: true }, operator.id);
});

test.each(['demoting each other', 'demoting themselves', 'suspending themselves'])(
  'two operators %s simultaneously: one call is done, one is denied, and one operator remains',
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
