import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createApp } from '../../src/server/app';
import { createLog } from '../../src/server/ops/logger';
import type { Store } from '../../src/database/database';
import { PATIENT } from '../support/patience';
import { PRICES, World, type ApiCaller } from '../support/world';

/** Tests that simultaneous writes are independent, and when one server knows the writes of another. */

const MAX_SECONDS = 5;
let world: World;
beforeEach(async () => (world = await World.open()));
afterEach(() => world.close());

const typeIds = async () => {
  const rows = await world.store.rows<{ id: string }>(`SELECT id FROM instance_type WHERE id <> 'S' ORDER BY id`);
  return rows.map(({ id }) => id);
};
const addType = (store: Store, id: string) =>
  store.rows('INSERT INTO instance_type (id, cpus, memory_gb, hourly_price) VALUES (?, 1, 1, 1)', [id]);

test('twenty simultaneous writes succeed or fail independently', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) =>
      world.store.write(async (inside) => {
        await addType(inside, `T${at + 10}`);
        if (at % 5 === 0) throw new Error(`taken back ${at}`);
        return at;
      }),
    ),
  );
  expect(outcomes.map((each) => (each.status === 'fulfilled' ? each.value : (each.reason as Error).message))).toEqual(
    Array.from({ length: 20 }, (_, at) => (at % 5 === 0 ? `taken back ${at}` : at)),
  );
  const kept = Array.from({ length: 20 }, (_, at) => at).filter((at) => at % 5 !== 0);
  expect(await typeIds()).toEqual(kept.map((at) => `T${at + 10}`));
});

test('a write whose statement fails does not affect simultaneous writes', async () => {
  const [good, bad, better] = await Promise.allSettled([
    world.store.write((inside) => addType(inside, 'A')),
    world.store.write(async (inside) => {
      await addType(inside, 'B');
      await addType(inside, 'A');
    }),
    world.store.write((inside) => addType(inside, 'C')),
  ]);
  expect([good.status, bad.status, better.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await typeIds()).toEqual(['A', 'C']);
});

test('writes are stored exactly where they are acknowledged, also where a commit fails', async () => {
  const [other, failing] = await Promise.allSettled([
    world.store.write((inside) => addType(inside, 'A')),
    world.store.write(async (inside) => {
      await inside.deferForeignKeys();
      await addType(inside, 'B');
      await inside.rows(`INSERT INTO trusted_account (root_id, trusted_id) VALUES ('acc-nobody', 'acc-platform')`);
    }),
  ]);
  expect(failing.status).toBe('rejected');
  expect(await typeIds()).toEqual(other.status === 'fulfilled' ? ['A'] : []);
  // The next write succeeds.
  await world.store.write((inside) => addType(inside, 'D'));
  expect(await typeIds()).toContain('D');
});

describe('another server on the same database', () => {
  let store: Store;
  let app: FastifyInstance;
  beforeEach(async () => {
    store = await world.database.open();
    const dependencies = { store, clock: () => world.clock.now, prices: PRICES };
    app = await createApp(dependencies, { log: createLog('silent'), limits: PATIENT });
  });
  afterEach(async () => {
    await app.close();
    await store.close();
  });

  const WHO = { query: '{ viewer { account { id } limits { operationsPerDay } } }' };
  const askedThere = (caller: ApiCaller) =>
    app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${caller.token}` },
      payload: JSON.stringify(WHO),
    });

  /**
   * Repeats a request to the other server until it has the expected answer.
   *
   * @returns the time it took, in seconds; Infinity after MAX_SECONDS
   */
  async function secondsUntil(answers: () => Promise<boolean>): Promise<number> {
    const begun = performance.now();
    while (!(await answers())) {
      if (performance.now() - begun > MAX_SECONDS * 1_000) return Infinity;
      await sleep(50);
    }
    return (performance.now() - begun) / 1_000;
  }

  test(`rejects a token revoked here within ${MAX_SECONDS} seconds, and this one immediately`, async () => {
    const caller = await world.account();
    expect((await askedThere(caller)).statusCode).toBe(200);
    const { token, accessToken } = await caller.do('createAccessToken', { name: 'second', scopes: ['WRITE'] });
    const second = world.callerWith(caller.id, token);
    expect((await askedThere(second)).statusCode).toBe(200);

    await second.do('revokeAccessToken', { accessTokenId: accessToken.id });
    expect((await second.ask(WHO.query)).status).toBe(401);
    expect(await secondsUntil(async () => (await askedThere(second)).statusCode === 401)).toBeLessThan(MAX_SECONDS);
  });

  test(`shows a limit set here within ${MAX_SECONDS} seconds, and applies it to writes immediately`, async () => {
    const [caller, operator] = [await world.account(), await world.account({ roles: ['OPERATOR'] })];
    const limitThere = async () => (await askedThere(caller)).json().data.viewer.limits.operationsPerDay as number;
    expect(await limitThere()).toBe(5);
    await operator.do('updateAccount', { accountId: caller.id, limits: { operationsPerDay: 0 } });
    const image = await world.image(caller);
    const written = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${caller.token}` },
      payload: JSON.stringify({
        query: `mutation { updateImage(input: { imageId: "${image.id}", name: "x" }) { ... on Denied { rule limit } } }`,
      }),
    });
    expect(written.json().data).toEqual({ updateImage: { rule: 'DAILY_OPERATION_LIMIT', limit: 0 } });
    expect(await secondsUntil(async () => (await limitThere()) === 0)).toBeLessThan(MAX_SECONDS);
  });
});
