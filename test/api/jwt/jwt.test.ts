import { KeyObject, sign as signBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { jwtCheck } from '../../../src/server/auth/jwt';
import { AUDIENCE, ISSUER, trusting } from '../../support/keyServer';
import { mutationText, NOON, World, type Asker } from '../../support/world';

/** JWTs from the operator's issuer: all that RFC 9068 asks of one is asked of each. */

const NOW_S = NOON / 1_000;

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let folder: string;
let rsa: Pair;
let ec: Pair;
let strange: Pair;
let world: World;
let owner: Asker;

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

/** A token that is good but for what is said; a claim given as undefined is left out. */
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

async function expectWho(parts: Parts, id: string): Promise<Asker> {
  const asker = world.asker(id, await sign(parts));
  expect(await asker.data(WHO)).toEqual({ viewer: { account: { id } } });
  return asker;
}

async function expectRefused(token: string): Promise<void> {
  const { status, body, headers } = await world.asker('', token).ask(WHO);
  expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNAUTHENTICATED']);
  expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer']);
}

const INPUT = { input: { name: 'x', scopes: ['READ'] } };

test('scope “read write”: reads and writes', async () => {
  const asker = await expectWho({}, owner.id);
  expect(await asker.do('createAccessToken', INPUT.input)).toHaveProperty('token');
});

test.each(['read', 'openid read profile'])('scope “%s”: reads, and a mutation is FORBIDDEN', async (scope) => {
  const asker = await expectWho({ claims: { scope } }, owner.id);
  const { status, body } = await asker.ask(mutationText('createAccessToken'), INPUT);
  expect([status, body.errors![0]!.extensions['code']]).toEqual([403, 'FORBIDDEN']);
});

test('a list of scopes, as some providers write them', async () => {
  const asker = await expectWho({ claims: { scope: ['openid', 'read', 'write'] } }, owner.id);
  expect(await asker.do('createAccessToken', INPUT.input)).toHaveProperty('token');
});

test('scope “write” includes reading', async () => {
  const asker = await expectWho({ claims: { scope: 'write' } }, owner.id);
  expect(await asker.do('createAccessToken', INPUT.input)).toHaveProperty('token');
});

test('another key of the set, a sub-account, several audiences, a life of 24 hours, the type in full', async () => {
  await expectWho({ header: { alg: 'ES256', kid: 'ec' }, key: ec.privateKey }, owner.id);
  const sub = await world.account({ rootId: owner.id });
  await expectWho({ claims: { sub: sub.id } }, sub.id);
  await expectWho({ claims: { aud: ['https://other.example', AUDIENCE] } }, owner.id);
  await expectWho({ claims: { iat: NOW_S, exp: NOW_S + 86_400 } }, owner.id);
  await expectWho({ header: { typ: 'application/at+jwt' } }, owner.id);
});

test('the clock is the service’s own: good before it expires, refused after', async () => {
  const token = await sign({ claims: { exp: NOW_S + 60 } });
  expect(await world.asker('', token).data(WHO)).toEqual({ viewer: { account: { id: owner.id } } });
  world.clock.now += 120_000;
  await expectRefused(token);
});

describe('refused: ', () => {
  test.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://other.example' }],
    ['no issuer', { iss: undefined }],
    ['a list of issuers', { iss: [ISSUER] }],
    ['another audience', { aud: 'https://other.example' }],
    ['no audience', { aud: undefined }],
    ['an empty list of audiences', { aud: [] }],
    ['an audience that only begins alike', { aud: `${AUDIENCE}/` }],
    ['no sub', { sub: undefined }],
    ['an empty sub', { sub: '' }],
    ['an unknown account', { sub: 'acc-000000000000' }],
    ['a sub that could be no id', { sub: "' OR 1=1 --" }],
    ['a sub that is a number', { sub: 5 }],
    ['no exp', { exp: undefined }],
    ['an exp that is text', { exp: String(NOW_S + 60) }],
    ['expired', { exp: NOW_S - 30 }],
    ['expired since before there were clocks', { exp: -1 }],
    ['a life of a hundred years', { exp: NOW_S + 3_155_760_000 }],
    ['a life without end', { exp: Number.MAX_VALUE }],
    ['no iat', { iat: undefined }],
    ['an iat that is text', { iat: String(NOW_S) }],
    ['a life of a second over 24 hours', { iat: NOW_S, exp: NOW_S + 86_401 }],
    [
      'an iat in a year, and so a life that ends beyond 24 hours from now',
      { iat: NOW_S + 31_536_000, exp: NOW_S + 31_536_000 + 3_600 },
    ],
    ['not valid yet', { nbf: NOW_S + 3_600 }],
    ['an nbf that is text', { nbf: String(NOW_S - 60) }],
    ['no scope', { scope: undefined }],
    ['an empty scope', { scope: '' }],
    ['an unknown scope', { scope: 'admin' }],
    ['a scope that is an object', { scope: { read: true } }],
    ['a list of no scope of ours', { scope: ['admin', 5, null, ['read'], 'read write'] }],
  ])('%s', async (_what, claims) => {
    await expectRefused(await sign({ claims }));
  });

  test('a sub that is a list', async () => {
    await expectRefused(await sign({ claims: { sub: [owner.id] } }));
  });

  test.each<[string, Record<string, unknown>]>([
    ['no typ', { typ: undefined }],
    ['a typ of another use', { typ: 'JWT' }],
    ['the id of another key', { kid: 'ec' }],
    ['the id of no key', { kid: 'none' }],
    ['the path of a file as the key’s id', { kid: '../../../../dev/null' }],
    ['SQL as the key’s id', { kid: "' UNION SELECT 'rsa" }],
    ['a key’s id that is a number', { kid: 0 }],
    ['a key’s id that is a list', { kid: ['rsa'] }],
    ['a key’s id that is empty', { kid: '' }],
  ])('%s', async (_what, header) => {
    await expectRefused(await sign({ header }));
  });

  test('a key that is not in the set, though its id is', async () => {
    await expectRefused(await sign({ key: strange.privateKey }));
  });

  test('a key the token brings along', async () => {
    const jwk = await exportJWK(strange.publicKey);
    await expectRefused(await sign({ key: strange.privateKey, header: { jwk, kid: undefined } }));
  });

  test('HS256 with the public key as its secret', async () => {
    const pem = await exportSPKI(rsa.publicKey);
    const header = { alg: 'HS256' };
    await expectRefused(await sign({ header, key: new TextEncoder().encode(pem) }));
    await expectRefused(await sign({ header, key: new TextEncoder().encode(JSON.stringify(await exportJWK(rsa.publicKey))) })); // prettier-ignore
  });

  test.each(['none', 'None', 'NONE'])('alg %s', async (alg) => {
    const good = await sign({});
    const header = part({ alg, typ: 'at+jwt' });
    await expectRefused(`${header}.${good.split('.')[1]}.`);
    await expectRefused(`${header}.${good.split('.')[1]}.${good.split('.')[2]}`);
  });

  test('ES256 with a signature of zeros', async () => {
    const [header, payload] = (await sign({ header: { alg: 'ES256', kid: 'ec' }, key: ec.privateKey })).split('.');
    await expectRefused(`${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`);
  });

  test.each<[string, object]>([
    ['asks for what we do not know', { crit: ['x'], x: 1 }],
    ['leaves its payload unencoded', { crit: ['b64'], b64: false }],
    ['names an algorithm that is a list', { alg: ['RS256'] }],
  ])('a header that %s', async (_what, more) => {
    const [, payload] = (await sign({})).split('.');
    // As `sign` would make it, could it be asked to.
    const signed = (header: object) => {
      const text = `${part(header)}.${payload}`;
      return `${text}.${signBytes('sha256', Buffer.from(text), KeyObject.from(rsa.privateKey)).toString('base64url')}`;
    };
    const plain = { alg: 'RS256', kid: 'rsa', typ: 'at+jwt' };
    expect((await world.asker('', signed(plain)).ask(WHO)).status).toBe(200);
    await expectRefused(signed({ ...plain, ...more }));
  });

  test('no signature, half a token, and more than a token', async () => {
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

  test('a payload changed after it was signed', async () => {
    const [header, , signature] = (await sign({})).split('.');
    const { sub, ...others } = { sub: 'acc-platform', iss: ISSUER, aud: AUDIENCE, iat: NOW_S, exp: NOW_S + 60 };
    await expectRefused(`${header}.${part({ sub, ...others, scope: 'read write' })}.${signature}`);
  });

  test('a suspended account’s is FORBIDDEN', async () => {
    const gone = await world.account({ suspended: true });
    const { status, body } = await world.asker('', await sign({ claims: { sub: gone.id } })).ask(WHO);
    expect([status, body.errors![0]!.extensions['code']]).toEqual([403, 'FORBIDDEN']);
  });

  test('all of them, where no issuer is configured', async () => {
    const other = await World.open();
    try {
      const { status } = await other.asker('', await sign({})).ask(WHO);
      expect(status).toBe(401);
    } finally {
      await other.close();
    }
  });
});
