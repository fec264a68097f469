import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { AccessToken } from '../../src/entities/accessToken';
import type { JwtCheck } from '../../src/server/auth/authenticate';
import { jwtCheck } from '../../src/server/auth/jwt';
import { newToken } from '../../src/store/accessTokens';
import { ON_POSTGRES } from '../support/databases';
import { AUDIENCE, ISSUER, Place, trusting, WHO } from '../support/keyServer';
import { DAY_MS, NOON, World, type ApiCaller } from '../support/world';
import { mutationText } from '../support/mutations';

/** Tests that credentials are shown once: they are not in the database, and no answer repeats them. */

let keyServer: Place;
let jwtOf: (accountId: string) => Promise<string>;
let checkJwt: JwtCheck;
let world: World;
let owner: ApiCaller;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  keyServer = await Place.open();
  keyServer.serves(await exportJWK(publicKey));
  checkJwt = jwtCheck(trusting({ url: keyServer.url }));
  jwtOf = (sub) => {
    const claims = { iss: ISSUER, aud: AUDIENCE, sub, scope: 'read write', iat: NOON / 1_000, exp: NOON / 1_000 + 60 };
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' }).sign(privateKey);
  };
});
afterAll(() => keyServer.close());
beforeEach(async () => {
  world = await World.open({ checkJwt });
  owner = await world.account();
});
afterEach(() => world.close());

const INPUT = { name: 'one', scopes: ['READ', 'WRITE'], idempotencyKey: 'k' };

/** Inserts a token of the owner directly into the database. */
async function tokenWith(values: Partial<AccessToken>): Promise<string> {
  const at = { createdAt: NOON - DAY_MS, expiresAt: null };
  const { row, token } = newToken({ accountId: owner.id, name: 'x', mayWrite: true, ...at });
  await world.store.write(({ manager }) => manager.insert(AccessToken, { ...row, ...values }));
  return token;
}

/** Returns the token with another last character. */
const flip = (token: string) => `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`;

/** Returns the secret parts of a credential. */
const secretParts = (credential: string): string[] =>
  credential.startsWith('irt_') ? [credential.split('_')[2]!] : credential.split('.').slice(1);

/** Returns every column of every table as text, and the bytes of the database's files where it has any. */
async function allThatIsKept(): Promise<string> {
  const named = ON_POSTGRES
    ? `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`
    : `SELECT name FROM sqlite_master WHERE type = 'table'`;
  const tables = await world.store.rows<{ name: string }>(named);
  const rows = await Promise.all(tables.map(({ name }) => world.store.rows(`SELECT * FROM "${name}"`)));
  const { settings } = world.database;
  const folder = 'file' in settings ? path.dirname(settings.file) : null;
  const files = folder === null ? [] : readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'latin1')); // prettier-ignore
  return [JSON.stringify(rows), ...files].join('\n');
}

test('no credential is in the database after it was made, used and misused', async () => {
  const operator = await world.account({ roles: ['OPERATOR'] });
  const made = await owner.do('createAccessToken', INPUT);
  const account = await operator.do('createAccount', { name: 'new', idempotencyKey: 'k' });
  const revoked = await tokenWith({ revokedAt: NOON - 1 });
  const [good, unknown] = [await jwtOf(owner.id), await jwtOf('acc-000000000000')];
  const bent = flip(made.token);

  // Each is used for reading and for writing, and as an idempotency key.
  const shown: string[] = [made.token, account.token, good];
  const wrong = [bent, revoked, unknown, `${good}x`];
  for (const token of [...shown, ...wrong]) {
    const caller = world.callerWith('', token);
    const used = { imageId: 'img-public', instanceType: 'S', name: 'used' };
    expect((await caller.ask(WHO)).status).toBe(shown.includes(token) ? 200 : 401);
    await caller.ask(mutationText('launchInstances'), { input: { ...used, idempotencyKey: token.slice(0, 64) } });
    await caller.ask(mutationText('updateImage'), { input: { imageId: 'img-public', name: 'x' } });
  }
  await owner.do('createAccessToken', INPUT);
  await world.callerWith('', made.token).do('revokeAccessToken', { accessTokenId: made.accessToken.id });

  const kept = await allThatIsKept();
  // The ids are found, so this is the text to search.
  const found = (texts: string[]) => texts.filter((text) => kept.includes(text));
  const ids = [made.accessToken.id, account.account.id, owner.id];
  expect(found(ids)).toEqual(ids);
  expect((await world.store.rows('SELECT 1 FROM idempotency_record')).length).toBeGreaterThan(3);
  for (const secret of [...shown, ...wrong].flatMap((token) => [token, ...secretParts(token)])) {
    const spellings = ['utf8', 'hex', 'base64', 'base64url'] as const;
    expect(found(spellings.map((spelling) => Buffer.from(secret).toString(spelling)))).toEqual([]);
  }
  expect(/bearer/i.test(kept)).toBe(false);
});

test('a replay of createAccessToken has null for the token, as the stored payload has', async () => {
  const first = await owner.do('createAccessToken', INPUT);
  expect(first.token).toMatch(/^irt_[0-9a-z]{12}_[0-9a-z]{40}$/);
  expect(await owner.do('createAccessToken', INPUT)).toEqual({ ...first, token: null });
  const kept = await world.store.rows<{ payload: string }>('SELECT payload FROM idempotency_record');
  expect(kept.map(({ payload }) => JSON.parse(payload))).toEqual([
    expect.objectContaining({ token: null, accessToken: expect.objectContaining({ secretHash: null }) }),
  ]);
});

test('the hash of a token is stored, and no field of the schema has its name', async () => {
  const [row] = await world.store.rows<{ hash: string }>('SELECT secret_hash AS hash FROM access_token');
  expect(row!.hash).toMatch(/^[0-9a-f]{64}$/);
  const { __schema } = await owner.data('{ __schema { types { name fields { name } inputFields { name } } } }');
  const names = __schema.types.flatMap(({ fields, inputFields }: Record<string, { name: string }[] | null>) =>
    [...(fields ?? []), ...(inputFields ?? [])].map(({ name }) => name),
  );
  expect(names).toContain('token');
  expect(names.filter((name: string) => /hash|secret|password/i.test(name))).toEqual([]);
});

describe('no answer repeats', () => {
  const wrongs: [string, () => Promise<{ header: string; secret: string }>][] = [
    ['an unknown token', async () => bearer(`irt_${'a'.repeat(12)}_${'b'.repeat(40)}`)],
    ['a wrong secret', async () => bearer(flip(owner.token!))],
    ['a revoked token', async () => bearer(await tokenWith({ revokedAt: NOON - 1 }))],
    ['an expired token', async () => bearer(await tokenWith({ expiresAt: NOON - 1 }))],
    ['a JWT of an unknown account', async () => bearer(await jwtOf('acc-000000000000'))],
    ['a JWT that was changed', async () => bearer(`${await jwtOf(owner.id)}aa`)],
    ['a valid token under another scheme', async () => ({ header: `Basic ${owner.token}`, secret: owner.token! })],
    ['a valid token without a scheme', async () => ({ header: owner.token!, secret: owner.token! })],
    ['two valid tokens', async () => ({ header: `Bearer ${owner.token}, ${owner.token}`, secret: owner.token! })],
    ['a valid token with text after it', async () => ({ header: `Bearer ${owner.token} x`, secret: owner.token! })],
  ];
  const bearer = (secret: string) => ({ header: `Bearer ${secret}`, secret });

  /** Requests that contain the credential in other places too. */
  const repeated = (secret: string): [method: 'GET' | 'POST', url: string, body: object][] => {
    const key = { ...INPUT, idempotencyKey: secret.slice(0, 64) };
    const literal = JSON.stringify(secret);
    return [
      ['POST', '/graphql', { query: WHO }],
      ['POST', '/graphql', { query: `# ${secret}\n{ node(id: ${literal}) { id } }` }],
      ['POST', '/graphql', { query: `{ images(filter: { nameContains: ${literal} }) { totalCount } }` }],
      ['POST', '/graphql', { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id: secret } }],
      ['POST', '/graphql', { query: 'query ($n: Int) { images(first: $n) { totalCount } }', variables: { n: secret } }],
      ['POST', '/graphql', { query: mutationText('createAccessToken'), variables: { input: key } }],
      [
        'POST',
        '/graphql',
        { query: mutationText('createAccessToken'), variables: { input: { ...key, name: secret } } },
      ],
      ['POST', '/graphql', { query: `query a { regions { id } }`, operationName: secret }],
      ['GET', `/graphql?query=${encodeURIComponent(`{ node(id: ${literal}) { id } }`)}`, {}],
      ['GET', `/graphql?query=${encodeURIComponent(WHO)}&access_token=${encodeURIComponent(secret)}`, {}],
    ];
  };

  test.each(wrongs)('%s', async (_what, make) => {
    const { header, secret } = await make();
    const before = await world.contents();
    for (const [method, url, body] of repeated(secret)) {
      const { statusCode, payload, headers, json } = await world.app.inject({
        method,
        url,
        headers: { authorization: header, 'content-type': 'application/json', 'apollo-require-preflight': 'true' },
        ...(method === 'POST' && { payload: JSON.stringify(body) }),
      });
      expect([url.slice(0, 8), statusCode, json().errors[0].extensions.code]).toEqual([
        '/graphql',
        401,
        'UNAUTHENTICATED',
      ]);
      const answer = `${payload}\n${JSON.stringify(headers)}`;
      for (const part of [secret, ...secretParts(secret)]) expect(answer).not.toContain(part);
    }
    expect(await world.contents()).toEqual(before);
  });
});

test('an internal error while a credential is checked is masked', async () => {
  const broken = await World.open({
    checkJwt: async (token) => {
      throw new Error(`no way to check ${token}`);
    },
  });
  try {
    const { status, body } = await broken.callerWith('', 'some.raw.jwt').ask(WHO);
    expect([status, body.errors![0]!.extensions['code']]).toEqual([500, 'INTERNAL_SERVER_ERROR']);
    expect(JSON.stringify(body)).not.toMatch(/some|raw|jwt|no way/);
  } finally {
    await broken.close();
  }
});

test.each<[string, object]>([
  ['the URL', { query: { access_token: 'TOKEN', authorization: 'Bearer TOKEN' } }],
  ['cookies', { headers: { cookie: 'authorization=Bearer TOKEN; access_token=TOKEN; token=TOKEN' } }],
  ['other headers', { headers: { 'x-authorization': 'Bearer TOKEN', 'proxy-authorization': 'Bearer TOKEN', 'x-api-key': 'TOKEN' } }], // prettier-ignore
  ['the body', { payload: JSON.stringify({ query: WHO, authorization: 'Bearer TOKEN', extensions: { token: 'TOKEN' } }) }], // prettier-ignore
])('a token in %s makes an anonymous caller', async (_where, request) => {
  const { headers = {}, ...rest } = JSON.parse(JSON.stringify(request).replaceAll('TOKEN', owner.token!));
  const response = await world.app.inject({
    method: 'POST',
    url: '/graphql',
    payload: JSON.stringify({ query: WHO }),
    ...rest,
    headers: { 'content-type': 'application/json', ...headers },
  });
  expect([response.statusCode, response.json().data]).toEqual([200, { viewer: null }]);
});
