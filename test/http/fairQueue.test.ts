import type { GraphQLError } from 'graphql';
import { FairQueue } from '../../src/server/admission/fairQueue';
import { QUEUE_LIMITS } from '../../src/graphql/requestLimits';
import { type QueueLimits } from '../../src/graphql/requestLimits';

/** Who asks much waits for itself, and not everybody for it. */

const clock = { now: 0 };
let queue: FairQueue;
let begun: string[];
let waitingToEnd: Map<string, { end: () => void; fail: (error: Error) => void }>;
beforeEach(() => {
  clock.now = 0;
  begun = [];
  waitingToEnd = new Map();
});
afterEach(() => jest.useRealTimers());

const open = (limits: Partial<QueueLimits>) => (queue = new FairQueue({ ...QUEUE_LIMITS, ...limits }, () => clock.now));

/** A piece of work that ends when it is told to; `null` once it ended well, the refusal where it was refused. */
function run(caller: string, name = caller): Promise<GraphQLError | null> {
  const [log, ends] = [begun, waitingToEnd];
  const work = () => {
    log.push(name);
    return new Promise<void>((end, fail) => ends.set(name, { end, fail }));
  };
  return queue.run(caller, work).then(
    () => null,
    (error: GraphQLError) => error,
  );
}

const end = (name: string) => waitingToEnd.get(name)!.end();
/** As many turns of the event loop as it takes for all to begin that may. */
const settle = async () => {
  for (let turn = 0; turn < 40; turn += 1) await new Promise((next) => setImmediate(next));
};
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

test('what may begin begins at once', () => {
  open({});
  void run('a');
  expect([begun, queue.load]).toEqual([['a'], { running: 1, waiting: 0 }]);
});

test('no caller has more at work than its own share, and another begins beside it', async () => {
  open({ running: 10, runningPerCaller: 3 });
  for (const name of names('a', 5)) void run('a', name);
  void run('b');
  await settle();
  expect([[...begun].sort(), queue.load]).toEqual([['a0', 'a1', 'a2', 'b'], { running: 4, waiting: 2 }]);
  end('a1');
  await settle();
  expect([begun.slice(4), queue.load]).toEqual([['a3'], { running: 4, waiting: 1 }]);
});

test('no more are at work than may be, of all callers', async () => {
  open({ running: 2 });
  for (const name of names('x', 5)) void run(name);
  await settle();
  expect([begun, queue.load]).toEqual([['x0', 'x1'], { running: 2, waiting: 3 }]);
});

test('a hundred that wait of one caller do not go before the first of another', async () => {
  open({ running: 1 });
  for (const name of names('a', 101)) void run('a', name);
  void run('b', 'b0');
  void run('c', 'c0');
  void run('b', 'b1');
  const order = [];
  for (let turn = 0; turn < 7; turn += 1) {
    await settle();
    order.push(begun.at(-1)!);
    end(begun.at(-1)!);
  }
  // The one at work; then everybody has one in turn.
  expect(order).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'a2', 'a3']);
});

test('who had a turn in this round waits for those who had none, though they came later', async () => {
  open({ running: 1 });
  void run('a', 'a0');
  void run('a', 'a1');
  void run('a', 'a2');
  void run('b', 'b0');
  end('a0');
  const order = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await settle();
    order.push(begun.at(-1)!);
    end(begun.at(-1)!);
  }
  expect(order).toEqual(['b0', 'a1', 'a2']);
});

test('a burst of one caller keeps another waiting for one turn of the event loop, though there is room for all', async () => {
  open({});
  const [log, took] = [begun, 1.5];
  const work = (name: string) => async () => {
    log.push(name);
    clock.now += took;
  };
  const burst = names('a', 12).map((name) => queue.run('a', work(name)));
  // A turn has four milliseconds.
  expect([begun, queue.load.waiting]).toEqual([['a0', 'a1', 'a2'], 9]);
  await Promise.all([...burst, queue.run('b', work('b'))]);
  expect([begun.length, begun.indexOf('b'), queue.load]).toEqual([13, 3, { running: 0, waiting: 0 }]);
});

test('while connections arrive work waits, for four milliseconds and no longer', async () => {
  open({});
  void run('a');
  clock.now = 5;
  void run('b');
  const begunAt: [number, string[]][] = [];
  for (; clock.now < 11; clock.now += 1) {
    queue.yieldToAccept();
    await new Promise((next) => setImmediate(next));
    begunAt.push([clock.now, [...begun]]);
  }
  expect(begunAt).toEqual([...[5, 6, 7, 8].map((now) => [now, ['a']]), ...[9, 10].map((now) => [now, ['a', 'b']])]);
});

describe('refused, with nothing begun', () => {
  test('is who has too much waiting; others are not', async () => {
    open({ running: 1, waitingPerCaller: 2 });
    for (const name of names('a', 3)) void run('a', name);
    const refused = await run('a', 'too much');
    expect(refused).toMatchObject({
      message: '2 operations of this caller are waiting; the limit is 2. Retry in 1 second.',
      extensions: {
        code: 'RATE_LIMITED',
        retryAfterSeconds: 1,
        http: { status: 429, headers: new Map([['retry-after', '1']]) },
      },
    });
    void run('b');
    expect([begun, queue.load]).toEqual([['a0'], { running: 1, waiting: 3 }]);
  });

  test('is everybody where too much waits of all', async () => {
    open({ running: 1, waiting: 2 });
    for (const name of names('x', 3)) void run(name);
    expect(await run('y')).toMatchObject({
      message: 'The service is overloaded. Retry in 1 second.',
      extensions: {
        code: 'UNAVAILABLE',
        retryAfterSeconds: 1,
        http: { status: 503, headers: new Map([['retry-after', '1']]) },
      },
    });
    expect([begun, queue.load]).toEqual([['x0'], { running: 1, waiting: 2 }]);
  });

  test('is who has waited for too long, though nothing ends', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    open({ running: 1, waitTimeout: 500 });
    void run('a', 'a0');
    const waited = run('a', 'a1');
    clock.now = 501;
    jest.advanceTimersByTime(501);
    expect(await waited).toMatchObject({
      message: 'The service is overloaded: this operation waited 500 ms. Retry in 1 second.',
      extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 1 },
    });
    expect([begun, queue.load]).toEqual([['a0'], { running: 1, waiting: 0 }]);
  });

  test('is nobody whose turn comes in the last moment', async () => {
    open({ running: 1, waitTimeout: 500 });
    void run('a', 'a0');
    void run('a', 'a1');
    clock.now = 500;
    end('a0');
    await settle();
    expect(begun).toEqual(['a0', 'a1']);
  });

  test('is who waited too long in front of others of its lane, and these have their turn', async () => {
    open({ running: 1, waitTimeout: 500 });
    void run('a', 'a0');
    const late = run('a', 'a1');
    clock.now = 400;
    void run('a', 'a2');
    clock.now = 600;
    end('a0');
    await settle();
    expect([(await late)?.extensions['code'], begun, queue.load]).toEqual([
      'UNAVAILABLE',
      ['a0', 'a2'],
      { running: 1, waiting: 0 },
    ]);
  });
});

test('nothing is left where work ended, failed, was refused or came too late', async () => {
  open({ running: 3, runningPerCaller: 2, waitingPerCaller: 3, waiting: 6, waitTimeout: 500 });
  const all = ['a', 'b', 'c', 'd'].flatMap((caller) => names(caller, 8).map((name) => run(caller, name)));
  await settle();
  clock.now = 501;
  let settled = false;
  const done = Promise.all(all).finally(() => (settled = true));
  for (let turn = 0; turn < 100 && !settled; turn += 1) {
    const [name] = [...waitingToEnd.keys()];
    if (name === undefined) queue.run('z', async () => undefined).catch(() => undefined);
    else {
      const { end: succeed, fail } = waitingToEnd.get(name)!;
      waitingToEnd.delete(name);
      if (turn % 2 === 0) succeed();
      else fail(new Error('a fault'));
    }
    await settle();
  }
  const outcomes = (await done).map((error) => error?.extensions?.['code'] ?? error?.message ?? 'done');
  const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
  expect([count('done') + count('a fault'), count('RATE_LIMITED') + count('UNAVAILABLE')]).toEqual([3, 29]);
  expect(queue.load).toEqual({ running: 0, waiting: 0 });
});
