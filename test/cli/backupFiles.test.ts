import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { entities } from '../../ormconfig';
import { seedCatalogue } from '../../src/seed/catalogue';
import { seedDemo } from '../../src/seed/demo';
import { backup, restore } from '../../src/store/backup';
import { BadBackup, checkHead, TABLES } from '../../src/store/backupFile';
import type { Store } from '../../src/database/database';
import { openExisting, openStore } from '../../src/database/open';
import { OperatorError } from '../../src/database/operatorError';
import { verify } from '../../src/store/verify';
import { newFolder } from '../support/folder';
import { NOON, PRICES } from '../support/world';
import { sqliteDriver } from '../../src/database/sqlite/driver';

const Database = sqliteDriver();

/** Backups as files: accepted and rejected files, overwriting, and databases that are opened without a change. */

let folder: string;
let store: Store;
let good: Buffer;
const at = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = newFolder();
  store = await openStore({ file: at('data/registry.sqlite') });
  await seedCatalogue(store);
  await seedDemo(store, PRICES, NOON);
  await backup(store, at('good.backup'));
  good = readFileSync(at('good.backup'));
});
afterAll(async () => {
  await store?.close();
  rmSync(folder, { recursive: true });
});

/** Returns the message of an error for the operator: one line that ends with a full stop. */
async function sentenceOf(failing: Promise<unknown>): Promise<string> {
  const error: unknown = await failing.then(
    () => 'nothing was wrong',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OperatorError);
  const { message } = error as Error;
  expect(message).toMatch(/^[^\n]+\.$/);
  return message.replaceAll(`${folder}/`, '');
}

const write = (name: string, content: Buffer | string) => writeFileSync(at(name), content);
const lines = () => gunzipSync(good).toString().trim().split('\n');
const zipped = (texts: readonly string[]) => gzipSync(texts.map((text) => `${text}\n`).join(''));

test('a backup holds the table of every entity', () => {
  const tables = entities.map((entity) => store.columns(entity as never, 'x') && entity.name);
  expect(tables).toHaveLength(TABLES.length);
  expect(TABLES.map(([name]) => name).sort()).toEqual([...store.tables].sort());
});

describe('the restore of a file', () => {
  test.each<[string, () => Buffer | string]>([
    ['is empty', () => ''],
    ['is zipped but empty', () => gzipSync('')],
    ['is not zipped', () => 'not a backup'],
    ['is an unzipped backup', () => gunzipSync(good)],
    ['is not JSON', () => gzipSync('not a backup\n')],
    ['has no head', () => zipped(lines().slice(1))],
    ['has only its foot', () => zipped(lines().slice(-1))],
    [
      'has the head of another format',
      () => zipped(['{"format":"image-registry backup 2","migrations":2}', ...lines().slice(1)]),
    ],
    ['has a head without a version', () => zipped(['{"format":"image-registry backup 1"}', ...lines().slice(1)])],
    ['begins with null', () => zipped(['null', ...lines()])],
  ])('that %s is rejected by its head as not a backup', async (_what, content) => {
    write('bad.backup', content());
    const no = 'bad.backup is not a backup of this service; name another file.';
    expect(await sentenceOf(checkHead(at('bad.backup')))).toBe(no);
    await expectRefused('bad.backup', no);
  });

  const notWhole = 'bad.backup ends before its end; take another backup, or copy it again.';
  const tooLong = 'bad.backup goes on after its end; take another backup.';
  const withRow = (row: string) => zipped([lines()[0]!, row, ...lines().slice(1)]);
  /** Returns a backup with one of the rows of a table changed. */
  const changed = (table: string, index: number, change: (row: Record<string, unknown>) => object) => {
    const texts = lines();
    const at = texts.findIndex((text) => text.startsWith(`["${table}",`)) + index;
    const [, row] = JSON.parse(texts[at]!);
    texts[at] = JSON.stringify([table, change(row)]);
    return zipped(texts);
  };
  test.each<[string, () => Buffer, string | RegExp]>([
    ['was cut off', () => good.subarray(0, good.length - 2_000), notWhole],
    ['lacks its foot', () => zipped(lines().slice(0, -1)), notWhole],
    ['lacks a row', () => zipped([lines()[0]!, ...lines().slice(2)]), notWhole],
    ['has only its head', () => zipped(lines().slice(0, 1)), notWhole],
    ['has a foot without a number', () => zipped([...lines().slice(0, -1), '{}']), notWhole],
    ['goes on after its foot', () => zipped([...lines(), lines()[1]!]), tooLong],
    ['consists of two backups', () => Buffer.concat([good, good]), tooLong],
    [
      'is of another version',
      () => zipped([lines()[0]!.replace(/\d+}/, '1}'), ...lines().slice(1)]),
      /^bad\.backup is of another version, which had 1 migrations, and this one has \d+; restore it with that version\.$/,
    ],
    [
      'has an unknown table',
      () => withRow('["sqlite_master",{"name":"x"}]'),
      'bad.backup has a table "sqlite_master", which this version does not know.',
    ],
    [
      'has no columns',
      () => withRow('["region",null]'),
      'bad.backup holds an invalid row of region; take another backup.',
    ],
    [
      'has an invalid column name',
      () => withRow('["region",{"id) VALUES (1); --":"x"}]'),
      'bad.backup holds an invalid row of region; take another backup.',
    ],
    ['has an invalid value', () => withRow('["region",{"id":{}}]'), /^bad\.backup holds an invalid row of region/],
    [
      'has an unknown column',
      () => changed('region', 1, (row) => ({ ...row, colour: 'x' })),
      'bad.backup holds a row of region with an unknown column colour; take another backup.',
    ],
    [
      'lacks a column in a row after the first',
      () => changed('region', 1, ({ supports_image_copy: _, ...row }) => row),
      'bad.backup holds a row of region without the column supports_image_copy; take another backup.',
    ],
    [
      'has a text for a boolean',
      () => changed('account', 1, (row) => ({ ...row, suspended: 'false' })),
      'bad.backup holds a row of account whose suspended is neither true nor false; take another backup.',
    ],
    [
      'has null for a boolean',
      () => changed('account', 0, (row) => ({ ...row, suspended: null })),
      'bad.backup holds a row of account whose suspended is neither true nor false; take another backup.',
    ],
    [
      'has a value that its table does not take',
      () => changed('account', 1, (row) => ({ ...row, kind: 'x' })),
      /^bad\.backup holds rows that the tables do not take \(.*CHECK.*\); take another backup\.$/,
    ],
    [
      'lacks rows that its rows refer to',
      () => zipped([lines()[0]!, ...lines().slice(2, -1), `{"rows":${lines().length - 3}}`]),
      /^bad\.backup holds rows that the tables do not take \(.*FOREIGN KEY.*\)/,
    ],
  ])('that %s is rejected, and the database stays empty', async (_what, content, sentence) => {
    write('bad.backup', content());
    await expectRefused('bad.backup', sentence);
  });

  test('that does not exist or is a folder is rejected by its name', async () => {
    expect(await sentenceOf(checkHead(at('none.backup')))).toBe('There is no file none.backup; correct its name.');
    expect(await sentenceOf(checkHead(at('data')))).toBe('data is a folder; name a file.');
  });

  async function expectRefused(name: string, sentence: string | RegExp): Promise<void> {
    rmSync(at('restored'), { recursive: true, force: true });
    const empty = await openStore({ file: at('restored/registry.sqlite') });
    const said = await sentenceOf(restore(empty, at(name)));
    if (typeof sentence === 'string') expect(said).toBe(sentence);
    else expect(said).toMatch(sentence);
    for (const [table] of TABLES) expect([table, await empty.rows(`SELECT * FROM ${table}`)]).toEqual([table, []]);
    // The database still accepts a good backup.
    expect(await restore(empty, at('good.backup'))).toBe(lines().length - 2);
    expect((await verify(empty)).faults).toEqual([]);
    await empty.close();
  }
});

test('a restore into a database that is not empty is rejected', async () => {
  expect(await sentenceOf(restore(store, at('good.backup')))).toBe(
    'The database is not empty; restore into a new one.',
  );
  const other = await openStore({ file: at('other/registry.sqlite') });
  await other.write((inside) => inside.rows(`INSERT INTO instance_type VALUES ('S', 1, 1, 1, '[]')`));
  expect(await sentenceOf(restore(other, at('good.backup')))).toBe(
    'The database is not empty; restore into a new one.',
  );
  expect(await other.rows('SELECT 1 AS one FROM region')).toEqual([]);
  await other.close();
});

describe('taking a backup', () => {
  test('overwrites an existing file only with force, and then completely', async () => {
    const exists = (name: string) => `${name} exists already; name another file, or overwrite it with --force.`;
    write('old.backup', 'what was there');
    write('cut.backup.partial', 'what another process writes');
    expect(await sentenceOf(backup(store, at('old.backup')))).toBe(exists('old.backup'));
    expect(await sentenceOf(backup(store, at('cut.backup')))).toBe(exists('cut.backup.partial'));
    expect(readFileSync(at('old.backup'), 'utf8')).toBe('what was there');
    expect(readFileSync(at('cut.backup.partial'), 'utf8')).toBe('what another process writes');
    for (const name of ['old.backup', 'cut.backup']) {
      await backup(store, at(name), true);
      expect(gunzipSync(readFileSync(at(name)))).toEqual(gunzipSync(good));
      expect(statSync(at(name)).mode & 0o777).toBe(0o600);
      expect(existsSync(at(`${name}.partial`))).toBe(false);
    }
  });

  test('into one file twice simultaneously succeeds once and is rejected once', async () => {
    const both = await Promise.allSettled([backup(store, at('both.backup')), backup(store, at('both.backup'))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(gunzipSync(readFileSync(at('both.backup')))).toEqual(gunzipSync(good));
  });

  test.each([
    ['data', /^data is a folder or a device; name a file\.$/],
    ['/dev/null', /^\/dev\/null is a folder or a device; name a file\.$/],
    ['none/x', /^none\/x cannot be written \(ENOENT: .*\); name a file in a folder that this user may write\.$/],
    ['good.backup/x', /^good\.backup\/x cannot be written \(ENOTDIR: .*\); name a file/],
    ['/proc/x', /^\/proc\/x cannot be written \(.*\); name a file/],
    ['x'.repeat(300), /^x+ cannot be written \(ENAMETOOLONG: .*\); name a file/],
  ])('to %s is rejected and writes nothing', async (name, sentence) => {
    const before = readdirSync(folder, { recursive: true });
    for (const force of [false, true]) {
      expect(await sentenceOf(backup(store, path.resolve(folder, name), force))).toMatch(sentence);
    }
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  test('leaves no file behind where the database fails during it', async () => {
    const failing = Object.create(store, {
      snapshot: {
        value: (body: (read: () => Promise<never>) => Promise<unknown>) =>
          body(() => Promise.reject(new BadBackup('The database went away.'))),
      },
    }) as Store;
    expect(await sentenceOf(backup(failing, at('half.backup')))).toBe('The database went away.');
    expect(readdirSync(folder).filter((name) => name.startsWith('half'))).toEqual([]);
  });
});

describe('openExisting', () => {
  const open = async (name: string) => sentenceOf(openExisting({ file: at(name) }).then((opened) => opened.close()));
  const make = (name: string, ...statements: string[]) => {
    const connection = new Database(at(name));
    for (const statement of statements) connection.exec(statement);
    connection.close();
  };
  const noRegistry = 'The database holds no registry; correct DATABASE_URL, or make its tables with `npm run migrate`.';

  test.each<[string, () => void, string | RegExp]>([
    ['new/registry.sqlite', () => {}, 'There is no database at new/registry.sqlite; correct DATABASE_URL.'],
    ['good.backup/x', () => {}, 'There is no database at good.backup/x; correct DATABASE_URL.'],
    ['data', () => {}, 'data is a folder; name a file in DATABASE_URL.'],
    ['good.backup', () => {}, 'good.backup is not a SQLite database; correct DATABASE_URL.'],
    ['empty.sqlite', () => write('empty.sqlite', ''), noRegistry],
    ['foreign.sqlite', () => make('foreign.sqlite', 'CREATE TABLE things (id text)'), noRegistry],
    [
      'foreign.sqlite',
      () => make('foreign.sqlite', 'CREATE TABLE migrations (id text)'),
      'The database is one of another program; correct DATABASE_URL.',
    ],
    [
      'older.sqlite',
      () => {
        copyOfRegistry('older.sqlite');
        make('older.sqlite', 'DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations)');
      },
      /^The database is of an older version: \d+ of \d+ migrations are done; use the version that wrote it, or run `npm run migrate`\.$/,
    ],
    [
      'newer.sqlite',
      () => {
        copyOfRegistry('newer.sqlite');
        make('newer.sqlite', "INSERT INTO migrations (timestamp, name) VALUES (9e15, 'Later9')");
      },
      /^The database was migrated by a newer version \(Later9\); start that one, or restore a backup\.$/,
    ],
  ])('rejects %s and neither creates nor migrates it', async (name, prepare, sentence) => {
    prepare();
    const before = contents();
    const said = await open(name);
    if (typeof sentence === 'string') expect(said).toBe(sentence);
    else expect(said).toMatch(sentence);
    expect(contents()).toEqual(before);
  });

  test('opens a database of this version without changing it', async () => {
    copyOfRegistry('same.sqlite');
    const before = contents();
    const opened = await openExisting({ file: at('same.sqlite') });
    expect(await verify(opened)).toEqual({ ledgers: 1, entries: 7, faults: [] });
    await opened.close();
    expect(contents()).toEqual(before);
  });

  function copyOfRegistry(name: string): void {
    rmSync(at(name), { force: true });
    make('data/registry.sqlite', `VACUUM INTO '${at(name)}'`);
    make(name, 'PRAGMA journal_mode = WAL');
  }

  /** Returns the hash of each file in the folder. */
  function contents(): Record<string, string> {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = files.map((entry) => path.join(entry.parentPath, entry.name));
    const hashOf = (name: string) => createHash('sha256').update(readFileSync(name)).digest('hex');
    return Object.fromEntries(names.map((name) => [path.relative(folder, name), hashOf(name)]));
  }
});
