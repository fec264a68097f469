import { setTimeout as sleep } from 'node:timers/promises';
import { verify } from '../../src/store/verify';
import { inDatabase } from '../support/postgres';
import {
  account,
  images,
  postgresGround,
  RENAME,
  startService,
  tally,
  until,
  word,
  type Ground,
  type Service,
} from './processes';

/** The database is lost under load and returns: callers receive UNAVAILABLE, no write is partial, service recovers. */

const HEALS_MS = 5_000;

let ground: Ground;
let service: Service;
beforeEach(async () => {
  ground = await postgresGround();
  service = await startService(ground.url);
});
afterEach(async () => {
  await service.stop();
  await ground.remove();
});

const ready = async () => (await fetch(`${service.url}/health/ready`)).status;

/** Renames an image as fast as possible until `stop`, which returns the outcomes. */
function load(token: string, imageId: string): { stop: () => Promise<string[]>; words: string[] } {
  const words: string[] = [];
  let stopped = false;
  const worker = async (at: number) => {
    for (let n = 0; !stopped; n += 1) {
      const answer = await service.ask(token, RENAME, { input: { imageId, name: `${at}.${n}` } });
      words.push(word(answer));
      if (word(answer) === 'UNAVAILABLE') expect(answer.status).toBe(503);
    }
  };
  const workers = Array.from({ length: 8 }, (_, at) => worker(at));
  return {
    words,
    async stop() {
      stopped = true;
      await Promise.all(workers);
      return words;
    },
  };
}

async function underLoad(disturb: (token: string, imageId: string, words: string[]) => Promise<void>): Promise<void> {
  const owner = await account(ground.store, { operationsPerDay: 10_000 });
  const [image] = await images(ground.store, owner.id, 1);
  const { stop, words } = load(owner.token, image!.id);
  await sleep(500);
  await disturb(owner.token, image!.id, words);
  await sleep(500);
  const counts = tally(await stop());
  console.log(counts);
  // The only outcomes are success, the daily limit and UNAVAILABLE.
  expect(
    Object.keys(counts).filter(
      (each) => !['UpdateImagePayload', 'UNAVAILABLE', 'DAILY_OPERATION_LIMIT'].includes(each),
    ),
  ).toEqual([]);
  const [row] = await ground.store.rows<{ done: number }>(
    `SELECT count(*) AS done FROM operation WHERE root_id = ? AND counted`,
    [owner.id],
  );
  // Every acknowledged write is kept; a commit whose answer was lost may be, too.
  expect(Number(row!.done)).toBeGreaterThanOrEqual(counts['UpdateImagePayload'] ?? 0);
  expect(Number(row!.done)).toBeLessThanOrEqual((counts['UpdateImagePayload'] ?? 0) + (counts['UNAVAILABLE'] ?? 0));
  expect((await verify(ground.store)).faults).toEqual([]);
}

test('the service recovers each time after all its database connections were terminated, five times', async () => {
  await underLoad(async (token, imageId) => {
    for (let round = 0; round < 5; round += 1) {
      await inDatabase(ground.server!.url, (client) =>
        client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'image-registry'`,
        ),
      );
      const took = await until(
        async () =>
          word(await service.ask(token, RENAME, { input: { imageId, name: 'healed' } })) === 'UpdateImagePayload',
        HEALS_MS,
      );
      console.log(`healed ${took} ms after every connection was terminated`);
    }
  });
});

test('the service is not ready while the database is stopped and recovers once it is started', async () => {
  await underLoad(async (token, imageId, words) => {
    await ground.server!.stop();
    await until(async () => words.includes('UNAVAILABLE'), 20_000);
    expect(await ready()).toBe(503);
    await ground.server!.start();
    const took = await until(
      async () =>
        word(await service.ask(token, RENAME, { input: { imageId, name: 'healed' } })) === 'UpdateImagePayload',
      HEALS_MS,
    );
    console.log(`healed ${took} ms after the database was back`);
    await until(async () => (await ready()) === 200, HEALS_MS);
  });
});
