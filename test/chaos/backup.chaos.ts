import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { backup, restore } from '../../src/store/backup';
import { openStore } from '../../src/database/open';
import { verify } from '../../src/store/verify';
import { inDatabase, settingsFor, withDatabase } from '../support/postgres';
import { account, CREATE, instance, postgresGround, sqliteGround, startService, word, type Ground } from './processes';

/** A backup taken under load is consistent; restored into either database it verifies, and a server starts on it. */

let folder: string;
let grounds: Record<'SQLite' | 'PostgreSQL', Ground>;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'image-registry-backup-'));
  grounds = { SQLite: await sqliteGround(), PostgreSQL: await postgresGround() };
});
afterAll(async () => {
  for (const ground of Object.values(grounds ?? {})) await ground.remove();
  rmSync(folder, { recursive: true });
});

async function emptyPlace(
  kind: 'SQLite' | 'PostgreSQL',
  name: string,
): Promise<{ url: string; store: Awaited<ReturnType<typeof openStore>> }> {
  if (kind === 'SQLite') {
    const file = path.join(folder, name, 'registry.sqlite');
    return { url: `sqlite:${file}`, store: await openStore({ file }) };
  }
  const { url: server } = grounds.PostgreSQL.server!;
  await inDatabase(server, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = withDatabase(server, name);
  return { url, store: await openStore(settingsFor(url)) };
}

test.each([
  ['SQLite', 'SQLite'],
  ['SQLite', 'PostgreSQL'],
  ['PostgreSQL', 'PostgreSQL'],
  ['PostgreSQL', 'SQLite'],
] as const)('a backup under load from %s, restored into %s, is consistent and verifies', async (from, into) => {
  const { store, url } = grounds[from];
  const service = await startService(url);
  const owner = await account(store, { operationsPerDay: 10_000, imagesPerRegion: 10_000 });
  const instanceId = await instance(store, owner.id);
  let [n, stopped] = [0, false];
  const writers = Array.from({ length: 4 }, async () => {
    while (!stopped) {
      n += 1;
      expect(word(await service.ask(owner.token, CREATE, { input: { instanceId, name: `image ${n}` } }))).toBe(
        'CreateImagePayload',
      );
    }
  });
  await sleep(500);
  const before = n;
  const file = path.join(folder, `${from}-${into}.backup`);
  const rows = await backup(store, file);
  const after = n;
  await sleep(200);
  stopped = true;
  await Promise.all(writers);
  await service.stop();

  const place = await emptyPlace(into, `restored_${from}_${into}`.toLowerCase());
  expect(await restore(place.store, file)).toBe(rows);
  expect((await verify(place.store)).faults).toEqual([]);
  const [images] = await place.store.rows<{ n: number }>('SELECT count(*) AS n FROM image WHERE owner_id = ?', [
    owner.id,
  ]);
  const [lines] = await place.store.rows<{ n: number }>('SELECT count(*) AS n FROM operation WHERE root_id = ?', [
    owner.id,
  ]);
  // Consistent: as many images as ledger entries. Four writes may have been in progress.
  expect(Number(images!.n)).toBe(Number(lines!.n));
  expect(Number(images!.n)).toBeGreaterThanOrEqual(before - 4);
  expect(Number(images!.n)).toBeLessThanOrEqual(after);
  await expect(restore(place.store, file)).rejects.toThrow('The database is not empty; restore into a new one.');
  await place.store.close();

  const restarted = await startService(place.url);
  const { body } = await restarted.ask(owner.token, '{ images(filter: { types: [CUSTOM] }) { totalCount } }');
  expect(body.data.images.totalCount).toBe(Number(images!.n));
  expect(word(await restarted.ask(owner.token, CREATE, { input: { instanceId, name: 'life goes on' } }))).toBe(
    'CreateImagePayload',
  );
  await restarted.stop();
});

test('a truncated backup and a file that is not a backup are rejected and leave the database empty', async () => {
  const file = path.join(folder, 'SQLite-SQLite.backup');
  expect(existsSync(file)).toBe(true);
  const half = path.join(folder, 'half.backup');
  writeFileSync(half, readFileSync(file).subarray(0, 5_000));
  writeFileSync(path.join(folder, 'none.backup'), 'not a backup');
  const { store } = await emptyPlace('SQLite', 'refused');
  for (const name of ['half.backup', 'none.backup']) {
    await expect(restore(store, path.join(folder, name))).rejects.toThrow();
  }
  expect(await store.rows('SELECT 1 FROM region')).toEqual([]);
  await store.close();
});
