import { setTimeout as sleep } from 'node:timers/promises';
import { verify } from '../../src/store/verify';
import {
  account,
  CREATE,
  instance,
  postgresGround,
  sqliteGround,
  startService,
  until,
  word,
  type Ground,
} from './processes';

/** `kill -9` under write load: every acknowledged write is kept, none is duplicated, and lost ones can be repeated. */

const ROUNDS = Number(process.env['ROUNDS'] ?? 50);

test.each([
  ['SQLite', sqliteGround, ROUNDS],
  ['PostgreSQL', postgresGround, Math.ceil((ROUNDS * 2) / 5)],
])(
  'on %s, kill -9 under load loses no acknowledged write and duplicates none',
  async (_, makeGround: () => Promise<Ground>, rounds) => {
    const ground = await makeGround();
    try {
      const owner = await account(ground.store, { operationsPerDay: 10_000, imagesPerRegion: 10_000 });
      const instanceId = await instance(ground.store, owner.id);
      let acknowledged = 0;
      for (let round = 0; round < rounds; round += 1) {
        const service = await startService(ground.url);
        const done = new Set<string>();
        const sent = new Set<string>();
        let stopped = false;
        const writer = async (at: number) => {
          for (let n = 0; !stopped; n += 1) {
            const name = `${round}.${at}.${n}`;
            sent.add(name);
            const input = { instanceId, name, idempotencyKey: name };
            const answer = await service.ask(owner.token, CREATE, { input }).catch(() => null);
            if (answer === null) return;
            expect(word(answer)).toBe('CreateImagePayload');
            done.add(name);
          }
        };
        const writers = Array.from({ length: 8 }, (_each, at) => writer(at));
        // Waits for the first write, so that even on a slow machine the kill comes among the writes.
        await until(async () => done.size > 0, 10_000);
        await sleep(Math.random() * 200);
        await service.kill();
        stopped = true;
        await Promise.all(writers);

        const kept = await ground.store.rows<{ name: string; times: number }>(
          'SELECT name, count(*) AS times FROM image WHERE owner_id = ? AND name LIKE ? GROUP BY name',
          [owner.id, `${round}.%`],
        );
        const times = new Map(kept.map((row) => [row.name, Number(row.times)]));
        for (const name of done) expect([name, times.get(name)]).toEqual([name, 1]);
        acknowledged += done.size;

        // Repeats each write that had no answer under the same key, and expects it exactly once.
        const again = await startService(ground.url);
        for (const name of [...sent].filter((each) => !done.has(each))) {
          expect(
            word(await again.ask(owner.token, CREATE, { input: { instanceId, name, idempotencyKey: name } })),
          ).toBe('CreateImagePayload');
        }
        await again.stop();
        const all = await ground.store.rows<{ name: string }>(
          'SELECT name FROM image WHERE owner_id = ? AND name LIKE ?',
          [owner.id, `${round}.%`],
        );
        expect(all.map(({ name }) => name).sort()).toEqual([...sent].sort());
      }
      expect(acknowledged).toBeGreaterThan(rounds);
      expect((await verify(ground.store)).faults).toEqual([]);
      console.log(`${rounds} kills, ${acknowledged} acknowledged writes, all there once.`);
    } finally {
      await ground.remove();
    }
  },
);
