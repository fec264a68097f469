import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { GraphQLError } from 'graphql';
import { UnreadResponses } from '../../src/server/admission/unreadResponses';
import { many } from '../support/documents';
import { PATIENT } from '../support/patience';
import { JSON_TYPE, listen } from '../support/wire';
import { World, type ApiCaller } from '../support/world';

/** Responses that clients do not read: their bytes are bounded for each caller, and for all callers together. */

describe('with limits of 100 bytes in all and 30 for a caller', () => {
  let unread: UnreadResponses;
  let ended: string[];
  beforeEach(() => {
    unread = new UnreadResponses({ bytes: 100, bytesPerCaller: 30 });
    ended = [];
  });
  const hold = (caller: string, bytes: number) => unread.hold(caller, bytes, () => ended.push(`${caller} ${bytes}`));
  const error = (caller: string) => {
    try {
      unread.check(caller);
    } catch (thrown) {
      const { message, extensions } = thrown as GraphQLError;
      return [extensions['code'], extensions['retryAfterSeconds'], message];
    }
    return null;
  };

  test('a caller that has not read 30 bytes is admitted, and one that has not read 31 is rejected', () => {
    hold('a', 10);
    hold('a', 20);
    expect(error('a')).toBeNull();
    const release = hold('a', 1);
    const message =
      '31 bytes of responses to this caller have not been read; the limit is 30. Read them, or close their connections. Retry in 1 second.';
    expect([error('a'), error('b')]).toEqual([['RATE_LIMITED', 1, message], null]);
    release();
    release();
    expect([error('a'), unread.bytes, ended]).toEqual([null, 30, []]);
  });

  test('beyond 100 bytes the responses that were sent first are ended, and never the newest', () => {
    const first = hold('a', 40);
    hold('b', 30);
    hold('c', 30);
    expect([unread.bytes, ended]).toEqual([100, []]);
    hold('d', 1);
    expect([unread.bytes, ended]).toEqual([61, ['a 40']]);
    first();
    expect(unread.bytes).toBe(61);
    hold('e', 500);
    expect([unread.bytes, ended]).toEqual([500, ['a 40', 'b 30', 'c 30', 'd 1']]);
  });
});

describe('clients that send requests and read nothing', () => {
  let world: World;
  let port: number;
  const sockets: Socket[] = [];
  const open = async (unread: { bytes: number; bytesPerCaller: number }) => {
    world = await World.open({ app: { limits: { ...PATIENT, unread } } });
    port = await listen(world);
  };
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await world.close();
  });

  /** Sends a request on a connection whose answer is never read. */
  async function sendSilently(caller: ApiCaller, query: string, accept = JSON_TYPE, times = 1): Promise<Socket> {
    const body = JSON.stringify({ query });
    const socket = connect(port, '127.0.0.1').pause();
    sockets.push(socket);
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    const headers = ['POST /graphql HTTP/1.1', 'Host: x', `Content-Type: ${JSON_TYPE}`, `Accept: ${accept}`];
    headers.push(`Authorization: Bearer ${caller.token}`, `Content-Length: ${body.length}`);
    socket.write(`${headers.join('\r\n')}\r\n\r\n${body}`.repeat(times));
    return socket;
  }
  /** 7.4 MB, more than the buffers of a connection take. */
  const LONG = `{ ${many(8, (at) => `p${at}: images(first: 100, filter: { types: [CUSTOM] }) { nodes { ...F } edges { node { ...F } } }`)} }
    fragment F on Image { ${many(18, (at) => `d${at}: description`)} }`;
  const ROLES = '{ viewer { roles } }';
  const owner = async () => {
    const caller = await world.account({ imagesPerRegion: 200 });
    await world.images(caller, 100, { description: 'd'.repeat(256) });
    return caller;
  };
  /** Waits until a caller's requests are answered with a status; for the patience in milliseconds. */
  async function answered(caller: ApiCaller, status: number, patience = Infinity) {
    for (const from = performance.now(); performance.now() - from < patience;) {
      const answer = await caller.ask(ROLES);
      if (answer.status === status) return answer.body;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return null;
  }

  test('a caller is rejected while a response of 7.4 MB is not read, and no other is', async () => {
    await open({ bytes: 100_000_000, bytesPerCaller: 1_000_000 });
    const [one, other] = [await owner(), await world.account()];
    const socket = await sendSilently(one, LONG);
    const errors = (await answered(one, 429))?.errors;
    expect(errors).toEqual([
      {
        message: expect.stringMatching(
          /^7\d{6} bytes of responses to this caller have not been read; the limit is 1000000\. Read them, or close their connections\. Retry in 1 second\.$/,
        ),
        extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 },
      },
    ]);
    expect((await other.ask(ROLES)).status).toBe(200);
    socket.destroy();
    expect(await answered(one, 200)).toMatchObject({ data: { viewer: { roles: ['MEMBER'] } } });
  });

  test('a response is not counted any more once it has been read', async () => {
    await open({ bytes: 100_000_000, bytesPerCaller: 1_000_000 });
    const one = await owner();
    const socket = await sendSilently(one, LONG);
    await answered(one, 429);
    socket.resume();
    await answered(one, 200);
  });

  test('a response is not counted whose client leaves before it is sent, pipelined or not', async () => {
    await open({ bytes: 100_000_000, bytesPerCaller: 1_000_000 });
    const one = await owner();
    for (const times of [1, 1, 3]) {
      const socket = await sendSilently(one, LONG, JSON_TYPE, times);
      setTimeout(() => socket.destroy(), 30);
      await once(socket, 'close');
    }
    // Their responses are made within this time.
    expect(await answered(one, 429, 3_000)).toBeNull();
  });

  test('the connection of the oldest response is closed where those of all callers are too large', async () => {
    await open({ bytes: 10_000_000, bytesPerCaller: 1_000_000 });
    const [first, second] = [await owner(), await owner()];
    const oldest = await sendSilently(first, LONG);
    await answered(first, 429);
    const newest = await sendSilently(second, LONG);
    await answered(first, 200);
    const lengthOf = async (socket: Socket, done: (length: number) => boolean) => {
      let length = 0;
      socket.on('data', (part: Buffer) => (length += part.length)).resume();
      while (!socket.closed && !done(length)) await new Promise((resolve) => setTimeout(resolve, 20));
      return length;
    };
    expect(await lengthOf(oldest, () => false)).toBeLessThan(7_000_000);
    expect(await lengthOf(newest, (length) => length > 7_000_000)).toBeGreaterThan(7_000_000);
  });

  test('events that are not read count, so that a stream waits and its caller is rejected', async () => {
    await open({ bytes: 100_000_000, bytesPerCaller: 10_000 });
    const one = await world.busyAccount();
    const image = await world.image(one, { description: 'd'.repeat(256) });
    const text = `subscription { imageChanged(regionId: "ap-guangzhou") { image { ${many(29, (at) => `d${at}: description`)} } } }`;
    const socket = await sendSilently(one, text, 'text/event-stream');
    let rejected = null;
    for (let at = 0; rejected === null && at < 5_000; at += 1) {
      const input = `{ imageId: "${image.id}", name: "name ${at % 7}" }`;
      const { status, body } = await one.ask(`mutation { updateImage(input: ${input}) { __typename } }`);
      if (status === 429) rejected = body.errors![0]!.message;
      else expect(body.data.updateImage.__typename).toBe('UpdateImagePayload');
    }
    expect(rejected).toMatch(/^1\d{4} bytes of responses to this caller have not been read; the limit is 10000\./);
    socket.destroy();
    await answered(one, 200);
  });
});
