import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { newBuiltCheckout, runIn, type Checkout, type Ended } from '../support/commands';
import { read } from '../support/markdown';
import { inDatabase, startServer, withDatabase, type Server } from '../support/postgres';
import { sqliteDriver } from '../../src/database/sqlite/driver';

const Database = sqliteDriver();

/** The programs as processes: the sentence and the exit code of each rejection, and the files that stay unchanged. */

const TIMEOUT_MS = 300_000;

/** Every script of the package that runs a program of the service. */
const SCRIPTS = Object.entries(JSON.parse(read('package.json')).scripts as Record<string, string>)
  .map(
    ([script, command]) =>
      [script, /^(?:exec )?node scripts\/run\.mjs (?:cli\/)?(\w+)$/.exec(command)?.[1] ?? ''] as const,
  )
  .filter(([, program]) => !['', 'build', 'printSchema'].includes(program));

let checkout: Checkout;
let work: string;
beforeAll(async () => {
  checkout = await newBuiltCheckout();
  work = path.join(checkout.folder, 'work');
  mkdirSync(work);
  // A database with the catalogue and an operator, and a backup of it.
  expect(await program('operator', ['create', 'Platform', 'team'])).toMatchObject({ status: 0, stderr: '' });
  expect(await program('backup', ['good.backup'])).toMatchObject({ status: 0, stderr: '' });
}, TIMEOUT_MS);
afterAll(() => checkout?.remove());

const built = (name: string) => path.join(checkout.folder, 'dist/src', name === 'main' ? 'main.js' : `cli/${name}.js`);

/** Runs a program in the folder `work`. */
function program(name: string, args: readonly string[] = [], env: object = {}): Promise<Ended> {
  return runIn(work, process.execPath, [built(name), ...args], env);
}

/** Returns the names of all files in the folder `work`, without the files that SQLite keeps with an open database. */
const contents = () => (readdirSync(work, { recursive: true }) as string[]).filter((name) => !/-(wal|shm)$/.test(name));

/** Expects one sentence on standard error, nothing on standard output, and exit code 1. */
function expectSentence({ status, stdout, stderr }: Ended, sentence: string | RegExp): void {
  expect(stderr).toMatch(/^[^\n]+\.\n$/);
  if (typeof sentence === 'string') expect(stderr).toBe(`${sentence}\n`);
  else expect(stderr).toMatch(sentence);
  expect([stdout, status]).toEqual(['', 1]);
}

test('the package has a script for each program', () => {
  expect(SCRIPTS.map(([script]) => script).sort()).toEqual(
    ['backup', 'demo:reset', 'migrate', 'operator', 'restore', 'start', 'verify'].sort(),
  );
});

describe.each(SCRIPTS)('npm run %s', (script, name) => {
  test(
    'prints its options and settings with --help and does nothing else',
    async () => {
      const before = contents();
      // Invalid settings and a missing database must not matter here.
      const { status, stdout, stderr } = await program(name, ['--help'], { PORT: 'x', DATABASE_URL: 'x' });
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(new RegExp(`^Usage: ${script === 'start' ? 'npm start' : `npm run ${script}`}`));
      expect(stdout).toMatch(/^ {2}--help\b/m);
      const settings = /docs\/configuration\.md:([\s\S]+)\.\n$/
        .exec(stdout)![1]!
        .split(/[,\s]+/)
        .filter(Boolean);
      const documented = read('docs/configuration.md') + read('docs/api.md');
      for (const setting of settings) expect(documented).toContain(`\`${setting}\``);
      expect(settings).toContain('DATABASE_URL');
      expect(contents()).toEqual(before);
    },
    TIMEOUT_MS,
  );

  test(
    'rejects an unknown option with its usage and exit code 2',
    async () => {
      const before = contents();
      const { status, stdout, stderr } = await program(name, ['--no-such-option']);
      expect(stderr).toMatch(
        /^Unknown option '--no-such-option'\.\nUsage: npm (start|run )[^\n]*\n--help says more\.\n$/,
      );
      expect([stdout, status]).toEqual(['', 2]);
      expect(contents()).toEqual(before);
    },
    TIMEOUT_MS,
  );
});

test.each([
  ['main', ['4000'], 'There is no place for the argument "4000".'],
  ['main', ['--help=yes'], "Option '-h, --help' does not take an argument."],
  ['verify', ['x'], 'There is no place for the argument "x".'],
  ['operator', [], 'Arguments are missing.'],
  ['operator', ['remove', 'x'], 'There is no command "remove".'],
  ['operator', ['create', ' '], 'The name takes 1 to 60 characters, and this is empty.'],
  ['backup', [], 'An argument is missing.'],
  ['backup', [''], 'An argument is missing.'],
  ['backup', ['a', 'b'], 'There is no place for the argument "b".'],
  ['restore', ['good.backup', '--force'], "Unknown option '--force'."],
])(
  'the program %s with the arguments %j is rejected with exit code 2: %s',
  async (name, args, what) => {
    const { status, stderr } = await program(name, args);
    expect([status, stderr.split('\n')[0]]).toEqual([2, what]);
  },
  TIMEOUT_MS,
);

const READERS = [
  ['backup', ['new.backup']],
  ['verify', []],
  ['resetDemo', []],
] as const;

test.each(READERS)(
  'the program %s rejects a database that does not exist and creates none',
  async (name, args) => {
    const before = contents();
    const missing = path.join(work, 'new/registri.sqlite');
    expectSentence(
      await program(name, args, { DATABASE_URL: 'sqlite:new/registri.sqlite' }),
      `There is no database at ${missing}; correct DATABASE_URL.`,
    );
    expect(contents()).toEqual(before);
  },
  TIMEOUT_MS,
);

test.each<[string, string[], object, string | RegExp]>([
  [
    'verify',
    [],
    { DATABASE_URL: 'sqlite:good.backup' },
    /^\/\S+\/good\.backup is not a SQLite database; correct DATABASE_URL\.\n$/,
  ],
  ['migrate', [], { DATABASE_URL: 'sqlite:data' }, /^\/\S+\/data is a folder; name a file in DATABASE_URL\.\n$/],
  ['backup', ['good.backup'], {}, 'good.backup exists already; name another file, or overwrite it with --force.'],
  ...['data/registry.sqlite', 'data/../data/registry.sqlite-wal', 'data/registry.sqlite-shm'].map(
    (file): [string, string[], object, string] => [
      'backup',
      [file, '--force'],
      {},
      `${file} belongs to the database itself; name another file.`,
    ],
  ),
  ['backup', ['none/x.backup'], {}, /^none\/x\.backup cannot be written \(ENOENT: .*\); name a file in a folder/],
  ['restore', ['none.backup'], { DATABASE_URL: 'sqlite:new/x' }, 'There is no file none.backup; correct its name.'],
  ['restore', ['data'], { DATABASE_URL: 'sqlite:new/x' }, 'data is a folder; name a file.'],
  [
    'restore',
    ['data/registry.sqlite'],
    { DATABASE_URL: 'sqlite:new/x' },
    'data/registry.sqlite is not a backup of this service; name another file.',
  ],
  ['restore', ['good.backup'], {}, 'The database is not empty; restore into a new one.'],
  ['resetDemo', [], {}, /^The database has no demo accounts, so there is no demo to start over; /],
  ['resetDemo', [], { NODE_ENV: 'production' }, /^NODE_ENV is production, where there is no demo to start over; /],
  ['verify', [], { DATABASE_URL: 'registry.sqlite' }, /^DATABASE_URL must be `sqlite:<file>` or /],
])(
  'the program %s with the arguments %j and the settings %j is rejected in one sentence and changes nothing',
  async (name, args, env, sentence) => {
    const before = contents();
    expectSentence(await program(name, args, env), sentence);
    expect(contents()).toEqual(before);
  },
  TIMEOUT_MS,
);

test(
  'a backup to a full disk leaves no file behind',
  async () => {
    // Without a write-ahead log, which would need space as well.
    const connection = new Database(path.join(work, 'data/registry.sqlite'), { readonly: true });
    connection.exec(`VACUUM INTO '${path.join(work, 'plain.sqlite')}'`);
    connection.close();
    // Limits files to 1,024 bytes, which looks like a full disk to the writer.
    const script = `trap '' XFSZ; ulimit -f 1; exec node '${built('backup')}' full.backup`;
    expectSentence(
      await runIn(work, 'bash', ['-c', script], { DATABASE_URL: 'sqlite:plain.sqlite' }),
      'full.backup cannot be written because its disk is full; make room there, or name another file.',
    );
    expect(contents().filter((name) => name.startsWith('full.backup'))).toEqual([]);
  },
  TIMEOUT_MS,
);

describe('the service', () => {
  let starts = 0;
  /** Runs a start that fails; expects that it says why in one sentence, and makes no database of its own. */
  const expectNoStart = async (env: object, sentence: string | RegExp) => {
    const folder = `begun-${(starts += 1)}`;
    const DATABASE_URL = `sqlite:${folder}/registry.sqlite`;
    expectSentence(await program('main', [], { DATABASE_URL, PORT: '0', ...env }), sentence);
    expect(existsSync(path.join(work, folder))).toBe(false);
  };

  test(
    'states that its port is in use, and makes no database',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      const { port } = other.address() as AddressInfo;
      const inUse = `Port ${port} of 127.0.0.1 is in use; end what listens there, or set PORT to another one.`;
      await expectNoStart({ PORT: String(port) }, inUse);
      other.close();
    },
    TIMEOUT_MS,
  );

  test(
    'prints its version, mode and database, and whether there are demo accounts',
    async () => {
      const { version } = JSON.parse(read('package.json')) as { version: string };
      const begin = `node '${built('main')}' > out & until grep -q answers out; do sleep 0.1; done; kill $!; wait $!; cat out`;
      const firstLine = async (env: object) => {
        const { stdout } = await runIn(work, 'bash', ['-c', begin], { PORT: '0', ...env });
        return stdout.split('\n')[0];
      };
      const DATABASE_URL = 'sqlite:shown/registry.sqlite';
      expect(await firstLine({ DATABASE_URL })).toBe(
        `image-registry ${version} · development · sqlite shown/registry.sqlite · demo accounts`,
      );
      expect(await firstLine({ DATABASE_URL, NODE_ENV: 'production' })).toBe(
        `image-registry ${version} · production · sqlite shown/registry.sqlite · demo accounts in the database, not shown`,
      );
    },
    TIMEOUT_MS,
  );

  test.each<[object, RegExp]>([
    [{ HOST: '192.0.2.1' }, /^HOST must be an address or a name of this machine; got "192\.0\.2\.1" \(.*\)\.\n$/],
    [{ HOST: 'no such host' }, /^HOST must be an address or a name of this machine; got "no such host"/],
    [{ TRUST_PROXY: 'proxy.example' }, /^TRUST_PROXY must hold addresses/],
    [{ NODE_ENV: 'staging' }, /^NODE_ENV must be development, test or production; got "staging"\.\n$/],
    [{ PRICES_FILE: 'none.json' }, /^PRICES_FILE cannot be read as JSON: ENOENT: .*'none\.json'/],
    [{ PRICES_FILE: 'data' }, /^PRICES_FILE cannot be read as JSON: EISDIR/],
    [{ JWT_JWKS_FILE: 'none.json', JWT_ISSUER: 'x', JWT_AUDIENCE: 'x' }, /^JWT_JWKS_FILE cannot be read .*ENOENT/],
    [
      { DATABASE_URL: 'sqlite:good.backup/x' },
      /^The folder of \/\S+\/good\.backup\/x cannot be made or read \(\w+\); correct DATABASE_URL, or the rights there\.\n$/,
    ],
    [{ DATABASE_URL: 'sqlite:/proc/none/x' }, /^The folder of \/proc\/none\/x cannot be made or read \(\w+\)/],
  ])(
    'states in one sentence why it does not start with %j, and makes no database',
    (env, sentence) => expectNoStart(env, sentence),
    TIMEOUT_MS,
  );

  test(
    'states that the disk of its database is full',
    async () => {
      const script = `trap '' XFSZ; ulimit -f 64; exec node '${built('main')}'`;
      const env = { DATABASE_URL: 'sqlite:full/x.sqlite', PORT: '0' };
      expectSentence(
        await runIn(work, 'bash', ['-c', script], env),
        /^\/\S+\/full\/x\.sqlite cannot be (written because its disk is full; make room there|read or written \(.*\); check its disk)\.\n$/,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'states that the file of the demo accounts cannot be written, and creates no accounts',
    async () => {
      mkdirSync(path.join(work, 'kept/demo-accounts.json/x'), { recursive: true });
      await expectNoStart(
        { DATABASE_URL: 'sqlite:kept/registry.sqlite' },
        /^The tokens of the demo accounts cannot be written to \/\S+\/kept\/demo-accounts\.json: .*; make the folder writable, or start with DEMO=0\.\n$/,
      );
      const connection = new Database(path.join(work, 'kept/registry.sqlite'), { readonly: true });
      expect(connection.prepare('SELECT count(*) FROM account').pluck().get()).toBe(0);
      connection.close();
    },
    TIMEOUT_MS,
  );
});

describe('a PostgreSQL server', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
    await inDatabase(server.url, (client) => client.query('CREATE DATABASE empty'));
  }, TIMEOUT_MS);
  afterAll(() => server?.remove());

  const ALL = [
    ['migrate', []],
    ['operator', ['create', 'x']],
    ['backup', ['postgres.backup']],
    ['restore', ['good.backup']],
    ['verify', []],
    ['resetDemo', []],
    ['main', []],
  ] as const;

  test.each(ALL)(
    'that does not run is named by the program %s in one sentence',
    async (name, args) => {
      const env = { DATABASE_URL: 'postgres://registry:secret@127.0.0.1:1/images' };
      expectSentence(
        await program(name, args, env),
        'The database 127.0.0.1:1/images cannot be reached (connect ECONNREFUSED 127.0.0.1:1); start PostgreSQL there, or correct DATABASE_URL.',
      );
    },
    TIMEOUT_MS,
  );

  test.each(['verify', 'main'])(
    'that rejects the user, lacks the database or has no address is named by the program %s without the password',
    async (name) => {
      const runWith = (change: (url: URL) => void) => {
        const url = new URL(withDatabase(server.url, 'images'));
        change(url);
        return program(name, [], { DATABASE_URL: url.href, PORT: '0' });
      };
      const { port } = new URL(server.url);
      expectSentence(
        await runWith((url) => (url.password = 'wrong')),
        `The database 127.0.0.1:${port}/images rejects the user "registry" (password authentication failed for user "registry"); correct the user and the password in DATABASE_URL.`,
      );
      expectSentence(
        await runWith(() => {}),
        `The database 127.0.0.1:${port}/images does not exist; create it, or correct DATABASE_URL.`,
      );
      expectSentence(
        await runWith((url) => (url.hostname = 'nowhere.invalid')),
        /^The database nowhere\.invalid:\d+\/images cannot be reached \(getaddrinfo \w+ nowhere\.invalid\); start PostgreSQL/,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'without tables is rejected and not changed by the programs that create none',
    async () => {
      const url = withDatabase(server.url, 'empty');
      for (const [name, args] of READERS) {
        expectSentence(await program(name, args, { DATABASE_URL: url }), /^The database holds no registry; /);
      }
      const { rows } = await inDatabase(url, (client) =>
        client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`),
      );
      expect(rows).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'that is another kind of server is named as one that cannot be reached',
    async () => {
      const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      const { port } = other.address() as AddressInfo;
      const ended = await program('verify', [], { DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/x` });
      expectSentence(ended, /^The database 127\.0\.0\.1:\d+\/x cannot be reached \(.*\)/);
      other.close();
    },
    TIMEOUT_MS,
  );
});
