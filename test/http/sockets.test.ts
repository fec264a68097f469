import { connect } from 'node:net';
import { PATIENT } from '../support/patience';
import { ask, listen, raw, type Raw } from '../support/wire';
import { World } from '../support/world';

/** Requests over bare sockets that are malformed HTTP, or arrive slowly, or never end. */

let world: World;
let port: number;
const probes: Promise<number>[] = [];
let watching: NodeJS.Timeout;
/** Sends a plain query of another caller; milliseconds until its answer, `Infinity` where the status is not 200. */
let probe: () => Promise<number>;
beforeAll(async () => {
  world = await World.open({ app: { limits: PATIENT } });
  port = await listen(world);
  const { token } = await world.account();
  probe = async () => {
    const { status, ms } = await ask(port, '{ viewer { roles } }', {}, { authorization: `Bearer ${token}` });
    return status === 200 ? ms : Infinity;
  };
  watching = setInterval(() => probes.push(probe()), 50);
});
afterAll(async () => {
  clearInterval(watching);
  await world.close();
});

/** Milliseconds within which another caller must be answered. */
const HELD_UP_MS = 1_000;
const GOOD = '{"query":"{ __typename }"}';
const ANSWER = '{"data":{"__typename":"Query"}';
const head = (lines: string[], first = 'POST /graphql HTTP/1.1') => `${[first, ...lines].join('\r\n')}\r\n\r\n`;
const HOST = 'Host: x';
const TYPE = 'Content-Type: application/json';
const LENGTH = `Content-Length: ${GOOD.length}`;
const CLOSE = 'Connection: close';

/** Returns the statuses of all answers on the socket. */
const statuses = ({ text }: Raw) => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

const TABLE: [name: string, parts: (string | Buffer | number)[], statuses: number[]][] = [
  ['a good request', [head([HOST, TYPE, LENGTH, CLOSE]) + GOOD], [200]],
  ['a good request byte by byte', [...[...head([HOST, TYPE, LENGTH, CLOSE]), ...GOOD]], [200]],
  [
    'two requests in one write',
    [head([HOST, TYPE, LENGTH]) + GOOD + head([HOST, TYPE, LENGTH, CLOSE]) + GOOD],
    [200, 200],
  ],
  ['plain words', ['give me everything\r\n\r\n'], [400]],
  ['1,000 arbitrary bytes', [Buffer.from(Array.from({ length: 1_000 }, (_, at) => (at * 37) % 256))], [400]],
  ['NUL bytes', ['\0\0\0\0\r\n\r\n'], [400]],
  ['a TLS handshake', [Buffer.from('16030100c8010000c40303', 'hex')], [400]],
  ['an HTTP/2 preface', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], [400]],
  ['a request of HTTP/9.9', [head([HOST], 'GET / HTTP/9.9')], [400]],
  ['a request of HTTP/1.0', [head([HOST, TYPE, LENGTH], 'POST /graphql HTTP/1.0') + GOOD], [200]],
  ['a request of HTTP/1.1 without a Host', [head([TYPE, LENGTH]) + GOOD], [400]],
  ['an unknown method', [head([HOST], 'HACK /graphql HTTP/1.1')], [400]],
  ['a CONNECT request', [head([HOST], 'CONNECT evil.example:443 HTTP/1.1')], []],
  [
    'an absolute address',
    [head([HOST, TYPE, LENGTH, CLOSE], 'POST http://evil.example/graphql HTTP/1.1') + GOOD],
    [200],
  ],
  ['a method without an address', [head([HOST], 'POST')], [400]],
  ['a header whose name contains a space', [head([HOST, 'X Y: 1'])], [400]],
  ['a header without a colon', [head([HOST, 'nonsense'])], [400]],
  ['a NUL in a header', [head([HOST, 'X: a\0b'])], [400]],
  ['a folded header', [head([HOST, 'X: a', ' b', TYPE, LENGTH, CLOSE]) + GOOD], [400]],
  ['a lone line feed within a header', [head([HOST, 'X: a\nAuthorization: b'])], [400]],
  ['a header of 20 KiB', [head([HOST, `X: ${'a'.repeat(20_480)}`])], [431]],
  ['an address of 20 KiB', [head([HOST], `GET /${'a'.repeat(20_480)} HTTP/1.1`)], [431]],
  [
    'both a Content-Length and chunks',
    [head([HOST, TYPE, LENGTH, 'Transfer-Encoding: chunked']) + '0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'],
    [400],
  ],
  [
    'an unknown transfer encoding that ends in “chunked”',
    [head([HOST, TYPE, LENGTH, 'Transfer-Encoding: xchunked']) + GOOD],
    [400],
  ],
  [
    '`chunked` before another transfer encoding',
    [head([HOST, TYPE, 'Transfer-Encoding: chunked, identity']) + '0\r\n\r\n'],
    [400],
  ],
  ['two Content-Length headers', [head([HOST, TYPE, LENGTH, 'Content-Length: 0']) + GOOD], [400]],
  ['a negative Content-Length', [head([HOST, TYPE, 'Content-Length: -1']) + GOOD], [400]],
  ['a Content-Length that is not a number', [head([HOST, TYPE, 'Content-Length: 2x']) + GOOD], [400]],
  ['a Content-Length of 10³⁰', [head([HOST, TYPE, `Content-Length: 1${'0'.repeat(30)}`])], [400]],
  ['a Content-Length of 10 GB', [head([HOST, TYPE, 'Content-Length: 10000000000']) + GOOD], [413]],
  ['a Content-Length shorter than the body', [head([HOST, TYPE, 'Content-Length: 5']) + GOOD], [400]],
  [
    'well-formed chunks',
    [head([HOST, TYPE, CLOSE, 'Transfer-Encoding: chunked']) + `${GOOD.length.toString(16)}\r\n${GOOD}\r\n0\r\n\r\n`],
    [200],
  ],
  ['malformed chunks', [head([HOST, TYPE, CLOSE, 'Transfer-Encoding: chunked']) + 'zz\r\nnothing\r\n0\r\n\r\n'], [400]],
  [
    'a chunk larger than 2⁶⁴ bytes',
    [head([HOST, TYPE, CLOSE, 'Transfer-Encoding: chunked']) + 'ffffffffffffffffff\r\n'],
    [400],
  ],
  [
    'a chunk with a megabyte of extensions',
    [head([HOST, TYPE, CLOSE, 'Transfer-Encoding: chunked']) + `1;${'a'.repeat(1_000_000)}\r\n`],
    [400],
  ],
  [
    'chunks of more than 1 MiB',
    [head([HOST, TYPE, 'Transfer-Encoding: chunked']), ...Array<string>(20).fill(`10000\r\n${'x'.repeat(65_536)}\r\n`)],
    [413],
  ],
  ['Expect: 100-continue', [head([HOST, TYPE, LENGTH, CLOSE, 'Expect: 100-continue']), 50, GOOD], [100, 200]],
  [
    'an upgrade to h2c',
    [
      head([HOST, TYPE, LENGTH, 'Connection: Upgrade, HTTP2-Settings, close', 'Upgrade: h2c', 'HTTP2-Settings: x']) +
        GOOD,
    ],
    [200],
  ],
  [
    'an upgrade to a web socket',
    [
      head(
        [HOST, 'Connection: Upgrade, close', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: x'],
        'GET /graphql HTTP/1.1',
      ),
    ],
    [400],
  ],
  ['garbage after a good request', [head([HOST, TYPE, LENGTH]) + GOOD, 200, 'garbage\r\n\r\n'], [200, 400]],
];

test.each(TABLE)(
  'a connection that sends %s receives exactly the expected statuses, twice in a row',
  async (_name, parts, expected) => {
    for (let time = 0; time < 2; time += 1) {
      const received = await raw(port, parts, 1_500);
      expect(statuses(received)).toEqual(expected);
      expect(received.text.includes(ANSWER)).toBe(expected.includes(200));
      expect(received.text).not.toMatch(/node_modules|\.[jt]s:\d|at .*:\d+:\d+|image_registry_/);
      expect(received.text.length).toBeLessThan(65_536);
      if (expected.some((status) => status >= 400)) expect(received.closed).toBe(true);
    }
  },
);

describe('a slow client', () => {
  /** Sends `drop` every 250 ms, 60 times, unless the connection is closed before. */
  const slowly = (first: string, drop: string) =>
    raw(port, [first, ...Array<[number, string]>(60).fill([250, drop]).flat()], 1_000);
  const CUT = '{"errors":[{"message":"A request must arrive within 10 seconds.","extensions":{"code":"BAD_REQUEST"}}]}';

  test('that sends its headers or body too slowly receives a 408 and is cut off, also 203 simultaneously', async () => {
    const head1 = 'POST /graphql HTTP/1.1\r\nHost: x\r\n';
    const body = head([HOST, TYPE, 'Content-Length: 1000']);
    const chunks = head([HOST, TYPE, 'Transfer-Encoding: chunked']);
    const [headers, bodies, chunked, many] = await Promise.all([
      slowly(head1, 'X: y\r\n'),
      slowly(body, ' '),
      slowly(chunks, '1\r\n \r\n'),
      Promise.all(Array.from({ length: 200 }, () => slowly(head1, 'X: y\r\n'))),
    ]);
    for (const [received, most] of [
      [headers, 7_500],
      [bodies, 12_500],
      [chunked, 12_500],
      ...many.map((each) => [each, 7_500] as const),
    ] as const) {
      expect([statuses(received), received.closed, received.text.endsWith(CUT)]).toEqual([[408], true, true]);
      expect(received.ms).toBeLessThan(most);
    }
  });

  test('that does not read its answers delays no other caller', async () => {
    const deaf = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'));
    const asked = JSON.stringify({ query: '{ __schema { types { name description fields { name description } } } }' });
    for (const socket of deaf) {
      socket.pause();
      socket.write(`${head([HOST, TYPE, `Content-Length: ${asked.length}`])}${asked}`.repeat(10));
    }
    const took = await probe();
    for (const socket of deaf) socket.destroy();
    expect(took).toBeLessThan(HELD_UP_MS);
  });
});

test('malformed and slow connections delay another caller by less than a second', async () => {
  clearInterval(watching);
  const took = await Promise.all(probes);
  expect(took.length).toBeGreaterThan(100);
  expect(Math.max(...took)).toBeLessThan(HELD_UP_MS);
});
