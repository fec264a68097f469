import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessToken } from '../../src/entities/accessToken';
import { newToken } from '../../src/store/accessTokens';
import { callOf, EACH_CALL, createFixture, type Fixture } from '../support/calls';
import { everything } from '../support/contents';
import { EVERYTHING } from '../support/databases';
import { DAY_MS, NOON, World, type Answer, type ApiCaller } from '../support/world';
import { mutationText } from '../support/mutations';

/** Tests authentication: one bearer credential or none, its scope, its account and its expiry. */

let world: World;
let stage: Fixture;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
});
afterEach(() => world.close());

const WHO = '{ viewer { account { id } } }';
const who = async (caller: ApiCaller) => (await caller.data(WHO)).viewer.account.id;

async function expectRefused(answer: Answer, code: 'UNAUTHENTICATED' | 'FORBIDDEN'): Promise<void> {
  expect(answer.body.errors?.map(({ extensions }) => extensions['code'])).toEqual([code]);
  expect(answer.status).toBe(code === 'UNAUTHENTICATED' ? 401 : 403);
  if (code === 'UNAUTHENTICATED') expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  // Each field of a mutation is null by itself.
  expect(Object.values(answer.body.data ?? {}).filter((value) => value !== null)).toEqual([]);
}

async function token(values: Partial<Parameters<typeof newToken>[0]> = {}): Promise<{ caller: ApiCaller; id: string }> {
  const made = newToken({
    accountId: stage.owner.id,
    name: 'one',
    mayWrite: true,
    createdAt: NOON - DAY_MS,
    expiresAt: null,
    ...values,
  });
  await world.store.write(({ manager }) => manager.insert(AccessToken, made.row));
  return { caller: world.callerWith(stage.owner.id, made.token), id: made.row.id };
}

describe('the Authorization header over a real connection', () => {
  let port: number;
  beforeEach(async () => {
    await world.app.listen({ port: 0, host: '127.0.0.1' });
    port = (world.app.server.address() as AddressInfo).port;
  });

  /** Sends the headers as they are, the same one twice where it is given twice. */
  function send(headers: string[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request(
        { port, host: '127.0.0.1', method: 'POST', path: '/graphql', headers: ['Host', 'x', 'Content-Type', 'application/json', ...headers] }, // prettier-ignore
        (response) => {
          let text = '';
          response.on('data', (chunk) => (text += String(chunk)));
          response.on('end', () =>
            resolve({ status: response.statusCode!, body: JSON.parse(text), headers: response.headers }),
          );
        },
      );
      call.on('error', reject);
      call.end(JSON.stringify({ query: WHO }));
    });
  }

  test('makes an anonymous caller where it is missing', async () => {
    expect(await send([])).toMatchObject({ status: 200, body: { data: { viewer: null } } });
  });

  test.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('is accepted with the scheme written %s', async (scheme) => {
    const { status, body } = await send(['authorization', `${scheme} ${stage.owner.token}`]);
    expect([status, body.data]).toEqual([200, { viewer: { account: { id: stage.owner.id } } }]);
  });

  test.each<[string, (good: string) => string[]]>([
    ['where it is empty', () => ['Authorization', '']],
    ['with a scheme alone', () => ['Authorization', 'Bearer']],
    ['with a scheme and blanks', () => ['Authorization', 'Bearer   ']],
    ['with a token alone', (good) => ['Authorization', good]],
    ['with another scheme', (good) => ['Authorization', `Basic ${good}`]],
    ['with a scheme that begins with Bearer', (good) => ['Authorization', `BearerX ${good}`]],
    ['with two tokens', (good) => ['Authorization', `Bearer ${good} ${good}`]],
    ['with two credentials and a comma', (good) => ['Authorization', `Bearer ${good}, Bearer ${good}`]],
    ['sent twice with one token', (good) => ['Authorization', `Bearer ${good}`, 'Authorization', `Bearer ${good}`]],
    ['sent valid, then wrong', (good) => ['Authorization', `Bearer ${good}`, 'authorization', 'Bearer x']],
    ['sent wrong, then valid', (good) => ['authorization', 'Bearer x', 'AUTHORIZATION', `Bearer ${good}`]],
    ['sent valid, then empty', (good) => ['Authorization', `Bearer ${good}`, 'Authorization', '']],
    ['sent empty, then valid', (good) => ['Authorization', '', 'Authorization', `Bearer ${good}`]],
  ])('is UNAUTHENTICATED %s', async (_what, headers) => {
    await expectRefused(await send(headers(stage.owner.token!)), 'UNAUTHENTICATED');
  });
});

describe('an access token', () => {
  test.each<[string, (good: string) => string]>([
    ['with an unknown id', () => `irt_${'a'.repeat(12)}_${'b'.repeat(40)}`],
    ['with another secret', (good) => good.slice(0, -1) + (good.endsWith('a') ? 'b' : 'a')],
    ['with another token’s secret', (good) => `${good.split('_', 2).join('_')}_${stage.friend.token!.split('_')[2]}`],
    ['without its secret', (good) => good.split('_', 2).join('_')],
    ['in capitals', (good) => good.toUpperCase()],
    ['with a character after it', (good) => `${good}x`],
    ['that is garbage', () => 'garbage'],
  ])('%s is UNAUTHENTICATED', async (_what, wrong) => {
    await expectRefused(await world.callerWith('', wrong(stage.owner.token!)).ask(WHO), 'UNAUTHENTICATED');
  });

  test('is valid until the last millisecond before it expires', async () => {
    const { caller } = await token({ expiresAt: NOON + 60_000 });
    world.clock.now = NOON + 59_999;
    expect(await who(caller)).toBe(stage.owner.id);
    world.clock.now = NOON + 60_000;
    await expectRefused(await caller.ask(WHO), 'UNAUTHENTICATED');
  });

  test('is UNAUTHENTICATED immediately after it has revoked itself', async () => {
    const { caller, id } = await token();
    expect(await who(caller)).toBe(stage.owner.id);
    expect(await caller.do('revokeAccessToken', { accessTokenId: id })).toMatchObject({ accessTokenId: id });
    await expectRefused(await caller.ask(WHO), 'UNAUTHENTICATED');
    expect(await who(stage.owner)).toBe(stage.owner.id);
  });

  test('that is wrong is UNAUTHENTICATED also for a public query', async () => {
    await expectRefused(await world.callerWith('', 'wrong').ask('{ regions { id } }'), 'UNAUTHENTICATED');
  });

  test('made through the API works with its scopes until it expires', async () => {
    const expiresAt = new Date(NOON + 5_000).toISOString();
    const made = await stage.sub.do('createAccessToken', { name: 'x', scopes: ['WRITE'], expiresAt });
    expect(made.accessToken).toMatchObject({ scopes: ['READ', 'WRITE'], expiresAt });
    const caller = world.callerWith(stage.sub.id, made.token);
    expect(await who(caller)).toBe(stage.sub.id);
    expect(await caller.do('updateImage', { imageId: stage.image.id, name: 'x' })).toHaveProperty('image');
    world.clock.now += 5_000;
    await expectRefused(await caller.ask(WHO), 'UNAUTHENTICATED');
  });

  test('is kept as a hash alone, its secret nowhere in the database', async () => {
    const made = await stage.owner.do('createAccessToken', { name: 'x', scopes: ['READ'], idempotencyKey: 'k' });
    const account = await stage.operator.do('createAccount', { name: 'y', idempotencyKey: 'k' });
    const bytes = await everyByte();
    // The id is found, so these are the bytes to search.
    expect(bytes.includes(made.accessToken.id)).toBe(true);
    for (const shown of [made.token, account.token]) expect(bytes.includes(shown.split('_')[2])).toBe(false);
  });
});

/** Returns everything that the database keeps: the bytes of its files, or all rows where a server has the files. */
async function everyByte(): Promise<Buffer> {
  const { settings } = world.database;
  if ('file' in settings) {
    const files = ['', '-wal'].map((end) => settings.file + end).filter((file) => existsSync(file));
    return Buffer.concat(files.map((file) => readFileSync(file)));
  }
  const tables = await Promise.all(EVERYTHING.map((table) => world.store.rows(`SELECT * FROM ${table}`)));
  return Buffer.from(JSON.stringify(tables));
}

describe.each(EACH_CALL)('%s', (name) => {
  test.each([false, true])('is FORBIDDEN for a READ token and does nothing (dry run: %s)', async (dryRun) => {
    const { by, input } = callOf(stage, name, { dryRun });
    const { caller } = await token({ accountId: by.id, mayWrite: false });
    expect(await who(caller)).toBe(by.id);
    const before = await everything(world);
    await expectRefused(await caller.ask(mutationText(name), { input }), 'FORBIDDEN');
    expect(await everything(world)).toEqual(before);
  });
});

describe('a suspended account', () => {
  const suspend = (id: string, suspended = true) => stage.operator.do('updateAccount', { accountId: id, suspended });

  test('is FORBIDDEN from its next call on, reads and sub-accounts included, until the suspension ends', async () => {
    expect(await who(stage.sub)).toBe(stage.sub.id);
    await suspend(stage.owner.id);
    await expectRefused(await stage.owner.ask(WHO), 'FORBIDDEN');
    await expectRefused(await stage.owner.ask('{ regions { id } }'), 'FORBIDDEN');
    await expectRefused(await stage.sub.ask(WHO), 'FORBIDDEN');
    const before = await everything(world);
    const { input } = callOf(stage, 'createImage');
    for (const by of [stage.owner, stage.sub]) {
      await expectRefused(await by.ask(mutationText('createImage'), { input }), 'FORBIDDEN');
    }
    expect(await everything(world)).toEqual(before);
    expect(await who(stage.friend)).toBe(stage.friend.id);

    await suspend(stage.owner.id, false);
    expect(await who(stage.owner)).toBe(stage.owner.id);
    expect(await who(stage.sub)).toBe(stage.sub.id);
  });

  test('is FORBIDDEN also where its call was authenticated before and waits to write', async () => {
    const { by, input } = callOf(stage, 'createImage');
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const suspending = world.store.write(async (inside) => {
      await inside.rows('UPDATE account SET suspended = ? WHERE id = ?', [true, by.id]);
      await held;
    });
    const answer = by.ask(mutationText('createImage'), { input });
    await sleep(100);
    release();
    await suspending;
    await expectRefused(await answer, 'FORBIDDEN');
    expect(await world.ledger(by)).toEqual([]);
  });

  test('that is a sub-account is FORBIDDEN alone, not its root account or a sibling', async () => {
    const sister = await world.account({ rootId: stage.owner.id });
    await suspend(stage.sub.id);
    await expectRefused(await stage.sub.ask(WHO), 'FORBIDDEN');
    expect(await who(stage.owner)).toBe(stage.owner.id);
    expect(await who(sister)).toBe(sister.id);
  });
});
