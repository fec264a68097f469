import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqliteGround, startService, type Ground, type Service } from './processes';
import { hostileRequest } from './hostileRequests';
import { newAccount } from '../../src/store/accounts';
import { AccessToken } from '../../src/entities/accessToken';
import { Account } from '../../src/entities/account';

/** Hostile requests are not kept in memory and do not delay other callers; the process has a heap of 300 MB. */

const SECONDS = Number(process.env['SECONDS'] ?? 20);
const REQUESTS = 2_000;
const HALF_OF_POINTS_PER_SECOND = 5_000;

let ground: Ground;
let service: Service;
let token: string;
beforeAll(async () => {
  ground = await sqliteGround();
  const owner = newAccount({ name: 'Owner', rootId: null, roles: ['MEMBER'], now: Date.now() });
  token = owner.token;
  await ground.store.write(async (inside) => {
    await inside.insert(Account, owner.account);
    await inside.insert(AccessToken, owner.accessToken);
  });
  service = await startService(ground.url, { NODE_OPTIONS: '--max-old-space-size=300', LOG_LEVEL: 'silent' });
}, 60_000);
afterAll(async () => {
  await service.stop();
  await ground.remove();
});

const rssMb = () => Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))![1]) / 1_024;

async function send(at: number): Promise<void> {
  const { body, headers } = hostileRequest(at);
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  await response.text();
}

const PAGE = '{ images(first: 20) { nodes { id name region { name } owner { name } } pageInfo { endCursor } } }';

/** Returns the 99th percentile of the latency of the owner's page, in milliseconds. */
async function p99(seconds: number): Promise<number> {
  const took: number[] = [];
  for (const until = Date.now() + seconds * 1_000; Date.now() < until;) {
    const begun = performance.now();
    const { status } = await service.ask(token, PAGE);
    took.push(performance.now() - begun);
    expect(status).toBe(200);
    await sleep(5);
  }
  took.sort((a, b) => a - b);
  return took[Math.floor(took.length * 0.99)]!;
}

test(
  'one anonymous caller at half of its points raises the p99 of another account by less than 20 ms',
  async () => {
    for (let at = 0; at < 200; at += 1) await service.ask(token, PAGE);
    const rounds: [alone: number, attacked: number][] = [];
    for (let round = 0; round < 5; round += 1) {
      const alone = await p99(SECONDS / 10);
      // A process of its own, so that the time to make such requests is not measured.
      const args = [service.url, String(HALF_OF_POINTS_PER_SECOND), String(round * 1_000)];
      const attacker = spawn(
        process.execPath,
        ['-r', '@swc-node/register', path.join(__dirname, 'attacker.ts'), ...args],
        {
          stdio: 'inherit',
        },
      );
      await sleep(1_500);
      rounds.push([alone, await p99(SECONDS / 10)]);
      attacker.kill();
    }
    const rise = rounds.map(([alone, attacked]) => attacked - alone).sort((a, b) => a - b)[2]!;
    console.log(
      `p99 alone and attacked, in ms: ${rounds.map((round) => round.map((ms) => ms.toFixed(1)).join(' → ')).join(', ')}; the median rise is ${rise.toFixed(1)}`,
    );
    expect(rise).toBeLessThan(20);
  },
  SECONDS * 4_000 + 60_000,
);

test('2,000 hostile requests raise the memory of the service by less than 100 MB, and it still answers', async () => {
  const before = rssMb();
  let next = 10_000;
  const end = next + REQUESTS;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (next < end) await send(next++);
    }),
  );
  await sleep(2_000);
  const after = rssMb();
  console.log(`RSS ${before.toFixed(0)} MB before, ${after.toFixed(0)} MB after ${REQUESTS} hostile requests`);
  expect(after - before).toBeLessThan(100);
  expect((await service.ask(token, PAGE)).status).toBe(200);
}, 300_000);
