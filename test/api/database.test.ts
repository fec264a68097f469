import { RegistryDataSource } from '../../src/database/dataSource';
import { postgresOptions, sqliteOptions } from '../../ormconfig';
import { toGraphQLError } from '../../src/graphql/errors';
import { seedCatalogue } from '../../src/seed/catalogue';
import { seedDemo } from '../../src/seed/demo';
import { pruneReplays } from '../../src/store/idempotency';
import { openStore } from '../../src/database/open';
import { foldCase } from '../../src/database/search';
import { verify } from '../../src/store/verify';
import { freshDatabase, ON_POSTGRES, type Fresh } from '../support/databases';
import { inDatabase, terminateConnections } from '../support/postgres';
import { DAY_MS, NOON, PRICES, World, type ApiCaller } from '../support/world';
import { mutationText } from '../support/mutations';
import { sqliteDriver } from '../../src/database/sqlite/driver';

const Database = sqliteDriver();

/** Tests the guarantees of the database, the same for SQLite and PostgreSQL. */

/** Runs statements on another connection than the service's. */
async function onOtherConnection({ settings }: Fresh, ...statements: string[]): Promise<void> {
  if (!('file' in settings)) {
    await inDatabase(settings.url, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
    return;
  }
  // Reads within one event-loop iteration see one state; the commit of another process is seen in the next iteration.
  await new Promise((next) => setImmediate(next));
  const connection = new Database(settings.file);
  try {
    for (const statement of statements) connection.exec(statement);
  } finally {
    connection.close();
  }
}

describe('a filled database', () => {
  let world: World;
  let owner: ApiCaller;
  beforeEach(async () => {
    world = await World.open();
    owner = await world.account();
  });
  afterEach(() => world.close());

  const rename = async (name: string, more: object = {}) => {
    const find = () => world.store.rows<{ id: string }>('SELECT id FROM image WHERE owner_id = ?', [owner.id]);
    // A reader whose connection was terminated gets another one.
    const [image] = await find().catch(find);
    return owner.ask(mutationText('updateImage'), { input: { imageId: image!.id, name, ...more } });
  };
  const ready = async () => (await world.app.inject('/health/ready')).statusCode;

  test.each(['UPDATE operation SET counted = false', 'DELETE FROM operation'])(
    'refuses %s, the ledger being append-only',
    async (statement) => {
      await world.image(owner);
      expect((await rename('one')).body).toMatchObject({ data: { updateImage: { __typename: 'UpdateImagePayload' } } });
      // Not `rejects.toThrow`: the driver's errors may come from another realm and be no errors to Jest.
      const refusal = await onOtherConnection(world.database, statement).then(
        () => 'it was done',
        (error: { message: string }) => error.message,
      );
      expect(refusal).toBe('the ledger is append-only');
      expect(await world.ledger(owner)).toHaveLength(1);
    },
  );

  test('passes verify as the service wrote it, and a changed or deleted ledger entry is named', async () => {
    await world.image(owner);
    for (const name of ['one', 'two', 'three']) await rename(name);
    expect(await verify(world.store)).toEqual({ ledgers: 1, entries: 3, faults: [] });

    // The guard has to be disabled for it, as an owner of the machine could.
    const guarded = (statement: string) =>
      ON_POSTGRES
        ? ['SET session_replication_role = replica', statement]
        : ['DROP TRIGGER operation_is_not_rewritten', 'DROP TRIGGER operation_is_not_deleted', statement];
    await onOtherConnection(world.database, ...guarded(`UPDATE operation SET subject_id = 'img-other' WHERE seq = 2`));
    expect((await verify(world.store)).faults).toEqual([
      `Entry 2 of the ledger of ${owner.id} is not what was written.`,
    ]);
    await onOtherConnection(
      world.database,
      ...(ON_POSTGRES ? ['SET session_replication_role = replica'] : []),
      'DELETE FROM operation WHERE seq = 2',
    );
    expect((await verify(world.store)).faults).toEqual([
      `The ledger of ${owner.id} lacks what was between entries 1 and 3.`,
      `Entry 3 of the ledger of ${owner.id} is not what was written.`,
    ]);
  });

  test('fails verify above the default image limit, but not where an operator changed the limit', async () => {
    await world.images(owner, 11);
    expect((await verify(world.store)).faults).toEqual([
      `${owner.id} in ap-guangzhou: 11 custom images, above the limit.`,
    ]);
    const operator = await world.account({ roles: ['OPERATOR'] });
    await operator.do('updateAccount', { accountId: owner.id, limits: { imagesPerRegion: 5 } });
    expect((await verify(world.store)).faults).toEqual([]);
  });

  test('keeps an idempotency key for 48 hours and drops it a millisecond later', async () => {
    await world.image(owner);
    const code = async () => (await rename('other', { idempotencyKey: 'k' })).body.errors?.[0]?.extensions['code'];
    await rename('one', { idempotencyKey: 'k' });
    await pruneReplays(world.store, NOON + 2 * DAY_MS);
    expect(await code()).toBe('IDEMPOTENCY_MISMATCH');
    await pruneReplays(world.store, NOON + 2 * DAY_MS + 1);
    expect(await code()).toBeUndefined();
  });

  /** Makes the database refuse writes, and returns what lets it take them again. */
  const refuseWrites = async (): Promise<() => Promise<void>> => {
    const { settings } = world.database;
    if ('file' in settings) {
      const other = new Database(settings.file);
      other.exec('BEGIN IMMEDIATE');
      return async () => void other.close();
    }
    const name = new URL(settings.url).pathname.slice(1);
    const setReadOnly = (value: 'on' | 'off') =>
      inDatabase(process.env['TEST_POSTGRES_URL']!, async (client) => {
        await client.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`);
        await terminateConnections(client, name);
      });
    await setReadOnly('on');
    return () => setReadOnly('off');
  };

  test('that takes no writes makes mutations UNAVAILABLE and readiness 503, serves reads, and recovers', async () => {
    await world.image(owner, { name: 'before' });
    const takeWrites = await refuseWrites();
    // Later tests use the same database, whatever is found here.
    try {
      const { status, body, headers } = await rename('lost');
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('1');
      expect(body.errors![0]!.extensions).toEqual({ code: 'UNAVAILABLE', retryAfterSeconds: 1 });
      const { images } = await owner.data('{ images(filter: { types: [CUSTOM] }) { nodes { name } } }');
      expect(images.nodes).toEqual([{ name: 'before' }]);
      expect(await ready()).toBe(503);
    } finally {
      await takeWrites();
    }
    expect((await rename('after')).body.data.updateImage.__typename).toBe('UpdateImagePayload');
    expect(await ready()).toBe(200);
  });
});

describe('a database', () => {
  let database: Fresh;
  beforeEach(async () => (database = await freshDatabase()));
  afterEach(() => database.drop());

  const source = () => {
    const { settings } = database;
    return new RegistryDataSource(
      'file' in settings ? sqliteOptions(settings.file) : postgresOptions(settings.url, settings),
    );
  };
  const fill = async () => {
    const store = await database.open();
    await seedCatalogue(store);
    await seedDemo(store, PRICES, NOON);
    const images = await store.rows('SELECT 1 FROM image');
    await store.close();
    return images.length;
  };

  test('goes through every migration up, down and up again, also when it is filled', async () => {
    const filled = await fill();
    const connection = await source().initialize();
    for (const _ of connection.migrations) await connection.undoLastMigration({ transaction: 'all' });
    const runner = connection.createQueryRunner();
    expect(await runner.hasTable('image')).toBe(false);
    await runner.release();
    await connection.destroy();
    expect(await fill()).toBe(filled);
  });

  test('of the first release keeps its images and gets architectures, UNLISTED events, bounded expiries', async () => {
    await fill();
    const connection = await source().initialize();
    const runner = connection.createQueryRunner();
    while (await runner.hasColumn('instance_type', 'architectures')) {
      await connection.undoLastMigration({ transaction: 'all' });
    }
    const images = (await runner.query('SELECT id FROM image ORDER BY id')) as unknown[];
    await runner.query(`UPDATE account SET suspended = true WHERE id = 'acc-workshop'`);
    await runner.query(`UPDATE access_token SET expires_at = 253402343999000 WHERE account_id = 'acc-north'`);
    await runner.query(`UPDATE access_token SET expires_at = 1800000000000 WHERE account_id = 'acc-south'`);
    await runner.release();
    await connection.destroy();

    const store = await database.open();
    expect(await store.rows('SELECT id FROM image ORDER BY id')).toEqual(images);
    expect(await store.rows('SELECT DISTINCT architectures FROM instance_type')).toEqual([
      { architectures: '["X86_64","I386"]' },
    ]);
    expect(await store.rows('SELECT DISTINCT made_from_id AS made, unreviewed_sources AS sources FROM image')).toEqual([
      { made: null, sources: '[]' },
    ]);
    const market = await store.rows<{ id: string; listed: unknown }>(
      `SELECT id, listed FROM image WHERE owner_id = 'acc-workshop' AND kind = 'MARKETPLACE' ORDER BY id`,
    );
    expect(market.length).toBeGreaterThan(1);
    expect(market.filter(({ listed }) => Boolean(listed))).toEqual([]);
    const unlisted = await store.rows<{ id: string; sequence: string }>(
      `SELECT image_id AS id, sequence FROM event WHERE change = 'UNLISTED' AND everyone ORDER BY image_id`,
    );
    expect(unlisted.map(({ id }) => id)).toEqual(market.map(({ id }) => id));
    for (const { sequence } of unlisted) expect(sequence).toMatch(/^[0-9a-z]{16}$/);
    expect(
      await store.rows(`SELECT account_id AS id, expires_at AS until FROM access_token
         WHERE account_id IN ('acc-north', 'acc-south') ORDER BY account_id`),
    ).toEqual([
      { id: 'acc-north', until: Date.UTC(9999, 11, 31, 23, 59, 59, 999) },
      { id: 'acc-south', until: 1_800_000_000_000 },
    ]);
    await store.close();
  });

  test('of an older version has the folded platform of every image once it is migrated', async () => {
    const platforms = ['Ubuntu', 'CENTOS', 'ŻÓŁW Linux', 'Straße', 'ΟΔΟΣ', 'İstanbul', '银河麒麟', ''];
    const { image } = await filledBefore('PlatformKey', platforms);
    const store = await database.open();
    const rows = await store.rows<{ platform: string; platformKey: string; name: string }>(
      'SELECT platform, platform_key AS "platformKey", name FROM image ORDER BY id',
    );
    expect(rows.map(({ platform, name }) => [platform, name])).toEqual(platforms.map((each) => [each, image]));
    expect(rows.map(({ platformKey }) => platformKey)).toEqual(platforms.map(foldCase));
    await store.close();
  });

  /** Fills a database as it was before a migration with an image of each platform. */
  async function filledBefore(migration: string, platforms: readonly string[]): Promise<{ image: string }> {
    const old = await source().initialize();
    await old.runMigrations({ transaction: 'all' });
    const at = old.migrations.findIndex(({ name }) => name?.startsWith(migration));
    expect(at).toBeGreaterThan(0);
    for (let undone = old.migrations.length; undone > at; undone -= 1) {
      await old.undoLastMigration({ transaction: 'all' });
    }
    await old.query(`INSERT INTO region (id, name, mainland_china, supports_image_copy, state)
      VALUES ('ap-seoul', 'Seoul', false, false, 'AVAILABLE')`);
    await old.query(`INSERT INTO account (id, name, kind, root_id, is_member, is_provider, is_operator,
        agreement_signed, suspended, launch_sources, created_at)
      VALUES ('acc-old', 'old', 'ROOT', 'acc-old', true, false, false, false, false, 'ANYONE', 0)`);
    for (const [place, platform] of platforms.entries()) {
      await old.query(`INSERT INTO image (id, kind, name, name_key, description, region_id, owner_id, os_family, platform,
          architecture, size_gb, state, origin, review_state, listed, review_reason, hourly_price, created_at)
        VALUES ('img-${place}', 'CUSTOM', 'kept', 'kept', '', 'ap-seoul', 'acc-old', 'LINUX', '${platform}',
          'X86_64', 1, 'AVAILABLE', 'IMPORT', 'UNREVIEWED', false, '', 0, 0)`);
    }
    await old.destroy();
    return { image: 'kept' };
  }

  test('that a newer version has migrated is refused with a message that names the migration', async () => {
    await (await database.open()).close();
    await onOtherConnection(
      database,
      `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(database.open()).rejects.toThrow(
      'The database was migrated by a newer version (FromTheFuture9999999999999); start that one, or restore a backup.',
    );
    await onOtherConnection(database, `DELETE FROM migrations WHERE name = 'FromTheFuture9999999999999'`);
  });

  test('that is empty is migrated and filled once by three servers that start simultaneously', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => database.open()));
    const fills = await Promise.all(stores.map((store) => seedCatalogue(store)));
    expect(fills.filter(Boolean)).toHaveLength(1);
    expect(await stores[0]!.rows('SELECT 1 FROM region')).toHaveLength(23);
    for (const store of stores) await store.close();
  });
});

if (ON_POSTGRES) {
  test('a PostgreSQL server that is too slow, or has no free connection, makes the call UNAVAILABLE', async () => {
    const { settings, drop } = await freshDatabase();
    const hasty = {
      ...(settings as Extract<typeof settings, { url: string }>),
      poolSize: 1,
      connectTimeout: 1_000,
      statementTimeout: 3_000,
    };
    const store = await openStore(hasty);
    const codeOf = (call: Promise<unknown>) =>
      call.then(
        () => 'done',
        (error: unknown) => toGraphQLError(error).extensions['code'],
      );
    expect(await codeOf(store.rows('SELECT pg_sleep(10)'))).toBe('UNAVAILABLE');
    expect(await codeOf(store.write((inside) => inside.rows('SELECT pg_sleep(10)')))).toBe('UNAVAILABLE');

    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = store.write(async () => held);
    expect(await codeOf(store.write(async () => 'never'))).toBe('UNAVAILABLE');
    release();
    await first;
    expect(await store.write(async () => 'again')).toBe('again');
    await store.close();
    await drop();
  });
}
