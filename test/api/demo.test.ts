import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Account } from '../../src/entities/account';
import { seedCatalogue } from '../../src/seed/catalogue';
import { knownAccounts, type DemoAccount } from '../../src/seed/demoFile';
import { resetDemo } from '../../src/seed/reset';
import { fillIfEmpty } from '../../src/seed/start';
import { newAccount } from '../../src/store/accounts';
import type { Store } from '../../src/database/database';
import { OperatorError } from '../../src/database/operatorError';
import { tokenOf } from '../../src/store/accessTokens';
import { verify } from '../../src/store/verify';
import { EVERYTHING, freshDatabase, type Fresh } from '../support/databases';
import { newFolder } from '../support/folder';
import { NOON, PRICES, World } from '../support/world';

/** Tests demo accounts: where their tokens are kept, which are offered, and how a demo is reset. */

let folder: string;
let file: string;
const fresh: Fresh[] = [];
const stores: Store[] = [];

beforeEach(() => {
  folder = newFolder();
  file = path.join(folder, 'data', 'demo-accounts.json');
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  for (const database of fresh.splice(0)) await database.drop();
  rmSync(folder, { recursive: true });
});

/** Opens a new, empty database and returns what filling it needs. */
async function registry(): Promise<{ store: Store; clock: () => number; prices: typeof PRICES }> {
  const database = await freshDatabase();
  fresh.push(database);
  const store = await database.open();
  stores.push(store);
  return { store, clock: () => NOON, prices: PRICES };
}

const kept = (name = file) => JSON.parse(readFileSync(name, 'utf8')) as DemoAccount[];
const count = async (store: Store, table: string) =>
  Number((await store.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]!.n);

describe('filling an empty database', () => {
  test('writes the tokens to a file with mode 0600, also where a file with mode 0644 existed', async () => {
    mkdirSync(path.dirname(file));
    writeFileSync(file, 'what was there', { mode: 0o644 });
    const demo = await fillIfEmpty(await registry(), file);
    expect(demo.map(({ id }) => id)).toEqual([
      'acc-north',
      'acc-south',
      'acc-north-ci',
      'acc-workshop',
      'acc-operator',
    ]);
    expect(kept()).toEqual(demo);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await fillIfEmpty({ ...(await registry()), store: stores[0]! }, file)).toEqual(demo);
  });

  test('makes no tokens and no file without a demo, neither then nor later', async () => {
    const { store, ...rest } = await registry();
    expect(await fillIfEmpty({ store, ...rest }, null)).toEqual([]);
    expect(await count(store, 'access_token')).toBe(0);
    expect(await count(store, 'region')).toBe(23);
    expect(existsSync(file)).toBe(false);
    // Later neither: the database has content now.
    expect(await fillIfEmpty({ store, ...rest }, file)).toEqual([]);
    expect(await count(store, 'access_token')).toBe(0);
  });

  test('leaves the database empty where the tokens cannot be written, and succeeds at the next start', async () => {
    const given = await registry();
    mkdirSync(path.join(file, 'x'), { recursive: true });
    await expect(fillIfEmpty(given, file)).rejects.toThrow(OperatorError);
    for (const table of ['account', 'image', 'region', 'access_token']) expect(await count(given.store, table)).toBe(0);
    rmSync(file, { recursive: true });
    expect(await fillIfEmpty(given, file)).toHaveLength(5);
  });

  test('writes the tokens before the commit, and offers none where the process ends between', async () => {
    const given = await registry();
    const failing = Object.create(given.store, {
      write: {
        value: (body: (inside: Store) => Promise<unknown>) =>
          given.store.write(async (inside) => {
            await body(inside);
            expect(kept()).toHaveLength(5);
            throw new Error('The process ends here.');
          }),
      },
    }) as Store;
    await expect(fillIfEmpty({ ...given, store: failing }, file)).rejects.toThrow('The process ends here.');
    expect(await count(given.store, 'account')).toBe(0);
    const before = kept();
    // The tokens of that file are not valid and are not offered.
    expect(await knownAccounts(given.store, file, NOON)).toEqual([]);
    const demo = await fillIfEmpty(given, file);
    expect(kept()).toEqual(demo);
    expect(demo[0]!.token).not.toBe(before[0]!.token);
  });
});

describe('the demo tokens at a later start', () => {
  test('are those that the database knows, and not those of another database', async () => {
    const [first, second] = [await registry(), await registry()];
    const demo = await fillIfEmpty(first, file);
    const others = path.join(path.dirname(file), 'other.sqlite.demo-accounts.json');
    const otherDemo = await fillIfEmpty(second, others);
    expect([kept(file), kept(others)]).toEqual([demo, otherDemo]);
    expect(await fillIfEmpty(first, file)).toEqual(demo);
    expect(await fillIfEmpty(second, others)).toEqual(otherDemo);
    expect(await fillIfEmpty(first, others)).toEqual(demo);
    // The file holds the tokens of another database.
    writeFileSync(file, JSON.stringify(otherDemo));
    expect(await fillIfEmpty(first, file)).toEqual([]);
    // The file holds a token with the right id and another secret, then a token of another account.
    const [north, south] = demo as [DemoAccount, DemoAccount];
    writeFileSync(
      file,
      JSON.stringify([{ ...north, token: north.token.replace(/.$/, (last) => (last === 'x' ? 'y' : 'x')) }]),
    );
    expect(await fillIfEmpty(first, file)).toEqual([]);
    writeFileSync(file, JSON.stringify([{ ...north, token: south.token }, south]));
    expect(await fillIfEmpty(first, file)).toEqual([south]);
  });

  test('do not include revoked ones', async () => {
    const given = await registry();
    const [north, ...others] = await fillIfEmpty(given, file);
    await given.store.write((inside) =>
      inside.rows('UPDATE access_token SET revoked_at = ? WHERE account_id = ?', [NOON - 1, north!.id]),
    );
    expect(await fillIfEmpty(given, file)).toEqual(others);
  });

  test('are read from demo-accounts.json, which all databases of the folder once shared', async () => {
    const given = await registry();
    const demo = await fillIfEmpty(given, file);
    expect(await fillIfEmpty(given, path.join(path.dirname(file), 'registry.db.demo-accounts.json'))).toEqual(demo);
  });

  test.each(['', 'x', '{}', '[1]', '[{"id":"acc-north"}]', 'null'])(
    'cannot be read from a file with %j, which is reported with the way out',
    async (content) => {
      const given = await registry();
      await fillIfEmpty(given, file);
      writeFileSync(file, content);
      const failing = fillIfEmpty(given, file);
      await expect(failing).rejects.toThrow(OperatorError);
      await expect(failing).rejects.toThrow(
        /demo-accounts\.json cannot be read: .*; delete it, and `npm run demo:reset`/,
      );
    },
  );
});

describe('resetting the demo', () => {
  /** Returns the contents of a database without what differs each time it is filled. */
  async function contents(store: Store): Promise<unknown> {
    const tables = EVERYTHING.filter((table) => table !== 'event');
    const rows = await Promise.all(tables.map((table) => store.rows<object>(`SELECT * FROM ${table}`)));
    const isNew = (key: string, value: unknown) =>
      ['secret_hash', 'hash'].includes(key) || /^(tok|op)-/.test(String(value)) ? '' : value;
    return rows.map((each) => each.map((row) => JSON.stringify(row, isNew)).sort());
  }

  test('restores the first contents, with the same tokens, while a server runs on the database', async () => {
    const world = await World.open({ empty: true });
    try {
      const given = { store: world.store, clock: () => world.clock.now, prices: PRICES };
      const demo = await fillIfEmpty(given, file);
      const firstDay = await contents(world.store);
      const caller = (id: string) => world.callerWith(id, demo.find((account) => account.id === id)!.token);
      const [north, south] = [caller('acc-north'), caller('acc-south')];
      expect(await north.do('unshareImage', { imageId: 'img-demo-web', accountIds: ['acc-south'] })).toHaveProperty(
        'image',
      );
      expect(
        await north.do('updateImage', { imageId: 'img-demo-desktop', name: 'x', idempotencyKey: 'k' }),
      ).toHaveProperty('image');
      expect(await south.do('createAccessToken', { name: 'x', scopes: ['READ'] })).toHaveProperty('accessToken');
      const { token } = demo.find(({ id }) => id === 'acc-south')!;
      await south.do('revokeAccessToken', { accessTokenId: `tok-${token.split('_')[1]}` });
      expect((await south.ask('{ viewer { account { id } } }')).body.errors).toBeDefined();
      expect(await contents(world.store)).not.toEqual(firstDay);
      const [newest] = await world.store.rows<{ seq: number }>('SELECT max(seq) AS seq FROM event');

      await resetDemo(given, file, false);

      expect(await contents(world.store)).toEqual(firstDay);
      expect(kept()).toEqual(demo);
      for (const { id, token: one } of demo) expect((await tokenOf(world.store, one, NOON))?.accountId).toBe(id);
      expect(await verify(world.store)).toEqual({ ledgers: 1, entries: 7, faults: [] });
      // The server continues, and the day's operations count from zero.
      const { viewer } = await north.data(
        '{ viewer { quota(regionId: "ap-guangzhou") { operationsToday { used } } } }',
      );
      expect(viewer.quota.operationsToday.used).toBe(0);
      expect(await south.do('updateImage', { imageId: 'img-demo-web', name: 'x' })).toMatchObject({
        rule: 'SHARED_IMAGE_IS_LAUNCH_ONLY',
      });
      expect(
        await north.do('updateImage', { imageId: 'img-demo-desktop', name: 'x', idempotencyKey: 'k' }),
      ).toHaveProperty('image');
      // Each image has an event, under a number that was not used before.
      const events = await world.store.rows<{ seq: number; change: string }>(
        'SELECT seq, change FROM event ORDER BY seq',
      );
      expect(events.length).toBeGreaterThan(4);
      for (const { seq, change } of events)
        expect([Number(seq) > Number(newest!.seq), change]).toEqual([true, 'UPDATED']);
      // The ledger is guarded as before.
      for (const statement of ['DELETE FROM operation', "UPDATE operation SET kind = 'x'"]) {
        await expect(world.store.write((inside) => inside.rows(statement))).rejects.toMatchObject({
          message: expect.stringContaining('the ledger is append-only'),
        });
      }
    } finally {
      await world.close();
    }
  });

  test('makes new tokens where the file is missing or belongs to another database', async () => {
    const given = await registry();
    const demo = await fillIfEmpty(given, file);
    rmSync(file);
    await resetDemo(given, file, false);
    const renewed = kept();
    expect(renewed.map(({ id }) => id)).toEqual(demo.map(({ id }) => id));
    expect(renewed[0]!.token).not.toBe(demo[0]!.token);
    expect(await tokenOf(given.store, demo[0]!.token, NOON)).toBeNull();
    const other = await registry();
    const others = await fillIfEmpty(other, path.join(folder, 'other.json'));
    writeFileSync(file, JSON.stringify(others));
    await resetDemo(given, file, false);
    expect(await tokenOf(given.store, others[0]!.token, NOON)).toBeNull();
    expect((await tokenOf(given.store, kept()[0]!.token, NOON))?.accountId).toBe('acc-north');
  });

  test('is refused for a database without demo accounts', async () => {
    const given = await registry();
    await seedCatalogue(given.store);
    const before = await contents(given.store);
    for (const force of [false, true]) {
      await expect(resetDemo(given, file, force)).rejects.toThrow(
        new OperatorError(
          'The database has no demo accounts, so there is no demo to start over; name one in DATABASE_URL, or make one by `npm start` with a new file.',
        ),
      );
    }
    expect(await contents(given.store)).toEqual(before);
    expect(existsSync(file)).toBe(false);
  });

  test('deletes accounts beyond the demo’s only where it is forced to', async () => {
    const given = await registry();
    await fillIfEmpty(given, file);
    const firstDay = await contents(given.store);
    for (const name of ['one', 'two']) {
      const { account } = newAccount({ name, rootId: null, roles: ['MEMBER'], now: NOON });
      await given.store.write((inside) => inside.insert(Account, account));
    }
    const before = await contents(given.store);
    await expect(resetDemo(given, file, false)).rejects.toThrow(
      new OperatorError(
        "The database has 2 accounts beyond the demo's, and all that is theirs would go; back it up, and say --force to start over all the same.",
      ),
    );
    expect(await contents(given.store)).toEqual(before);
    await resetDemo(given, file, true);
    expect(await contents(given.store)).toEqual(firstDay);
  });
});
