import path from 'node:path';
import { BadSetting, readEnvironment, SETTINGS } from '../../src/config/environment';
import { describeDatabase } from '../../src/database/open';

/** The settings: each is read from text that may be empty or padded, and rejected with a sentence that names it. */

const sentenceOf = (env: Record<string, string>): string => {
  try {
    readEnvironment(env);
  } catch (error) {
    expect(error).toBeInstanceOf(BadSetting);
    return (error as Error).message;
  }
  throw new Error(`These settings are taken: ${JSON.stringify(env)}`);
};

/** Every setting that is a whole number, with its smallest and its largest value. */
const NUMBERS: [name: string, min: number, max: number][] = [
  ['PORT', 0, 65_535],
  ['DATABASE_POOL_SIZE', 1, 1_000],
  ['DATABASE_CONNECT_TIMEOUT_MS', 1, 600_000],
  ['DATABASE_STATEMENT_TIMEOUT_MS', 1, 600_000],
  ['DATABASE_LOCK_TIMEOUT_MS', 1, 600_000],
  ['STOP_DELAY_MS', 0, 60_000],
  ...SETTINGS.filter((name) => /^(LIMIT|POINTS)_/.test(name)).map((name): [string, number, number] => [
    name,
    /ALIASES|DIRECTIVES|FRAGMENTS|WAIT|STREAMS|LAG/.test(name) ? 0 : 1,
    1e9,
  ]),
];

test('every setting that is empty or only white space is unset', () => {
  const unset = readEnvironment({});
  for (const nothing of ['', ' ', '\t\n ']) {
    for (const name of SETTINGS) expect([name, readEnvironment({ [name]: nothing })]).toEqual([name, unset]);
    expect(readEnvironment(Object.fromEntries(SETTINGS.map((name) => [name, nothing])))).toEqual(unset);
  }
  expect(unset).toMatchObject({ port: 4000, host: '127.0.0.1', mode: 'development', demo: true, corsOrigins: [] });
});

test('white space around the value of a setting is dropped', () => {
  const env = readEnvironment({
    PORT: ' 4001\n',
    HOST: ' ::1 ',
    NODE_ENV: ' test ',
    LOG_LEVEL: '\tinfo',
    METRICS: 'on ',
    DATABASE_URL: ' sqlite:x.sqlite ',
    CORS_ORIGINS: ' https://a.example , https://b.example ',
    LIMIT_STREAMS: ' 7 ',
  });
  expect(env).toMatchObject({ port: 4001, host: '::1', mode: 'test', logLevel: 'info', metrics: true });
  expect(env).toMatchObject({ database: { file: path.resolve('x.sqlite') }, limits: { streams: { open: 7 } } });
  expect(env.corsOrigins).toEqual(['https://a.example', 'https://b.example']);
});

describe.each(NUMBERS)('the setting %s', (name, min, max) => {
  const range = `${min.toLocaleString('en-US')} to ${max.toLocaleString('en-US')}`;

  test('accepts its smallest and its largest value, and no number beyond them', () => {
    for (const value of [min, max]) expect(() => readEnvironment({ [name]: String(value) })).not.toThrow();
    for (const value of [max + 1, ...(min > 0 ? [min - 1] : [])]) {
      expect(sentenceOf({ [name]: String(value) })).toBe(
        `${name} must be a whole number from ${range}; got "${value}".`,
      );
    }
  });

  test.each([
    '0x10',
    '4e3',
    '-1',
    '+1',
    '1.5',
    '1,000',
    '1_000',
    '١',
    'four',
    'Infinity',
    'NaN',
    '1 2',
    '9'.repeat(400),
  ])('rejects %s', (text) => {
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    expect(sentenceOf({ [name]: text })).toBe(`${name} must be a whole number from ${range}; got "${shown}".`);
  });
});

test('the tests of numbers cover every setting that is a number', () => {
  const words = SETTINGS.filter((name) => !NUMBERS.some(([each]) => each === name));
  expect(words.filter((name) => /_MS$|PORT|SIZE|^LIMIT|^POINTS/.test(name))).toEqual([]);
  expect(NUMBERS.length).toBeGreaterThan(20);
});

test.each([
  [{ NODE_ENV: 'prod' }, 'NODE_ENV must be development, test or production; got "prod".'],
  [{ NODE_ENV: 'staging' }, 'NODE_ENV must be development, test or production; got "staging".'],
  [{ NODE_ENV: 'Production' }, 'NODE_ENV must be development, test or production; got "Production".'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be fatal, error, warn, info, debug or silent; got "loud".'],
  [{ METRICS: '1' }, 'METRICS must be on or off; got "1".'],
  [{ DEMO: '2' }, 'DEMO must be 1, true, on, yes, 0, false, off or no; got "2".'],
  [
    { TRUST_PROXY: 'true' },
    'TRUST_PROXY must hold addresses or networks of proxies, such as 10.0.0.7, 10.0.0.0/8 or loopback; got "true".',
  ],
  [
    { DATABASE_URL: 'mysql://x' },
    'DATABASE_URL must be `sqlite:<file>` or `postgres://user:password@host:port/database`.',
  ],
  [
    { DATABASE_URL: 'sqlite:' },
    'DATABASE_URL must be `sqlite:<file>` or `postgres://user:password@host:port/database`.',
  ],
  [
    { DATABASE_URL: 'sqlite::memory:' },
    'DATABASE_URL must be `sqlite:<file>` or `postgres://user:password@host:port/database`.',
  ],
  [
    { DATABASE_REPLICA_URLS: 'sqlite:x' },
    'DATABASE_REPLICA_URLS must hold `postgres://user:password@host:port/database`.',
  ],
])('%j is rejected with a sentence that names the accepted values and the given one', (env, sentence) => {
  expect(sentenceOf(env as Record<string, string>)).toBe(sentence);
});

test.each([
  'postgres://u:100%@host/db',
  'postgres://u:p#w@host/db',
  'postgres://u:p@host:0/db',
  'postgres://u:p@host:x/db',
])('DATABASE_URL=%s is rejected without repeating its password', (url) => {
  const sentence = sentenceOf({ DATABASE_URL: url });
  expect(sentence).toMatch(/^DATABASE_URL is no valid `postgres:.*write %25 for %, %40 for @/);
  expect(sentence).not.toMatch(/100%|p#w|p@host/);
});

test.each([
  ['sqlite:data/registry.sqlite', 'sqlite data/registry.sqlite'],
  ['sqlite:/srv/registry.sqlite', 'sqlite /srv/registry.sqlite'],
  ['postgres://user:secret@db.example/images?sslpassword=secret', 'postgres db.example:5432/images'],
  ['postgresql://user:secret@[::1]:5433/images', 'postgres [::1]:5433/images'],
])('the database %s is described without credentials as %s', (url, description) => {
  expect(describeDatabase(readEnvironment({ DATABASE_URL: url }).database)).toBe(description);
});

describe('CORS_ORIGINS', () => {
  test.each([
    ['https://a.example/', 'https://a.example'],
    ['HTTPS://A.Example', 'https://a.example'],
    ['https://a.example:443', 'https://a.example'],
    ['http://a.example:8080/', 'http://a.example:8080'],
    ['http://[::1]:5173', 'http://[::1]:5173'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['*', '*'],
  ])('accepts %s and reads it as browsers send it, %s', (given, sent) => {
    expect(readEnvironment({ CORS_ORIGINS: given }).corsOrigins).toEqual([sent]);
  });

  test.each([
    ['https://a.example/app', 'which has a path'],
    ['https://a.example/?x', 'which has a path'],
    ['https://a.example/#x', 'which has a path'],
    ['https://u:p@a.example', 'which has a user or a password'],
    ['https://*.example', 'and * stands only alone'],
    ['a.example', 'which is not an origin'],
    ['a.example:80', 'which is not an origin'],
    ['null', 'which is not an origin'],
    ['https://', 'which is not an origin'],
    ['https:a.example', 'which is not an origin'],
  ])('rejects %s, %s', (given, why) => {
    expect(sentenceOf({ CORS_ORIGINS: `https://b.example ${given}` })).toBe(
      `CORS_ORIGINS must hold origins such as https://console.example.org, or *; got "${given}", ${why}.`,
    );
  });
});

describe('TRUST_PROXY', () => {
  test.each(['10.0.0.7', '10.0.0.0/8', '10.0.0.0/255.0.0.0', '::1', 'fd00::/8', 'loopback, uniquelocal linklocal'])(
    'accepts %s, and so does Fastify',
    async (given) => {
      const { trustProxy } = readEnvironment({ TRUST_PROXY: given });
      expect(trustProxy).toEqual(given.split(/[, ]+/));
      // Fastify reads the same grammar; a value that it would reject must not reach it.
      const { default: Fastify } = await import('fastify');
      await Fastify({ trustProxy }).close();
    },
  );

  test.each([
    '*',
    'proxy.example',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '10.0.0',
    '10.0.0.0/255.0.255.0',
    'fd00::/129',
    '1.2.3.4/',
    '/8',
    'fd00::/255.0.0.0',
  ])('rejects %s', (given) => expect(sentenceOf({ TRUST_PROXY: given })).toMatch(/^TRUST_PROXY must hold .*; got "/));
});

describe('the demo accounts', () => {
  test.each<[boolean, Record<string, string>]>([
    [true, {}],
    [true, { NODE_ENV: 'development' }],
    [true, { HOST: 'localhost' }],
    [true, { HOST: '127.8.9.1' }],
    [true, { HOST: '::1' }],
    [false, { HOST: '0.0.0.0' }],
    [false, { HOST: '::' }],
    [false, { HOST: '192.168.1.7' }],
    [false, { HOST: 'registry.example' }],
    [false, { NODE_ENV: 'development', HOST: '0.0.0.0' }],
    [false, { NODE_ENV: 'test' }],
    [false, { NODE_ENV: 'production' }],
    [false, { DEMO: '0' }],
    [false, { NODE_ENV: 'production', DEMO: 'off' }],
    [true, { DEMO: '1', HOST: '0.0.0.0' }],
    [true, { DEMO: 'yes', NODE_ENV: 'test', HOST: '0.0.0.0' }],
  ])('are created: %s, with %j', (demo, env) => expect(readEnvironment(env).demo).toBe(demo));

  test('are rejected in production with DEMO=1', () => {
    expect(sentenceOf({ NODE_ENV: 'production', DEMO: '1' })).toBe(
      'DEMO cannot be on with NODE_ENV=production, which has no demo accounts; leave NODE_ENV or DEMO unset.',
    );
  });

  test.each([
    [{}, 'data/demo-accounts.json'],
    [{ DATABASE_URL: 'sqlite:/srv/registry.sqlite' }, '/srv/demo-accounts.json'],
    [{ DATABASE_URL: 'sqlite:data/staging.sqlite' }, 'data/staging.sqlite.demo-accounts.json'],
    [{ DATABASE_URL: 'postgres://u:p@db.example/images' }, 'data/postgres-db.example-5432-images.demo-accounts.json'],
    [{ DATABASE_URL: 'postgres://u:p@[::1]:5433/a%2Fb' }, 'data/postgres----1--5433-a-2Fb.demo-accounts.json'],
  ])('with %j are written to %s', (env, file) => {
    expect(readEnvironment(env as Record<string, string>).demoFile).toBe(path.resolve(file));
  });
});
