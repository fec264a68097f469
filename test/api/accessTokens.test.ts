import { AccessToken } from '../../src/entities/accessToken';
import { newToken } from '../../src/store/accessTokens';
import { everything } from '../support/contents';
import { DAY_MS, NOON, World, type ApiCaller } from '../support/world';
import { mutationText } from '../support/mutations';

/** Tests that access tokens belong to the acting account, which makes, counts, lists and revokes them. */

let world: World;
let account: ApiCaller;
let sub: ApiCaller;
let stranger: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  account = await world.account();
  sub = await world.account({ rootId: account.id });
  stranger = await world.account();
});
afterEach(() => world.close());

/** Inserts tokens directly into the database. */
async function tokens(of: ApiCaller, count: number, values: Partial<AccessToken> = {}): Promise<AccessToken[]> {
  const rows = Array.from({ length: count }, () => ({
    ...newToken({ accountId: of.id, name: 'one', mayWrite: true, createdAt: NOON - DAY_MS, expiresAt: null }).row,
    ...values,
  }));
  await world.store.write(({ manager }) => manager.insert(AccessToken, rows));
  return rows;
}

describe('the limit of 100 live access tokens per account', () => {
  const another = { name: 'another', scopes: ['READ'] };

  test('allows the 100th, denies the 101st with the numbers, and has room once one is revoked', async () => {
    const [first] = await tokens(account, 98);
    expect(await account.do('createAccessToken', another)).toMatchObject({ __typename: 'CreateAccessTokenPayload' });
    const before = await world.contents();
    expect(await account.do('createAccessToken', another)).toEqual({
      __typename: 'Denied',
      rule: 'ACCESS_TOKEN_LIMIT',
      message: 'At most 100 live access tokens per account, and there are 100. Revoke one first.',
      limit: 100,
      used: 100,
      resetsAt: null,
      subjects: [],
      also: [],
    });
    expect(await world.contents()).toEqual(before);
    await account.do('revokeAccessToken', { accessTokenId: first!.id });
    expect(await account.do('createAccessToken', another)).toHaveProperty('token');
  });

  test('denies the 101st as a dry run', async () => {
    await tokens(account, 99);
    expect(await account.do('createAccessToken', { ...another, dryRun: true })).toMatchObject({
      rule: 'ACCESS_TOKEN_LIMIT',
    });
  });

  test('does not count expired and revoked tokens, or those of other accounts and of sub-accounts', async () => {
    await tokens(account, 98);
    await tokens(account, 5, { expiresAt: NOON });
    await tokens(account, 5, { revokedAt: NOON - 1 });
    await tokens(sub, 50);
    await tokens(stranger, 50);
    expect(await account.do('createAccessToken', another)).toHaveProperty('token');
    expect(await account.do('createAccessToken', another)).toMatchObject({ rule: 'ACCESS_TOKEN_LIMIT', used: 100 });
    expect(await sub.do('createAccessToken', another)).toHaveProperty('token');
  });
});

test('revokeAccessToken has one error for foreign, revoked and absent tokens and does nothing', async () => {
  const [revoked] = await tokens(account, 1, { revokedAt: NOON - 1 });
  const [ofStranger] = await tokens(stranger, 1);
  const [ofSub] = await tokens(sub, 1);
  const before = await everything(world);
  const ids = [revoked!.id, ofStranger!.id, ofSub!.id, 'tok-0000000000', '', '\u0000', account.id, 'x'.repeat(5_000)];
  const answers = await Promise.all(
    ids.map((accessTokenId) => account.ask(mutationText('revokeAccessToken'), { input: { accessTokenId } })),
  );
  const [first] = answers;
  expect(first!.body.errors![0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.accessTokenId' });
  for (const { body } of answers) expect(body.errors).toEqual(first!.body.errors);
  expect(await everything(world)).toEqual(before);
  // A root account cannot revoke its sub-account's token, nor the other way round.
  const [ofRoot] = await tokens(account, 1);
  const answer = await sub.ask(mutationText('revokeAccessToken'), { input: { accessTokenId: ofRoot!.id } });
  expect(answer.body.errors).toEqual(first!.body.errors);
});

test('viewer.accessTokens lists the live tokens of the viewer, newest first', async () => {
  await tokens(account, 1, { revokedAt: NOON - 1 });
  await tokens(account, 1, { expiresAt: NOON });
  await tokens(sub, 1);
  const [older] = await tokens(account, 1, { name: 'older', createdAt: NOON - 2 });
  const [newer] = await tokens(account, 1, {
    name: 'newer',
    createdAt: NOON - 1,
    mayWrite: false,
    expiresAt: NOON + 1,
  });
  const { viewer } = await account.data(
    '{ viewer { accessTokens { id name scopes createdAt expiresAt lastUsedAt } } }',
  );
  expect(viewer.accessTokens.slice(0, 2)).toEqual([
    {
      id: newer!.id,
      name: 'newer',
      scopes: ['READ'],
      createdAt: '2026-03-04T11:59:59.999Z',
      expiresAt: '2026-03-04T12:00:00.001Z',
      lastUsedAt: null,
    },
    {
      id: older!.id,
      name: 'older',
      scopes: ['READ', 'WRITE'],
      createdAt: '2026-03-04T11:59:59.998Z',
      expiresAt: null,
      lastUsedAt: null,
    },
  ]);
  expect(viewer.accessTokens).toHaveLength(3);
  expect(viewer.accessTokens[2].name).toBe('first token');
});

test('lastUsedAt is the time of the last use, to the minute', async () => {
  const { accessToken, token } = await account.do('createAccessToken', { name: 'x', scopes: ['READ'] });
  const caller = world.callerWith(account.id, token);
  const lastUsed = async () =>
    (await account.data(`{ node(id: "${accessToken.id}") { ... on AccessToken { lastUsedAt } } }`)).node.lastUsedAt;
  expect(await lastUsed()).toBeNull();
  await caller.data('{ viewer { roles } }');
  expect(await lastUsed()).toBe('2026-03-04T12:00:00.000Z');
  world.clock.now += 90_000;
  await caller.data('{ viewer { roles } }');
  expect(await lastUsed()).toBe('2026-03-04T12:01:30.000Z');
});
