import { rmSync } from 'node:fs';
import path from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { postgresOptions, sqliteOptions } from '../../ormconfig';
import { RegistryDataSource } from '../../src/database/dataSource';
import { openStore, type DatabaseSettings } from '../../src/database/open';
import { EVERYTHING, ON_POSTGRES } from '../support/databases';
import { newFolder } from '../support/folder';
import { inDatabase, settingsFor, withDatabase } from '../support/postgres';
import { describeTables } from '../support/tables';

/** Tests the tables: that migrations and entities agree, and that a database of the first release is kept. */

const RELEASED = /^(FirstTables|Events)/;

interface Empty {
  settings: DatabaseSettings;
  options: DataSourceOptions;
  drop: () => Promise<void>;
}

let made = 0;

/** Creates a database without any tables. */
async function emptyDatabase(): Promise<Empty> {
  if (!ON_POSTGRES) {
    const folder = newFolder();
    const settings = { file: path.join(folder, 'registry.sqlite') };
    return { settings, options: sqliteOptions(settings.file), drop: async () => rmSync(folder, { recursive: true }) };
  }
  const server = process.env['TEST_POSTGRES_URL']!;
  const name = `empty_${process.env['JEST_WORKER_ID']}_${(made += 1)}`;
  await inDatabase(server, (client) => client.query(`CREATE DATABASE ${name}`));
  const settings = settingsFor(withDatabase(server, name));
  const drop = async () => void (await inDatabase(server, (client) => client.query(`DROP DATABASE ${name}`)));
  return { settings, options: postgresOptions(settings.url, settings), drop };
}

async function withSource<T>(source: DataSource, body: (source: DataSource) => Promise<T>): Promise<T> {
  await source.initialize();
  try {
    return await body(source);
  } finally {
    await source.destroy();
  }
}

let database: Empty;
beforeEach(async () => (database = await emptyDatabase()));
afterEach(() => database.drop());

const migrated = async () => (await openStore(database.settings)).close();

test('TypeORM finds nothing to change in a migrated database', async () => {
  await migrated();
  const { upQueries, downQueries } = await withSource(new RegistryDataSource(database.options), (source) =>
    source.driver.createSchemaBuilder().log(),
  );
  expect([upQueries, downQueries]).toEqual([[], []]);
});

test('the tables of the entities are those of the migrations, with columns, constraints and indexes', async () => {
  await migrated();
  const expected = await withSource(new DataSource(database.options), describeTables);
  const other = await emptyDatabase();
  try {
    const source = new RegistryDataSource({ ...other.options, synchronize: true });
    const described = await withSource(source, describeTables);
    expect(Object.keys(described)).toHaveLength(11);
    for (const [table, lines] of Object.entries(described)) {
      // The triggers of the ledger are not part of an entity.
      expect([table, lines]).toEqual([table, expected[table]!.filter((line) => !line.startsWith('trigger'))]);
    }
  } finally {
    await other.drop();
  }
});

describe('a database of the first release', () => {
  const first = () => new DataSource({ ...database.options, migrations: released(database.options) });
  const contents = (source: DataSource, columns: Record<string, string>) =>
    Promise.all(EVERYTHING.map((table) => source.query(`SELECT ${columns[table]} FROM ${table} ORDER BY 1, 2, 3`)));

  test('keeps every row, index, trigger and foreign key when it is migrated', async () => {
    const before = await withSource(first(), async (source) => {
      await source.runMigrations({ transaction: 'all' });
      for (const statement of ROWS) await source.query(statement);
      const columns: Record<string, string> = { trusted_account: '*' };
      for (const table of EVERYTHING) {
        const [row] = await source.query<object[]>(`SELECT * FROM ${table}`);
        columns[table] = Object.keys(row!).join(', ');
        if (table === 'trusted_account') columns[table] += ', 1';
      }
      return { columns, rows: await contents(source, columns), tables: await describeTables(source) };
    });

    await migrated();

    await withSource(new DataSource(database.options), async (source) => {
      expect(await contents(source, before.columns)).toEqual(before.rows);
      const after = await describeTables(source);
      const kept = /^(index|trigger|reference|column|without|constraint \S+_(key|fkey|pkey) )/;
      for (const [table, lines] of Object.entries(before.tables)) {
        expect([table, after[table]]).toEqual([
          table,
          expect.arrayContaining(lines.filter((line) => kept.test(line)).filter((line) => !line.includes('autoindex'))),
        ]);
      }
      const refusal = (statement: string) =>
        source.query(statement).then(
          () => 'it was done',
          ({ message }: Error) => message,
        );
      expect(await refusal(`UPDATE operation SET outcome = 'DENIED'`)).toMatch(/the ledger is append-only$/);
      expect(await refusal('DELETE FROM operation')).toMatch(/the ledger is append-only$/);
      expect(await refusal(`DELETE FROM image WHERE id = 'img-a'`)).toMatch(/foreign key constraint/i);
      expect(await refusal(`UPDATE share SET image_created_at = 2`)).toMatch(/foreign key constraint/i);
      expect(await refusal(`UPDATE image SET size_gb = 0`)).toMatch(/image_size_gb_check/);
      expect(await refusal(`UPDATE image SET listed = true WHERE kind = 'CUSTOM'`)).toMatch(
        /image_custom_is_unlisted_check/,
      );
    });
  });

  if (!ON_POSTGRES) {
    test('has its foreign keys enforced by a process that waited for another one to migrate it', async () => {
      await withSource(first(), (source) => source.runMigrations({ transaction: 'all' }));
      const store = await withSource(new DataSource(database.options), async (other) => {
        await other.query('PRAGMA journal_mode = WAL');
        await other.query('PRAGMA foreign_keys = OFF');
        await other.query('BEGIN IMMEDIATE');
        const opening = openStore(database.settings);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await other.runMigrations({ transaction: 'none' });
        await other.query('COMMIT');
        return opening;
      });
      expect(await store.write((inside) => inside.rows('PRAGMA foreign_keys'))).toEqual([{ foreign_keys: 1 }]);
      const names = await store.rows<{ name: string }>('SELECT name FROM migrations');
      expect(names).toHaveLength(store.migrations);
      await store.close();
    });

    test('stays as it is, with an error that names the tables, where a row refers to a missing row', async () => {
      await withSource(first(), async (source) => {
        await source.runMigrations({ transaction: 'all' });
        await source.query('PRAGMA foreign_keys = OFF');
        await source.query(`INSERT INTO trusted_account VALUES ('acc-gone', 'acc-gone')`);
      });
      await expect(migrated()).rejects.toThrow(
        'A row of trusted_account refers to a row of account that does not exist.',
      );
      const tables = await withSource(first(), describeTables);
      expect(tables['trusted_account']!.join()).not.toContain('trusted_account_root_id_fkey');
    });
  }
});

function released({ migrations }: DataSourceOptions): DataSourceOptions['migrations'] {
  return (migrations as (new () => unknown)[]).filter(({ name }) => RELEASED.test(name));
}

/** A row of every table, and rows that refer to another row of their table, in statements for both databases. */
const ROWS = [
  `INSERT INTO region VALUES ('ap-a', 'A', true, true, 'AVAILABLE')`,
  `INSERT INTO account VALUES ('acc-a', 'a', 'ROOT', 'acc-a', true, true, false, true, false, 20, NULL, 7, 'TRUSTED', 1)`,
  `INSERT INTO account VALUES ('acc-b', 'b', 'SUB', 'acc-a', false, false, false, false, false, NULL, NULL, NULL, 'ANYONE', 2)`,
  `INSERT INTO trusted_account VALUES ('acc-a', 'acc-b')`,
  ...['img-a', 'img-b'].map(
    (
      id,
    ) => `INSERT INTO image VALUES ('${id}', 'CUSTOM', 'Ä', 'ä', 'it''s', 'ap-a', 'acc-a', 'LINUX', 'Ubuntu', 'ARM64', 9,
      'AVAILABLE', 'COPY', ${id === 'img-a' ? 'NULL, NULL' : `'img-a', 'img-a'`}, 'UNREVIEWED', false, '', 9007199254740991, 1, NULL)`,
  ),
  `INSERT INTO marketplace_edit VALUES ('img-a', 'n', 'd', 5, 6)`,
  `INSERT INTO share VALUES ('shr-a', 'img-a', 'acc-b', 'ap-a', 1, 3)`,
  `INSERT INTO instance_type VALUES ('S', 1, 2, 3)`,
  `INSERT INTO instance VALUES ('ins-a', '', 'ap-a', 'acc-a', 'img-a', 'S', 'SHARED', 'RUNNING', '{}', 4)`,
  `INSERT INTO operation VALUES ('op-a', 'acc-a', 1, 'acc-b', 'COPY_IMAGE', 'ap-a', 'img-a', 5, '1970-01-01', 'DONE', NULL, 'h', true)`,
  `INSERT INTO operation VALUES ('op-b', 'acc-a', 2, 'acc-b', 'COPY_IMAGE', NULL, NULL, 5, '1970-01-01', 'DENIED', 'R', 'i', false)`,
  `INSERT INTO access_token VALUES ('tok-a', 'acc-a', 'n', 'h', false, 1, 2, NULL, NULL)`,
  `INSERT INTO idempotency_record VALUES ('acc-a', 'k', 'COPY_IMAGE', 'h', '{}', 1)`,
  `INSERT INTO event (sequence, at, change, image_id, everyone, account_id) VALUES ('s', 1, 'SHARED', 'img-a', false, 'acc-b')`,
];
