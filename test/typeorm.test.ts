import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import commandLine, * as config from '../ormconfig';
import { addConstraints, rebuild } from '../src/database/migrations/sqlite/rebuild';
import { readEnvironment } from '../src/config/environment';
import { openStore } from '../src/database/open';
import { newFolder } from './support/folder';
import { ROOT } from './support/markdown';
import { describeTables } from './support/tables';
import { sqliteDriver } from '../src/database/sqlite/driver';

/** The command line of TypeORM with `ormconfig.ts`, and the helpers for migrations of SQLite. */

let folder: string;
let file: string;
beforeEach(() => {
  folder = newFolder();
  file = path.join(folder, 'registry.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the command line of TypeORM', () => {
  /** Returns the output of `npm run typeorm`, without colours, and its exit code. */
  async function typeorm(...args: string[]): Promise<{ code: number; stdout: string }> {
    const env = { PATH: process.env['PATH'], DATABASE_URL: `sqlite:${file}`, NO_COLOR: '1' };
    const run = promisify(execFile)('npm', ['run', '--silent', 'typeorm', '--', ...args], { cwd: ROOT, env });
    return run.then(
      ({ stdout }) => ({ code: 0, stdout: stdout.trim() }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout: stdout.trim() }),
    );
  }

  const UP_TO_DATE = 'Your schema is up to date - there are no queries to be executed by schema synchronization.';

  test('finds nothing to change or to migrate in a database of the service', async () => {
    const store = await openStore({ file });
    await store.close();
    expect(await typeorm('schema:log')).toEqual({ code: 0, stdout: UP_TO_DATE });
    const migrations = (config.sqliteOptions(file).migrations as { name: string }[]).map(({ name }) => name);
    const shown = migrations.map((name, index) => `[X] ${index + 1} ${name}`).join('\n');
    expect(await typeorm('migration:show')).toEqual({ code: 0, stdout: shown });
    expect(await typeorm('migration:generate', '--check', path.join(folder, 'next'))).toEqual({
      code: 0,
      stdout: 'No changes in database schema were found',
    });
  });

  test('migrates an empty database to the tables that the service creates', async () => {
    expect((await typeorm('migration:show')).stdout).toBe(
      (config.sqliteOptions(file).migrations as { name: string }[]).map(({ name }) => `[ ] ${name}`).join('\n'),
    );
    expect((await typeorm('migration:run')).code).toBe(0);
    expect(await typeorm('schema:log')).toEqual({ code: 0, stdout: UP_TO_DATE });
    const store = await openStore({ file });
    expect(await store.rows('SELECT beats FROM heartbeat')).toEqual([{ beats: 0 }]);
    await store.close();
  });
});

test('ormconfig.ts exports one data source for the database of the service and does not open it', () => {
  const sources = Object.values(config).filter((value) => value instanceof DataSource);
  expect(sources).toEqual([commandLine]);
  expect(commandLine.isInitialized).toBe(false);
  expect({ file: commandLine.options.database }).toEqual(readEnvironment({}).database);
});

describe('the rebuild of a SQLite table', () => {
  const withTables = async (body: (source: DataSource) => Promise<void>) => {
    const source = await new DataSource({
      type: 'better-sqlite3',
      driver: sqliteDriver(),
      database: file,
    }).initialize();
    try {
      await source.query('CREATE TABLE parent (id text PRIMARY KEY NOT NULL)');
      await source.query(`CREATE TABLE child (\n id text NOT NULL,\n CONSTRAINT "child_pkey" PRIMARY KEY ("id")\n)`);
      await source.query(`INSERT INTO child VALUES ('a')`);
      await source.query('PRAGMA foreign_keys = OFF');
      await body(source);
    } finally {
      await source.destroy();
    }
  };

  test('adds a foreign key and a check that TypeORM finds by name, also at a column that was added', () =>
    withTables(async (source) => {
      const runner = source.createQueryRunner();
      await runner.query(
        `ALTER TABLE child ADD COLUMN size integer DEFAULT 1 CONSTRAINT "child_size_check" CHECK (size > 0)`,
      );
      await runner.query('ALTER TABLE child ADD COLUMN parent_id text');
      await runner.query('CREATE INDEX child_of_parent ON child (parent_id)');
      const key = 'CONSTRAINT "child_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "parent" ("id")';
      await addConstraints(runner, 'child', key, 'CONSTRAINT "child_id_check" CHECK (length(id) < 9)');
      const table = await runner.getTable('child');
      expect(table!.foreignKeys.map(({ name, columnNames }) => [name, columnNames])).toEqual([
        ['child_parent_id_fkey', ['parent_id']],
      ]);
      expect(table!.checks.map(({ name }) => name).sort()).toEqual(['child_id_check', 'child_size_check']);
      expect(table!.indices.map(({ name }) => name)).toEqual(['child_of_parent']);
      expect(await runner.query('SELECT * FROM child')).toEqual([{ id: 'a', size: 1, parent_id: null }]);
    }));

  const COLUMNS = 'id text PRIMARY KEY NOT NULL';

  test('is rejected where it would remove a column', () =>
    withTables(async (source) => {
      const runner = source.createQueryRunner();
      await runner.query('ALTER TABLE child ADD COLUMN size integer');
      const before = await describeTables(source);
      await runner.query('BEGIN');
      await expect(rebuild(runner, { child: [COLUMNS] })).rejects.toThrow(
        'The columns of child are id, size; its new definition has id.',
      );
      await runner.query('ROLLBACK');
      expect(await describeTables(source)).toEqual(before);
    }));

  test('is rejected where it would add a column', () =>
    withTables(async (source) => {
      const runner = source.createQueryRunner();
      const before = await describeTables(source);
      await runner.query('BEGIN');
      await expect(rebuild(runner, { child: [`${COLUMNS}, size integer`] })).rejects.toThrow(
        'The columns of child are id; its new definition has id, size.',
      );
      await runner.query('ROLLBACK');
      expect(await describeTables(source)).toEqual(before);
    }));

  test('is rejected while foreign keys are on', () =>
    withTables(async (source) => {
      await source.query('PRAGMA foreign_keys = ON');
      await expect(rebuild(source.createQueryRunner(), { child: [COLUMNS] })).rejects.toThrow(
        'Tables can be rebuilt only in a transaction that began with foreign keys off.',
      );
    }));
});
