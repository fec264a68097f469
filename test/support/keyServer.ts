import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { jwtCheck } from '../../src/server/auth/jwt';
import { JWT_DEFAULTS, type JwtSettings } from '../../src/config/jwtSettings';
import { World, type Answer, type ApiCaller } from './world';

/** The stage of the tests of keys: a world that accepts JWTs, and a real key server that can be up, slow, or down. */

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'https://registry.example';
export const WHO = '{ viewer { account { id } } }';

/** The default times of the service. */
export const FRESH_MS = 600_000;
export const KEPT_MS = 24 * 3_600_000;
export const COOLDOWN_MS = 10_000;

/** Returns settings that accept the tokens of this issuer by these keys, with defaults otherwise. */
export const trusting = (keys: JwtSettings['keys']): JwtSettings => ({
  ...JWT_DEFAULTS,
  keys,
  issuers: [ISSUER],
  audiences: [AUDIENCE],
});

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** Closes the connection without an answer. */
export const DOWN: Answering = (request) => request.socket.destroy();

/** A real HTTP server that counts its requests and answers by `answer`. */
export class Place {
  requests = 0;
  answer: Answering = DOWN;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.requests += 1;
      this.answer(request, response);
    });
  }

  static async open(): Promise<Place> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Place(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`;
  }

  serves(...keys: JWK[]): void {
    this.answer = (_request, response) => response.end(JSON.stringify({ keys }));
  }

  /** Waits until the server has received that many requests, for fetches in the background. */
  async has(requests: number): Promise<void> {
    while (this.requests < requests) await new Promise(setImmediate);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

interface Pair {
  secret: CryptoKey;
  /** The public key as in a key set, with its id. */
  key: JWK;
}

async function newPair(kid: string): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return { secret: privateKey, key: { ...(await exportJWK(publicKey)), kid } };
}

/** A world with a key server that serves the first of two keys. */
export class KeyStage {
  private constructor(
    readonly world: World,
    readonly owner: ApiCaller,
    readonly keyServer: Place,
    readonly first: Pair,
    readonly second: Pair,
    readonly check: ReturnType<typeof jwtCheck>,
    /** The errors of failed fetches that were reported to the service. */
    readonly failures: unknown[],
  ) {}

  static async open(times: Parameters<typeof jwtCheck>[1] = {}): Promise<KeyStage> {
    const [keyServer, first, second] = await Promise.all([Place.open(), newPair('first'), newPair('second')]);
    keyServer.serves(first.key);
    const failures: unknown[] = [];
    const keys = { url: keyServer.url };
    const check = jwtCheck(trusting(keys), times, (error) => failures.push(error));
    const world = await World.open({ checkJwt: check });
    return new KeyStage(world, await world.account(), keyServer, first, second, check, failures);
  }

  async close(): Promise<void> {
    await Promise.all([this.world.close(), this.keyServer.close()]);
  }

  /** Signs a token that is valid now, except for the given header, key and claims. */
  sign(secret: CryptoKey | Uint8Array, header: Record<string, unknown>, claims: JWTPayload = {}): Promise<string> {
    const now = this.world.clock.now / 1_000;
    const valid = { scope: 'read', iss: ISSUER, aud: AUDIENCE, sub: this.owner.id, iat: now, exp: now + 3_600 };
    return new SignJWT({ ...valid, ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header })
      .sign(secret);
  }

  byFirst = () => this.sign(this.first.secret, { kid: 'first' });
  bySecond = () => this.sign(this.second.secret, { kid: 'second' });

  ask(token: string): Promise<Answer> {
    return this.world.callerWith('', token).ask(WHO);
  }

  async expectLetIn(token: string): Promise<void> {
    expect((await this.ask(token)).body.data).toEqual({ viewer: { account: { id: this.owner.id } } });
  }

  async expectRefused(token: string): Promise<void> {
    const { status, body } = await this.ask(token);
    expect([status, body.errors?.map(({ extensions }) => extensions['code'])]).toEqual([401, ['UNAUTHENTICATED']]);
  }

  async expectUnavailable(token: string, retryAfter = COOLDOWN_MS / 1_000): Promise<void> {
    const { status, body, headers } = await this.ask(token);
    expect(body.errors?.map(({ message, extensions }) => [message, extensions['code']])).toEqual([
      ['The keys that JWTs are checked with cannot be fetched.', 'UNAVAILABLE'],
    ]);
    expect([status, headers['retry-after']]).toEqual([503, String(retryAfter)]);
  }

  /** Expects that callers without a JWT are served regardless of the keys. */
  async expectOthersServed(): Promise<void> {
    expect(await this.owner.data(WHO)).toEqual({ viewer: { account: { id: this.owner.id } } });
    expect(await this.world.anybody.data(WHO)).toEqual({ viewer: null });
  }

  /** Runs 1,000 checks of one token, in sequence or simultaneously; returns their outcomes and the fetches of keys. */
  async thousand(token: string, atOnce: boolean): Promise<{ ends: unknown[]; fetches: number }> {
    const before = this.keyServer.requests;
    const ends = new Set<unknown>();
    const one = () =>
      this.check(token, this.world.clock.now).then(
        (claims) => ends.add('rejected' in claims ? null : claims.accountId),
        (error: { extensions: { code: string } }) => ends.add(error.extensions.code),
      );
    if (atOnce) await Promise.all(Array.from({ length: 1_000 }, one));
    else for (let at = 0; at < 1_000; at += 1) await one();
    return { ends: [...ends], fetches: this.keyServer.requests - before };
  }
}
