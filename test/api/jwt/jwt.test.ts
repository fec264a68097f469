import { KeyObject, sign as signBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { jwtCheck } from '../../../src/server/auth/jwt';
import { AUDIENCE, ISSUER, trusting } from '../../support/keyServer';
import { NOON, World, type ApiCaller } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests JWTs from the operator's issuer: each is checked for everything that RFC 9068 requires. */

const NOW_S = NOON / 1_000;

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let folder: string;
let rsa: Pair;
let ec: Pair;
let strange: Pair;
let world: World;
let owner: ApiCaller;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'image-registry-keys-'));
  [rsa, ec, strange] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('ES256', { extractable: true }),
    generateKeyPair('RS256', { extractable: true }),
  ]);
  const keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' },
    { ...(await exportJWK(ec.publicKey)), kid: 'ec' },
  ];
  writeFileSync(path.join(folder, 'keys.json'), JSON.stringify({ keys }));
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  const keys = { file: path.join(folder, 'keys.json') };
  world = await World.open({ checkJwt: jwtCheck(trusting(keys)) });
  owner = await world.account();
});
afterEach(() => world.close());

interface Parts {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: CryptoKey | Uint8Array;
}

/** Signs a token that is valid except for the changes; a claim given as undefined is left out. */
function sign({ claims = {}, header = {}, key = rsa.privateKey }: Parts): Promise<string> {
  const all = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: owner.id,
    iat: NOW_S - 60,
    exp: NOW_S + 3_600,
    scope: 'read write',
    ...claims,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(given).setProtectedHeader({ alg: 'RS256', kid: 'rsa', typ: 'at+jwt', ...header }).sign(key); // prettier-ignore
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const WHO = '{ viewer { account { id } } }';

async function expectWho(parts: Parts, id: string): Promise<ApiCaller> {
  const caller = world.callerWith(id, await sign(parts));
  expect(await caller.data(WHO)).toEqual({ viewer: { account: { id } } });
  return caller;
}

async function expectRefused(token: string): Promise<void> {
  const { status, body, headers } = await world.callerWith('', token).ask(WHO);
  expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNAUTHENTICATED']);
  expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
}

const INPUT = { input: { name: 'x', scopes: ['READ'] } };

test('a JWT with the scope “read write” reads and writes', async () => {
  const caller = await expectWho({}, owner.id);
  expect(await caller.do('createAccessToken', INPUT.input)).toHaveProperty('token');
});

test.each(['read', 'openid read profile'])(
  'a JWT with the scope “%s” reads, and its mutations are FORBIDDEN',
  async (scope) => {
    const caller = await expectWho({ claims: { scope } }, owner.id);
    const { status, body } = await caller.ask(mutationText('createAccessToken'), INPUT);
    expect([status, body.errors![0]!.extensions['code']]).toEqual([403, 'FORBIDDEN']);
  },
);

test('a JWT with a list of scopes, as some providers write them, reads and writes', async () => {
  const caller = await expectWho({ claims: { scope: ['openid', 'read', 'write'] } }, owner.id);
  expect(await caller.do('createAccessToken', INPUT.input)).toHaveProperty('token');
});

test('a JWT with the scope “write” reads too', async () => {
  const caller = await expectWho({ claims: { scope: 'write' } }, owner.id);
  expect(await caller.do('createAccessToken', INPUT.input)).toHaveProperty('token');
});

test('a JWT is valid with another key, for a sub-account, with several audiences, 24 hours, the full type', async () => {
  await expectWho({ header: { alg: 'ES256', kid: 'ec' }, key: ec.privateKey }, owner.id);
  const sub = await world.account({ rootId: owner.id });
  await expectWho({ claims: { sub: sub.id } }, sub.id);
  await expectWho({ claims: { aud: ['https://other.example', AUDIENCE] } }, owner.id);
  await expectWho({ claims: { iat: NOW_S, exp: NOW_S + 86_400 } }, owner.id);
  await expectWho({ header: { typ: 'application/at+jwt' } }, owner.id);
});

test('a JWT expires by the clock of the service', async () => {
  const token = await sign({ claims: { exp: NOW_S + 60 } });
  expect(await world.callerWith('', token).data(WHO)).toEqual({ viewer: { account: { id: owner.id } } });
  world.clock.now += 120_000;
  await expectRefused(token);
});

describe('a JWT is rejected', () => {
  test.each<[string, Record<string, unknown>]>([
    ['with another issuer', { iss: 'https://other.example' }],
    ['without an issuer', { iss: undefined }],
    ['with a list of issuers', { iss: [ISSUER] }],
    ['with another audience', { aud: 'https://other.example' }],
    ['without an audience', { aud: undefined }],
    ['with an empty list of audiences', { aud: [] }],
    ['with an audience that begins with the expected one', { aud: `${AUDIENCE}/` }],
    ['without a sub', { sub: undefined }],
    ['with an empty sub', { sub: '' }],
    ['with the sub of an unknown account', { sub: 'acc-000000000000' }],
    ['with a sub in a form that no id has', { sub: "' OR 1=1 --" }],
    ['with a sub that is a number', { sub: 5 }],
    ['without an exp', { exp: undefined }],
    ['with an exp that is text', { exp: String(NOW_S + 60) }],
    ['that expired 30 seconds ago', { exp: NOW_S - 30 }],
    ['with a negative exp', { exp: -1 }],
    ['with a lifetime of a hundred years', { exp: NOW_S + 3_155_760_000 }],
    ['with an unbounded lifetime', { exp: Number.MAX_VALUE }],
    ['without an iat', { iat: undefined }],
    ['with an iat that is text', { iat: String(NOW_S) }],
    ['with a lifetime of a second over 24 hours', { iat: NOW_S, exp: NOW_S + 86_401 }],
    [
      'with an iat in a year, and so an exp beyond 24 hours from now',
      { iat: NOW_S + 31_536_000, exp: NOW_S + 31_536_000 + 3_600 },
    ],
    ['with an nbf in the future', { nbf: NOW_S + 3_600 }],
    ['with an nbf that is text', { nbf: String(NOW_S - 60) }],
    ['without a scope', { scope: undefined }],
    ['with an empty scope', { scope: '' }],
    ['with an unknown scope', { scope: 'admin' }],
    ['with a scope that is an object', { scope: { read: true } }],
    ['with a list that has no known scope', { scope: ['admin', 5, null, ['read'], 'read write'] }],
  ])('%s', async (_what, claims) => {
    await expectRefused(await sign({ claims }));
  });

  test('with a sub that is a list', async () => {
    await expectRefused(await sign({ claims: { sub: [owner.id] } }));
  });

  test.each<[string, Record<string, unknown>]>([
    ['without a typ', { typ: undefined }],
    ['with the typ JWT', { typ: 'JWT' }],
    ['with the id of another key', { kid: 'ec' }],
    ['with an unknown key id', { kid: 'none' }],
    ['with the path of a file as its key id', { kid: '../../../../dev/null' }],
    ['with SQL as its key id', { kid: "' UNION SELECT 'rsa" }],
    ['with a key id that is a number', { kid: 0 }],
    ['with a key id that is a list', { kid: ['rsa'] }],
    ['with an empty key id', { kid: '' }],
  ])('%s', async (_what, header) => {
    await expectRefused(await sign({ header }));
  });

  test('signed by a key that is not in the set, although its id is', async () => {
    await expectRefused(await sign({ key: strange.privateKey }));
  });

  test('signed by a key in its header', async () => {
    const jwk = await exportJWK(strange.publicKey);
    await expectRefused(await sign({ key: strange.privateKey, header: { jwk, kid: undefined } }));
  });

  test('signed by HS256 with the public key as its secret', async () => {
    const pem = await exportSPKI(rsa.publicKey);
    const header = { alg: 'HS256' };
    await expectRefused(await sign({ header, key: new TextEncoder().encode(pem) }));
    await expectRefused(await sign({ header, key: new TextEncoder().encode(JSON.stringify(await exportJWK(rsa.publicKey))) })); // prettier-ignore
  });

  test.each(['none', 'None', 'NONE'])('with the algorithm %s', async (alg) => {
    const good = await sign({});
    const header = part({ alg, typ: 'at+jwt' });
    await expectRefused(`${header}.${good.split('.')[1]}.`);
    await expectRefused(`${header}.${good.split('.')[1]}.${good.split('.')[2]}`);
  });

  test('signed by ES256 with a signature of zeros', async () => {
    const [header, payload] = (await sign({ header: { alg: 'ES256', kid: 'ec' }, key: ec.privateKey })).split('.');
    await expectRefused(`${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`);
  });

  test.each<[string, object]>([
    ['requires an unknown extension', { crit: ['x'], x: 1 }],
    ['leaves its payload unencoded', { crit: ['b64'], b64: false }],
    ['names an algorithm that is a list', { alg: ['RS256'] }],
  ])('with a header that %s', async (_what, more) => {
    const [, payload] = (await sign({})).split('.');
    // The token that `sign` would make if it accepted such a header.
    const signed = (header: object) => {
      const text = `${part(header)}.${payload}`;
      return `${text}.${signBytes('sha256', Buffer.from(text), KeyObject.from(rsa.privateKey)).toString('base64url')}`;
    };
    const plain = { alg: 'RS256', kid: 'rsa', typ: 'at+jwt' };
    expect((await world.callerWith('', signed(plain)).ask(WHO)).status).toBe(200);
    await expectRefused(signed({ ...plain, ...more }));
  });

  test('without a signature, and with parts missing or repeated', async () => {
    const [header, payload, signature] = (await sign({})).split('.');
    for (const parts of [
      [header, payload, ''],
      [header, payload],
      [header, '', signature],
      ['', payload, signature],
      [header, payload, signature, signature],
      [header, '', payload, signature, signature],
    ]) {
      await expectRefused(parts.join('.'));
    }
  });

  test('with a payload that was changed after it was signed', async () => {
    const [header, , signature] = (await sign({})).split('.');
    const { sub, ...others } = { sub: 'acc-platform', iss: ISSUER, aud: AUDIENCE, iat: NOW_S, exp: NOW_S + 60 };
    await expectRefused(`${header}.${part({ sub, ...others, scope: 'read write' })}.${signature}`);
  });

  test('with FORBIDDEN for a suspended account', async () => {
    const gone = await world.account({ suspended: true });
    const { status, body } = await world.callerWith('', await sign({ claims: { sub: gone.id } })).ask(WHO);
    expect([status, body.errors![0]!.extensions['code']]).toEqual([403, 'FORBIDDEN']);
  });

  test('where no issuer is configured', async () => {
    const other = await World.open();
    try {
      const { status } = await other.callerWith('', await sign({})).ask(WHO);
      expect(status).toBe(401);
    } finally {
      await other.close();
    }
  });
});
