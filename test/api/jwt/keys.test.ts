import { NOON } from '../../support/world';
import { COOLDOWN_MS, DOWN, FRESH_MS, KEPT_MS, KeyStage, Place } from '../../support/keyServer';

/** Tests the keys of JWTs: from the configured source alone, seldom fetched, and kept through an outage. */

let stage: KeyStage;
beforeEach(async () => {
  stage = await KeyStage.open();
});
afterEach(() => stage.close());

describe('the keys of JWTs', () => {
  test('are fetched with the first token, once for a thousand simultaneous ones', async () => {
    expect(stage.keyServer.requests).toBe(0);
    expect(await stage.thousand(await stage.byFirst(), true)).toEqual({ ends: [stage.owner.id], fetches: 1 });
    expect(await stage.thousand(await stage.byFirst(), false)).toEqual({ ends: [stage.owner.id], fetches: 0 });
  });

  test.each([
    ['one after the other', false],
    ['simultaneously', true],
  ])('are fetched once more for an unknown key id sent a thousand times, %s', async (_how, atOnce) => {
    await stage.expectLetIn(await stage.byFirst());
    stage.world.clock.now += COOLDOWN_MS;
    expect(await stage.thousand(await stage.bySecond(), atOnce)).toEqual({ ends: [null], fetches: 1 });
    stage.world.clock.now += COOLDOWN_MS - 1;
    expect(await stage.thousand(await stage.bySecond(), atOnce)).toEqual({ ends: [null], fetches: 0 });
    await stage.expectLetIn(await stage.byFirst());
    expect(stage.keyServer.requests).toBe(2);
  });

  test('are fetched once more for a thousand different unknown key ids', async () => {
    await stage.expectLetIn(await stage.byFirst());
    stage.world.clock.now += COOLDOWN_MS;
    const ids = Array.from({ length: 1_000 }, (_, at) => `key ${at}`);
    const tokens = await Promise.all(ids.map((kid) => stage.sign(stage.second.secret, { kid })));
    const claims = await Promise.all(tokens.map((token) => stage.check(token, stage.world.clock.now)));
    expect(claims.filter((each) => 'rejected' in each && each.rejected.check === 'key')).toHaveLength(1_000);
    expect(stage.keyServer.requests).toBe(2);
  });

  test('are not fetched for malformed tokens or algorithms that are not accepted', async () => {
    for (const token of ['garbage', 'a.b.c', `${'a'.repeat(40)}.e30.`]) await stage.expectRefused(token);
    const secret = new TextEncoder().encode(JSON.stringify(stage.first.key));
    await stage.expectRefused(await stage.sign(secret, { alg: 'HS256', kid: 'first' }));
    expect(stage.keyServer.requests).toBe(0);
  });
});

describe('keys from elsewhere', () => {
  let trap: Place;
  beforeEach(async () => {
    trap = await Place.open();
    trap.serves({ ...stage.second.key, kid: 'first' }, stage.second.key);
  });
  afterEach(() => trap.close());

  test.each<[string, (kid: string) => Record<string, unknown>]>([
    ['jku', () => ({ jku: trap.url })],
    ['x5u', () => ({ x5u: trap.url })],
    ['jwk', (kid) => ({ jwk: { ...stage.second.key, kid } })],
    ['x5c', () => ({ x5c: [Buffer.from(JSON.stringify(stage.second.key)).toString('base64')] })],
    ['all four', (kid) => ({ jku: trap.url, x5u: trap.url, jwk: { ...stage.second.key, kid }, x5c: ['AAAA'] })],
  ])('named in a token’s header (%s) are never followed', async (_what, header) => {
    for (const kid of ['first', 'second']) {
      await stage.expectRefused(await stage.sign(stage.second.secret, { kid, ...header(kid) }));
    }
    // A valid token may name them, without effect.
    await stage.expectLetIn(await stage.sign(stage.first.secret, { kid: 'first', ...header('first') }));
    expect([stage.keyServer.requests, trap.requests]).toEqual([1, 0]);
  });

  test.each([301, 302, 303, 307, 308])('to which the key server redirects (%i) are never followed', async (status) => {
    stage.keyServer.answer = (_request, response) => response.writeHead(status, { location: trap.url }).end();
    await stage.expectUnavailable(await stage.bySecond());
    expect([stage.keyServer.requests, trap.requests]).toEqual([1, 0]);
  });
});

describe('a token without the id of its key', () => {
  test('is verified by each of the keys of its type', async () => {
    stage.keyServer.serves(stage.first.key, stage.second.key);
    for (const { secret } of [stage.first, stage.second]) await stage.expectLetIn(await stage.sign(secret, {}));
    expect(stage.keyServer.requests).toBe(1);
  });

  test('is rejected by its signature where none of the keys verifies it', async () => {
    stage.keyServer.serves(stage.first.key, { ...stage.first.key, kid: 'other' });
    const token = await stage.sign(stage.second.secret, {});
    await stage.expectRefused(token);
    expect(await stage.check(token, stage.world.clock.now)).toMatchObject({ rejected: { check: 'signature' } });
  });

  test('is rejected by its audience though its key is not the first', async () => {
    stage.keyServer.serves(stage.first.key, stage.second.key);
    const token = await stage.sign(stage.second.secret, {}, { aud: 'another service' });
    expect(await stage.check(token, stage.world.clock.now)).toMatchObject({ rejected: { check: 'claim aud' } });
  });
});

describe('key rotation', () => {
  test('accepts a new key with its first token once the cooldown is over', async () => {
    await stage.expectLetIn(await stage.byFirst());
    stage.keyServer.serves(stage.first.key, stage.second.key);
    stage.world.clock.now += COOLDOWN_MS - 1;
    await stage.expectRefused(await stage.bySecond());
    stage.world.clock.now += 1;
    await stage.expectLetIn(await stage.bySecond());
    await stage.expectLetIn(await stage.byFirst());
    expect(stage.keyServer.requests).toBe(2);
  });

  test('rejects a withdrawn key as soon as the keys are fetched again', async () => {
    await stage.expectLetIn(await stage.byFirst());
    stage.keyServer.serves(stage.second.key);
    stage.world.clock.now += FRESH_MS - 1;
    await stage.expectLetIn(await stage.byFirst());
    stage.world.clock.now += 1;
    await stage.expectRefused(await stage.byFirst());
    await stage.expectLetIn(await stage.bySecond());
    expect(stage.keyServer.requests).toBe(2);
  });

  test('rejects every JWT when all keys are withdrawn', async () => {
    await stage.expectLetIn(await stage.byFirst());
    stage.keyServer.serves();
    stage.world.clock.now += FRESH_MS;
    await stage.expectRefused(await stage.byFirst());
  });
});

describe('a key server that is down', () => {
  test('leaves cached keys valid for 24 hours and is requested once per cooldown', async () => {
    await stage.expectLetIn(await stage.byFirst());
    stage.keyServer.answer = DOWN;
    stage.world.clock.now += FRESH_MS;
    expect(await stage.thousand(await stage.byFirst(), true)).toEqual({ ends: [stage.owner.id], fetches: 1 });
    expect(await stage.thousand(await stage.byFirst(), false)).toEqual({ ends: [stage.owner.id], fetches: 0 });
    stage.world.clock.now += COOLDOWN_MS;
    expect((await stage.thousand(await stage.byFirst(), true)).ends).toEqual([stage.owner.id]);
    await stage.keyServer.has(3);
    expect(await stage.thousand(await stage.byFirst(), false)).toEqual({ ends: [stage.owner.id], fetches: 0 });

    stage.world.clock.now = NOON + KEPT_MS - 1;
    await stage.expectLetIn(await stage.byFirst());
    stage.world.clock.now += 1;
    await stage.keyServer.has(4);
    expect(await stage.thousand(await stage.byFirst(), true)).toEqual({ ends: ['UNAVAILABLE'], fetches: 0 });
    // The answers did not show the failures; each was reported to the service.
    expect(stage.failures.map(String)).toEqual(Array(3).fill('TypeError: fetch failed'));
  });

  test.each([false, true])(
    'makes an unknown key UNAVAILABLE and is requested once per cooldown (simultaneous tokens: %s)',
    async (atOnce) => {
      await stage.expectLetIn(await stage.byFirst());
      stage.keyServer.answer = DOWN;
      stage.world.clock.now += COOLDOWN_MS;
      expect(await stage.thousand(await stage.bySecond(), atOnce)).toEqual({ ends: ['UNAVAILABLE'], fetches: 1 });
      stage.world.clock.now += 7_500;
      await stage.expectUnavailable(await stage.bySecond(), 3);
      await stage.expectLetIn(await stage.byFirst());
      expect(stage.keyServer.requests).toBe(2);

      stage.keyServer.serves(stage.first.key, stage.second.key);
      stage.world.clock.now += 2_500;
      await stage.expectLetIn(await stage.bySecond());
      expect(stage.keyServer.requests).toBe(3);
    },
  );

  test('from the start makes every JWT UNAVAILABLE until it is up, and other callers are served', async () => {
    stage.keyServer.answer = DOWN;
    expect(await stage.thousand(await stage.byFirst(), true)).toEqual({ ends: ['UNAVAILABLE'], fetches: 1 });
    expect(await stage.thousand(await stage.byFirst(), false)).toEqual({ ends: ['UNAVAILABLE'], fetches: 0 });
    await stage.expectUnavailable(await stage.byFirst());
    await stage.expectOthersServed();

    stage.keyServer.serves(stage.first.key);
    stage.world.clock.now += COOLDOWN_MS;
    await stage.expectLetIn(await stage.byFirst());
    expect([stage.keyServer.requests, stage.failures.length]).toEqual([2, 1]);
  });
});
