import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { BadSetting, readEnvironment } from '../../../src/config/environment';
import { jwtCheck } from '../../../src/server/auth/jwt';
import { valueAt } from '../../../src/server/auth/jwtClaims';
import { createLog } from '../../../src/server/ops/logger';
import { Place, trusting, WHO } from '../../support/keyServer';
import { IMAGE_CHANGED, subscribeTo, endSubscriptions } from '../../support/openSubscriptions';
import { blocksOf, read } from '../../support/markdown';
import { listen } from '../../support/wire';
import { DAY_MS, NOON, World, type ApiCaller } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests tokens of identity providers, with the settings and shapes that the page shows, and the log of rejections. */

type Claims = Record<string, unknown>;
interface Provider {
  header: { alg: string; kid: string };
  claims: Claims & { iat: number; exp: number };
  settings: Record<string, string>;
}

const PAGE = 'docs/sign-in-with-an-identity-provider.md';
/** Reads header, claims and settings of a provider from its section of the page. */
function providerIn(name: string): Provider {
  const section = read(PAGE)
    .split(/^## /m)
    .find((text) => text.startsWith(`${name}\n`))!;
  const blocks = blocksOf(section);
  const [header, claims] = blocks.filter(({ language }) => language === 'json').map(({ text }) => JSON.parse(text));
  const settings = blocks
    .find(({ language }) => language === 'ini')!
    .text.trim()
    .split('\n');
  return { header, claims, settings: Object.fromEntries(settings.map((line) => /^(\w+)=(.*)$/.exec(line)!.slice(1))) };
}
const PROVIDERS = { Keycloak: providerIn('Keycloak'), Auth0: providerIn('Auth0') };

/** One pair for all tests, because an RSA pair takes more CPU than a test; every key server is a new one. */
let pair: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  pair = await generateKeyPair('RS256');
});

let world: World;
let owner: ApiCaller;
let keyServer: Place;
/** Servers and worlds that are closed after each test. */
const running: { close: () => Promise<void> }[] = [];
let secret: CryptoKey;
let written: string;

async function open(provider: Provider, more: Record<string, string> = {}, level = 'debug'): Promise<void> {
  keyServer = await Place.open();
  running.push(keyServer);
  secret = pair.privateKey;
  keyServer.serves({ ...(await exportJWK(pair.publicKey)), kid: provider.header.kid });
  const { jwt } = readEnvironment({ ...provider.settings, JWT_JWKS_URL: keyServer.url, ...more });
  written = '';
  const log = createLog(level, { write: (text) => void (written += text) });
  world = await World.open({ checkJwt: jwtCheck(jwt!), app: { log } });
  running.push(world);
  owner = await world.account();
}
afterEach(async () => {
  endSubscriptions();
  for (const each of running.splice(0)) await each.close();
});

/** Signs a token in the provider's shape for the owner, issued now, with the changes. */
function sign({ header, claims }: Provider, changes: Claims = {}, headers: Claims = {}): Promise<string> {
  const now = world.clock.now / 1_000;
  const times = { iat: now, exp: now + claims.exp - claims.iat, ...('auth_time' in claims && { auth_time: now - 10 }) };
  const own = JSON.parse(JSON.stringify(claims).replaceAll('acc-north', owner.id)) as Claims;
  const all = Object.entries({ ...own, ...times, ...changes }).filter(([, value]) => value !== undefined);
  return new SignJWT(Object.fromEntries(all)).setProtectedHeader({ ...header, ...headers }).sign(secret);
}
const ask = async (token: string, query = WHO, variables = {}) => world.callerWith('', token).ask(query, variables);
const rename = async (token: string) => {
  const image = await world.image(owner);
  return ask(token, mutationText('updateImage'), { input: { imageId: image.id, name: 'renamed' } });
};

/** Claims that replace the provider's scopes or roles. */
const SCOPES: Record<keyof typeof PROVIDERS, (scopes: string[]) => Claims> = {
  Keycloak: (roles) => ({ resource_access: { 'image-registry': { roles }, account: { roles: ['image-writer'] } } }),
  Auth0: (permissions) => ({ permissions }),
};
const READS = { Keycloak: ['image-reader'], Auth0: ['read:images'] };

describe.each(Object.keys(PROVIDERS) as (keyof typeof PROVIDERS)[])('a token of %s', (name) => {
  const provider = PROVIDERS[name];
  beforeEach(() => open(provider));

  test('lets its account read and write', async () => {
    const token = await sign(provider);
    expect((await ask(token)).body.data).toEqual({ viewer: { account: { id: owner.id } } });
    expect((await rename(token)).body.data.updateImage.image.name).toBe('renamed');
  });

  test('with the scope to read makes a mutation FORBIDDEN', async () => {
    const token = await sign(provider, SCOPES[name](READS[name]));
    expect((await ask(token)).body.data).toEqual({ viewer: { account: { id: owner.id } } });
    const { status, body } = await rename(token);
    expect([status, body.errors![0]!.extensions['code']]).toEqual([403, 'FORBIDDEN']);
  });

  test('with no scope or role of the registry is rejected, also where it has others', async () => {
    for (const scopes of [[], ['admin', 'offline_access']]) {
      expect((await ask(await sign(provider, SCOPES[name](scopes)))).status).toBe(401);
    }
  });

  test('gives no role that the account does not have, whatever roles it names', async () => {
    const roles = ['OPERATOR', 'PROVIDER', 'admin'];
    const token = await sign(provider, { roles, realm_access: { roles }, groups: roles, scope: 'WRITE OPERATOR' });
    const { viewer } = (await ask(token, '{ viewer { roles } }')).body.data;
    expect(viewer).toEqual({ roles: ['MEMBER'] });
    const denied = await ask(token, mutationText('updateRegion'), { input: { regionId: 'ap-seoul', state: 'UNAVAILABLE' } }); // prettier-ignore
    expect(denied.body.data.updateRegion.rule).toBe('OPERATOR_ONLY');
  });

  test('is rejected under the default settings, which accept at+jwt', async () => {
    await open({ ...provider, settings: { JWT_ISSUER: provider.settings['JWT_ISSUER']!, JWT_AUDIENCE: provider.settings['JWT_AUDIENCE']! } }); // prettier-ignore
    expect((await ask(await sign(provider))).status).toBe(401);
    expect(refusals()).toEqual([expect.objectContaining({ check: 'header typ', expected: ['at+jwt'], got: 'JWT' })]);
  });
});

/** Returns the log entries of rejected tokens, without time, level and message. */
function refusals(): Claims[] {
  const lines = written.trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Claims); // prettier-ignore
  return lines.filter(({ msg }) => msg === 'token rejected').map(({ time: _t, level: _l, msg: _m, ...line }) => line);
}

const KEYCLOAK = PROVIDERS.Keycloak;
const NOW_S = NOON / 1_000;
const ROLES = ['image-reader', 'image-writer'];

describe('a rejected token', () => {
  test.each<[what: string, claims: Claims, header: Claims, check: string, expected: unknown, got: unknown]>([
    [
      'another issuer',
      { iss: 'https://sso.example.com/realms/other' },
      {},
      'claim iss',
      [KEYCLOAK.settings['JWT_ISSUER']],
      'https://sso.example.com/realms/other',
    ],
    ['no issuer', { iss: undefined }, {}, 'claim iss', [KEYCLOAK.settings['JWT_ISSUER']], 'none'],
    ['another audience', { aud: 'account' }, {}, 'claim aud', ['image-registry'], 'account'],
    ['other audiences', { aud: ['a', 'b'] }, {}, 'claim aud', ['image-registry'], ['a', 'b']],
    ['expired', { exp: NOW_S - 60 }, {}, 'claim exp', `later than ${NOW_S}`, NOW_S - 60],
    ['no exp', { exp: undefined }, {}, 'claim exp', `later than ${NOW_S}`, 'none'],
    ['not valid yet', { nbf: NOW_S + 60 }, {}, 'claim nbf', `at or before ${NOW_S}`, NOW_S + 60],
    ['issued in the future', { iat: NOW_S + 60 }, {}, 'claim iat', `at or before ${NOW_S}`, NOW_S + 60],
    ['issued too long ago', { iat: NOW_S - 90_000 }, {}, 'claim iat', `${NOW_S - 86_400} or later`, NOW_S - 90_000],
    ['too long a lifetime', { exp: NOW_S + 86_401 }, {}, 'lifetime', 'at most 86400 seconds', 86_401],
    ['another type', {}, { typ: 'at+jwt' }, 'header typ', ['jwt'], 'at+jwt'],
    ['no type', {}, { typ: undefined }, 'header typ', ['jwt'], 'none'],
    [
      'no claim of the account',
      { registry_account: undefined },
      {},
      'claim registry_account',
      'the id of an account',
      'none',
    ],
    ['an account that is no text', { registry_account: 5 }, {}, 'claim registry_account', 'the id of an account', 5],
    [
      'an account that there is not',
      { registry_account: 'acc-000000000000' },
      {},
      'account',
      'one that there is',
      'acc-000000000000',
    ],
    ['no roles', { resource_access: {} }, {}, 'claim resource_access.image-registry.roles', ROLES, 'none'],
    ['other roles', SCOPES.Keycloak(['other']), {}, 'claim resource_access.image-registry.roles', ROLES, ['other']],
    ['a key that is not there', {}, { kid: 'unknown' }, 'key', 'one of the key set', { kid: 'unknown', alg: 'RS256' }],
    [
      'a value that is too long',
      { aud: 'x'.repeat(5_000) },
      {},
      'claim aud',
      ['image-registry'],
      `${'x'.repeat(200)}…`,
    ],
  ])(
    '(%s) has the same answer as any other, and the log at debug names the check',
    async (_what, claims, header, check, expected, got) => {
      // prettier-ignore
      await open(KEYCLOAK);
      const token = await sign(KEYCLOAK, claims, header);
      await expectRefused(token, { check, expected, got });
    },
  );

  test('that was changed or signed by another key is logged with the check of its signature', async () => {
    await open(KEYCLOAK);
    const [header, , signature] = (await sign(KEYCLOAK)).split('.');
    const payload = Buffer.from(JSON.stringify({ ...KEYCLOAK.claims, registry_account: owner.id, acr: '2' })).toString(
      'base64url',
    );
    const key = { kid: KEYCLOAK.header.kid, alg: 'RS256' };
    await expectRefused(`${header}.${payload}.${signature}`, { check: 'signature', expected: 'of that key', got: key });
    secret = (await generateKeyPair('RS256')).privateKey;
    await expectRefused(await sign(KEYCLOAK), { check: 'signature', expected: 'of that key', got: key });
  });

  test('with another algorithm or of another form is logged with this check', async () => {
    await open(KEYCLOAK, { JWT_ALGORITHMS: 'ES256, PS256' });
    await expectRefused(await sign(KEYCLOAK), { check: 'header alg', expected: ['ES256', 'PS256'], got: 'RS256' });
    const form = { check: 'form', expected: 'a JWT that is signed' };
    for (const text of ['x', 'a.b', 'a.b.c', '...', 'eyJ.eyJ.sig']) {
      await expectRefused(text, { ...form, got: expect.any(String) });
    }
  });

  test('of the registry is logged with its id and without its secret', async () => {
    await open(KEYCLOAK);
    const { token } = owner;
    const [, id, own] = token!.split('_');
    const wrong = `irt_${id}_${'0'.repeat(40)}`;
    const access = { check: 'access token', expected: 'known, not revoked, not expired' };
    await expectRefused(wrong, { ...access, got: `tok-${id}` });
    await expectRefused('irt_000000000000_x', { ...access, got: 'tok-000000000000' });
    await expectRefused(`irt_${own}`, { ...access, got: 'malformed' });
    await world.store.write((inside) => inside.rows('UPDATE access_token SET revoked_at = 1 WHERE account_id = ?', [owner.id])); // prettier-ignore
    await expectRefused(token!, { ...access, got: `tok-${id}` });
  });

  test('is logged with its kind where no keys are configured', async () => {
    await open(KEYCLOAK);
    const jwt = await sign(KEYCLOAK);
    const log = createLog('debug', { write: (text) => void (written += text) });
    world = await World.open({ app: { log } });
    running.push(world);
    await expectRefused(jwt, { check: 'kind of token', expected: 'an access token, irt_…', got: 'another' });
  });

  test('that expires during a stream is logged', async () => {
    await open(KEYCLOAK);
    const token = await sign(KEYCLOAK);
    const listener = await subscribeTo(await listen(world), { token }, IMAGE_CHANGED, { regionId: 'ap-guangzhou' });
    world.clock.now += DAY_MS;
    expect(await listener.ended).toBe('complete');
    const expired = { check: 'claim exp', expected: `later than ${NOW_S + 86_400}`, got: NOW_S + 300 };
    expect(refusals()).toContainEqual({ reqId: expect.stringMatching(/^[\da-f-]{36}$/), ...expired });
    expect(written).not.toContain(token.split('.')[2]);
  });

  test('is not logged at the level info', async () => {
    await open(KEYCLOAK, {}, 'info');
    expect((await ask(await sign(KEYCLOAK, { aud: 'account' }))).status).toBe(401);
    expect(refusals()).toEqual([]);
  });

  /** Checks the answer, and that the log has one entry, under the answer's request id, without the token in it. */
  async function expectRefused(token: string, line: Claims): Promise<void> {
    written = '';
    const { status, body, headers } = await ask(token);
    expect([status, headers['www-authenticate'], body.errors]).toEqual([
      401,
      'Bearer',
      [
        {
          message: 'The credential is not valid: unknown, wrong, expired or revoked.',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    ]);
    expect(refusals()).toEqual([{ reqId: headers['x-request-id'], ...line }]);
    for (const part of token.split(/[._]/)) if (part.length > 12) expect(written).not.toContain(part);
  }
});

describe('the JWT settings', () => {
  const KEYS = { JWT_JWKS_FILE: 'keys.json', JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'us' };

  test('accept several issuers, audiences, types and scopes, and take empty ones for unset', () => {
    const { jwt } = readEnvironment({
      ...KEYS,
      JWT_ISSUER: 'https://one.example https://two.example',
      JWT_AUDIENCE: 'one, two',
      JWT_TYPES: 'application/AT+JWT,JWT none',
      JWT_SCOPES_READ: 'viewer,reader',
      JWT_SCOPES_WRITE: '',
      JWT_ACCOUNT_CLAIM: '',
      JWT_MAX_LIFETIME_S: '3600',
    });
    expect(jwt).toEqual({
      ...trusting({ file: 'keys.json' }),
      issuers: ['https://one.example', 'https://two.example'],
      audiences: ['one', 'two'],
      types: ['at+jwt', 'jwt', 'none'],
      readScopes: ['viewer', 'reader'],
      maxLifetime: 3_600,
    });
    expect(readEnvironment({ JWT_JWKS_FILE: '', JWT_ISSUER: '', JWT_TYPES: 'JWT' }).jwt).toBeNull();
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ JWT_MAX_LIFETIME_S: '59' }, /^JWT_MAX_LIFETIME_S must be a whole number from 60 to 2,592,000; got "[^"]*"\.$/],
    [{ JWT_MAX_LIFETIME_S: '60.5' }, /^JWT_MAX_LIFETIME_S must be a whole number/],
    [{ JWT_MAX_LIFETIME_S: '2592001' }, /^JWT_MAX_LIFETIME_S must be a whole number/],
    [{ JWT_MAX_LIFETIME_S: 'a day' }, /^JWT_MAX_LIFETIME_S must be a whole number/],
    [{ JWT_ALGORITHMS: 'RS256,HS256' }, /^JWT_ALGORITHMS must be among RS256, .*EdDSA\.$/],
    [{ JWT_ALGORITHMS: 'none' }, /^JWT_ALGORITHMS must be among/],
    [{ JWT_TYPES: ' , ' }, /^JWT_TYPES must have at least one value/],
    [{ JWT_SCOPES_WRITE: ',' }, /^JWT_SCOPES_WRITE must have at least one value/],
    [{ JWT_ACCOUNT_CLAIM: 'two words' }, /^JWT_ACCOUNT_CLAIM must be the name of a claim/],
    [{ JWT_SCOPE_CLAIM: 'x'.repeat(201) }, /^JWT_SCOPE_CLAIM must be the name of a claim/],
    [{ JWT_ACCOUNT_CLAIM: '.' }, /^JWT_ACCOUNT_CLAIM must be the name of a claim, with names between its dots/],
    [{ JWT_ACCOUNT_CLAIM: 'a..b' }, /^JWT_ACCOUNT_CLAIM must be the name of a claim, with names between its dots/],
    [{ JWT_TYPES: '"JWT"' }, /^JWT_TYPES must be media types such as at\+jwt, without quotes/],
    [{ JWT_JWKS_FILE: '' }, /^JWT_JWKS_URL or JWT_JWKS_FILE must be set with JWT_ISSUER and JWT_AUDIENCE/],
    [{ JWT_ISSUER: '' }, /^JWT_ISSUER and JWT_AUDIENCE must be set/],
    [{ JWT_AUDIENCE: '' }, /^JWT_ISSUER and JWT_AUDIENCE must be set/],
    [{ JWT_JWKS_URL: 'ftp://issuer.example' }, /^JWT_JWKS_URL must be an http or https URL/],
    [{ JWT_JWKS_URL: 'https://issuer.example' }, /^JWT_JWKS_FILE cannot be set together with JWT_JWKS_URL/],
  ])('%j are rejected with a message', (settings, sentence) => {
    const start = () => readEnvironment({ ...KEYS, ...settings });
    expect(start).toThrow(BadSetting);
    expect(start).toThrow(sentence);
  });

  test('accept with the type none a token without a type, and none with the type “none”', async () => {
    await open(KEYCLOAK, { JWT_TYPES: 'none' });
    expect((await ask(await sign(KEYCLOAK, {}, { typ: undefined }))).status).toBe(200);
    for (const typ of ['none', 'NONE', 'JWT']) expect((await ask(await sign(KEYCLOAK, {}, { typ }))).status).toBe(401);
  });

  test('accept a maximum lifetime of a week and of a minute', async () => {
    await open(KEYCLOAK, { JWT_MAX_LIFETIME_S: '604800' });
    expect((await ask(await sign(KEYCLOAK, { exp: NOW_S + 604_800 }))).status).toBe(200);
    expect((await ask(await sign(KEYCLOAK, { exp: NOW_S + 604_801 }))).status).toBe(401);
    await open(KEYCLOAK, { JWT_MAX_LIFETIME_S: '60' });
    expect((await ask(await sign(KEYCLOAK, { exp: NOW_S + 60 }))).status).toBe(200);
    expect((await ask(await sign(KEYCLOAK, { exp: NOW_S + 61 }))).status).toBe(401);
  });

  test('accept tokens with each of several issuers and audiences', async () => {
    await open(KEYCLOAK, { JWT_ISSUER: 'https://a.example https://b.example', JWT_AUDIENCE: 'x y' });
    for (const [iss, aud, status] of [
      ['https://a.example', 'x', 200],
      ['https://b.example', ['z', 'y'], 200],
      ['https://c.example', 'x', 401],
      ['https://a.example', 'z', 401],
    ] as const) {
      expect([iss, aud, (await ask(await sign(KEYCLOAK, { iss, aud }))).status]).toEqual([iss, aud, status]);
    }
  });
});

const CLAIMS = {
  sub: 's',
  'https://example.com/account': 'url',
  a: { b: { c: 'deep', 'd.e': 'dotted' }, list: ['x'] },
  'a.b': { f: 'first' },
  nothing: null,
};
test.each<[string, unknown]>([
  ['sub', 's'],
  ['https://example.com/account', 'url'],
  ['a.b.c', 'deep'],
  ['a.b.d.e', 'dotted'],
  ['a.b.f', 'first'],
  ['a.list', ['x']],
  ['nothing', null],
  ['a.list.0', undefined],
  ['sub.length', undefined],
  ['a.c', undefined],
  ['', undefined],
  ['.', undefined],
  ['toString', undefined],
  ['__proto__.toString', undefined],
  ['a.constructor.name', undefined],
  ['a.'.repeat(100), undefined],
])('valueAt finds the claim named %j, or undefined for a path to no own property', (name, value) => {
  expect(valueAt(CLAIMS, name)).toEqual(value);
});
