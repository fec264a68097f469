import type { Attack } from '../support/attacks';
import { createFixture } from '../support/calls';
import { everything } from '../support/contents';
import { PATIENT } from '../support/patience';
import { ask, jsonOf, listen, send, type RawResponse } from '../support/wire';
import { World } from '../support/world';
import { BODIES } from './hostile/bodies';
import { BOMBS } from './hostile/bombs';
import { DOCUMENTS } from './hostile/documents';
import { HEADER_GAMES } from './hostile/headers';
import { METHODS_AND_PATHS } from './hostile/methods';

/**
 * Each hostile request gets its one right answer twice in a row: state kept of the first must not change the second.
 * Meanwhile another caller sends a plain query every 50 ms and must not be delayed.
 */

let world: World;
let port: number;
let before: unknown;
let watching: NodeJS.Timeout;
const probes: Promise<RawResponse>[] = [];

beforeAll(async () => {
  world = await World.open({ app: { limits: PATIENT } });
  const { other } = await createFixture(world);
  before = await everything(world);
  port = await listen(world);
  const headers = { authorization: `Bearer ${other.token}` };
  watching = setInterval(() => probes.push(ask(port, '{ region(id: "ap-seoul") { id } }', {}, headers)), 50);
});
afterAll(() => {
  clearInterval(watching);
  return world.close();
});

const ATTACKS: Attack[] = [...BODIES, ...METHODS_AND_PATHS, ...HEADER_GAMES, ...BOMBS, ...DOCUMENTS];

/** Traces of the implementation that no answer may contain. */
const TRACES = [
  /at .*:\d+:\d+/,
  /node_modules/,
  /\.[jt]s:\d/,
  /\b(SELECT|INSERT|UPDATE|DELETE) .*\b(FROM|INTO|SET)\b/,
  /sqlite|postgres/i,
  /\/(work|home|root|usr|tmp|dev|var)\//,
];

function expectHarmless({ text, headers }: RawResponse, sent: string): void {
  for (const trace of TRACES) {
    const found = trace.exec(`${JSON.stringify(headers)}\n${text}`)?.[0];
    // An answer may repeat what the request contains.
    if (found !== undefined && !sent.includes(found)) expect(found).toBe('nothing of the kind');
  }
}

async function expectAnswer({ sent, status, code, message, exceeded, headers = {} }: Attack): Promise<void> {
  const received = await send(port, sent);
  const errors = received.text === '' ? undefined : JSON.parse(jsonOf(received)).errors;
  const [first] = errors ?? [];
  expect([received.status, first?.extensions.code ?? null]).toEqual([status, code]);
  if (message instanceof RegExp) expect(first.message).toMatch(message);
  if (typeof message === 'string') expect(first.message).toBe(message);
  expect(first?.extensions.exceeded?.name).toBe(exceeded);
  expect(received.headers).toMatchObject(headers);
  if (errors !== undefined) expect(Buffer.byteLength(received.text)).toBeLessThan(65_536);
  if (received.text !== '')
    expect(received.headers['content-type']).toMatch(
      /^(application\/(json|graphql-response\+json)|text\/event-stream); charset=utf-8$/,
    );
  // A rejection by Node itself has no request id.
  if (![417, 431].includes(status) && code !== null) expect(received.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  expectHarmless(received, String(sent.body ?? sent.path));
}

test('the hostile tables have at least 150 requests', () => {
  expect(ATTACKS.length).toBeGreaterThanOrEqual(150);
});

test.each(ATTACKS.map((attack) => [attack.name, attack] as const))(
  'a request with %s gets exactly the expected answer, twice in a row',
  async (_name, attack) => {
    await expectAnswer(attack);
    await expectAnswer(attack);
  },
);

test('hostile requests delay another caller by less than a second and write nothing', async () => {
  clearInterval(watching);
  const received = await Promise.all(probes);
  expect(received.length).toBeGreaterThan(10);
  expect(
    received.filter(({ status, text }) => status !== 200 || JSON.parse(text).data.region?.id !== 'ap-seoul'),
  ).toEqual([]);
  expect(Math.max(...received.map(({ ms }) => ms))).toBeLessThan(1_000);
  expect(await everything(world)).toEqual(before);
});
