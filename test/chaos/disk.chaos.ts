import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verify } from '../../src/store/verify';
import {
  account,
  CREATE,
  instance,
  sqliteGround,
  startService,
  tally,
  until,
  word,
  type Ground,
  type Service,
} from './processes';

/** A disk that runs full: no acknowledged write is lost, reads go on, and writes return once it has space. */

let mount: string;
let ground: Ground;
let service: Service;
beforeAll(async () => {
  mount = mkdtempSync(path.join(tmpdir(), 'image-registry-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', mount]);
  mkdirSync(path.join(mount, 'data'));
  ground = await sqliteGround(path.join(mount, 'data'));
  service = await startService(ground.url);
});
afterAll(async () => {
  await service?.stop();
  await ground?.store.close();
  execFileSync('umount', ['-l', mount]);
  rmSync(mount, { recursive: true });
});

test('a full disk makes writes UNAVAILABLE, loses no acknowledged write, and takes writes once it has space', async () => {
  const owner = await account(ground.store, { operationsPerDay: 10_000, imagesPerRegion: 10_000 });
  const instanceId = await instance(ground.store, owner.id);
  const acknowledged: string[] = [];
  const write = async (name: string) => {
    const answer = await service.ask(owner.token, CREATE, {
      input: { instanceId, name, description: 'x'.repeat(250) },
    });
    if (word(answer) === 'CreateImagePayload') acknowledged.push(name);
    return answer;
  };
  for (let n = 0; n < 20; n += 1) expect(word(await write(`before ${n}`))).toBe('CreateImagePayload');

  const ballast = path.join(mount, 'ballast');
  try {
    for (let size = 64; ; size *= 2) writeFileSync(ballast, Buffer.alloc(size * 1024));
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
  const words: string[] = [];
  for (let n = 0; n < 200 && !words.includes('UNAVAILABLE'); n += 1) {
    const answer = await write(`full ${n}`);
    words.push(word(answer));
    if (word(answer) === 'UNAVAILABLE') expect(answer.status).toBe(503);
  }
  console.log(tally(words));
  expect(words).toContain('UNAVAILABLE');
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
  const { body } = await service.ask(owner.token, '{ images(filter: { types: [CUSTOM] }) { totalCount } }');
  expect(body.data.images.totalCount).toBe(acknowledged.length);

  rmSync(ballast);
  const took = await until(async () => word(await write('after')) === 'CreateImagePayload', 5_000);
  console.log(`writes returned ${took} ms after there was room`);
  await until(async () => (await fetch(`${service.url}/health/ready`)).status === 200, 5_000);

  const kept = await ground.store.rows<{ name: string }>('SELECT name FROM image WHERE owner_id = ?', [owner.id]);
  expect(kept.map(({ name }) => name).sort()).toEqual([...acknowledged].sort());
  expect((await verify(ground.store)).faults).toEqual([]);
});
