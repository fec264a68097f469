import {
  account,
  CREATE,
  images,
  instance,
  postgresGround,
  recipients,
  RENAME,
  SHARE,
  sqliteGround,
  startService,
  tally,
  word,
  type Ground,
  type Service,
} from './processes';

/** Two server processes on one database: limits are exact in every round, and no other error occurs. */

const ROUNDS = Number(process.env['ROUNDS'] ?? 100);

describe.each([
  ['PostgreSQL', postgresGround, ROUNDS],
  ['SQLite', sqliteGround, Math.ceil(ROUNDS / 10)],
])('two servers on one %s', (_, makeGround, rounds) => {
  let ground: Ground;
  let services: Service[];
  beforeAll(async () => {
    ground = await makeGround();
    // The test looks for collisions, so a wait in the queue on a slow machine must not be rejected.
    const patient = { LIMIT_WAIT_MS: '60000' };
    services = await Promise.all([startService(ground.url, patient), startService(ground.url, patient)]);
  });
  afterAll(async () => {
    for (const service of services ?? []) await service.stop();
    await ground?.remove();
  });

  /** Sends `count` calls simultaneously, alternating between the servers; counts their outcomes. */
  const atOnce = async (count: number, token: string, query: string, input: (at: number) => object) =>
    tally(
      (
        await Promise.all(
          Array.from({ length: count }, (_each, at) => services[at % 2]!.ask(token, query, { input: input(at) })),
        )
      ).map(word),
    );
  const busy = () => account(ground.store, { operationsPerDay: 10_000 });

  test(`allow exactly one of 40 simultaneous creates at 9 images, ${rounds} times`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const owner = await busy();
      await images(ground.store, owner.id, 9);
      const instanceId = await instance(ground.store, owner.id);
      const counts = await atOnce(40, owner.token, CREATE, (at) => ({ instanceId, name: `image ${at}` }));
      expect([round, counts]).toEqual([round, { CreateImagePayload: 1, IMAGE_LIMIT: 39 }]);
    }
  });

  test(`allow exactly one of 40 simultaneous shares at 49 shares, ${rounds} times`, async () => {
    const others = await recipients(ground.store, 89);
    for (let round = 0; round < rounds; round += 1) {
      const owner = await busy();
      const [image] = await images(ground.store, owner.id, 1);
      const first = { imageId: image!.id, accountIds: others.slice(0, 49) };
      expect(word(await services[0]!.ask(owner.token, SHARE, { input: first }))).toBe('ShareImagePayload');
      const counts = await atOnce(40, owner.token, SHARE, (at) => ({
        imageId: image!.id,
        accountIds: [others[49 + at]],
      }));
      expect([round, counts]).toEqual([round, { ShareImagePayload: 1, SHARE_LIMIT: 39 }]);
    }
  });

  test(`allow exactly five of 20 simultaneous operations on a new day, ${rounds} times`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const owner = await account(ground.store);
      const [image] = await images(ground.store, owner.id, 1);
      const counts = await atOnce(20, owner.token, RENAME, (at) => ({ imageId: image!.id, name: `name ${at}` }));
      expect([round, counts]).toEqual([round, { UpdateImagePayload: 5, DAILY_OPERATION_LIMIT: 15 }]);
    }
  });

  test(`execute a call that is sent 50 times simultaneously under one key once, ${rounds} times`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const owner = await account(ground.store);
      const input = { instanceId: await instance(ground.store, owner.id), name: 'once', idempotencyKey: 'a key' };
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_each, at) => services[at % 2]!.ask(owner.token, CREATE, { input })),
      );
      expect(new Set(answers.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
      expect(word(answers[0]!)).toBe('CreateImagePayload');
      const rows = await ground.store.rows('SELECT 1 FROM operation WHERE root_id = ?', [owner.id]);
      expect(rows).toHaveLength(1);
    }
  });

  if (makeGround === postgresGround) {
    test(`execute each of ${ROUNDS * 100} contended operations on one account without a collision`, async () => {
      const owner = await busy();
      await ground.store.write((inside) =>
        inside.rows('UPDATE account SET operations_per_day = 10000 WHERE id = ?', [owner.id]),
      );
      const [image] = await images(ground.store, owner.id, 1);
      const words: string[] = [];
      let next = 0;
      const worker = async (at: number) => {
        while ((next += 1) <= ROUNDS * 100) {
          words.push(
            word(await services[at % 2]!.ask(owner.token, RENAME, { input: { imageId: image!.id, name: `n${next}` } })),
          );
        }
      };
      await Promise.all(Array.from({ length: 64 }, (_each, at) => worker(at)));
      expect(tally(words)).toEqual({ UpdateImagePayload: ROUNDS * 100 });
    });
  }
});
