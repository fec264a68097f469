import type { GraphQLError } from 'graphql';
import { FairQueue } from '../../src/server/admission/fairQueue';
import { QUEUE_LIMITS } from '../../src/graphql/requestLimits';
import { type QueueLimits } from '../../src/graphql/requestLimits';

/** The fair queue: a caller with many operations delays itself, not the others. */

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

/** Queues work that ends by `end` or `fail`; returns `null` where it ended well, otherwise its error. */
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
/** Waits for enough iterations of the event loop for everything to start that may. */
const settle = async () => {
  for (let turn = 0; turn < 40; turn += 1) await new Promise((next) => setImmediate(next));
};
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

test('an operation starts immediately while the queue has room', () => {
  open({});
  void run('a');
  expect([begun, queue.load]).toEqual([['a'], { running: 1, waiting: 0 }]);
});

test('a caller runs no more operations than runningPerCaller, while those of another caller start', async () => {
  open({ running: 10, runningPerCaller: 3 });
  for (const name of names('a', 5)) void run('a', name);
  void run('b');
  await settle();
  expect([[...begun].sort(), queue.load]).toEqual([['a0', 'a1', 'a2', 'b'], { running: 4, waiting: 2 }]);
  end('a1');
  await settle();
  expect([begun.slice(4), queue.load]).toEqual([['a3'], { running: 4, waiting: 1 }]);
});

test('all callers together run no more operations than the limit `running`', async () => {
  open({ running: 2 });
  for (const name of names('x', 5)) void run(name);
  await settle();
  expect([begun, queue.load]).toEqual([['x0', 'x1'], { running: 2, waiting: 3 }]);
});

test('100 queued operations of one caller do not run before the first of another', async () => {
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
  // First the operation that was running, then one per caller and round.
  expect(order).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'a2', 'a3']);
});

test('a caller that had its turn in this round waits for a later caller that had none', async () => {
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

test('a burst of one caller delays another by one time slice, even where the queue has room for all', async () => {
  open({});
  const [log, took] = [begun, 1.5];
  const work = (name: string) => async () => {
    log.push(name);
    clock.now += took;
  };
  const burst = names('a', 12).map((name) => queue.run('a', work(name)));
  // A time slice has four milliseconds.
  expect([begun, queue.load.waiting]).toEqual([['a0', 'a1', 'a2'], 9]);
  await Promise.all([...burst, queue.run('b', work('b'))]);
  expect([begun.length, begun.indexOf('b'), queue.load]).toEqual([13, 3, { running: 0, waiting: 0 }]);
});

test('queued work waits while connections arrive, for at most four milliseconds', async () => {
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

describe('the fair queue', () => {
  test('rejects an operation beyond waitingPerCaller with RATE_LIMITED, but queues that of another caller', async () => {
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

  test('rejects every caller with UNAVAILABLE while the limit `waiting` is reached', async () => {
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

  test('rejects an operation with UNAVAILABLE after waitTimeout, even while nothing ends', async () => {
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

  test('runs an operation whose turn comes exactly at waitTimeout', async () => {
    open({ running: 1, waitTimeout: 500 });
    void run('a', 'a0');
    void run('a', 'a1');
    clock.now = 500;
    end('a0');
    await settle();
    expect(begun).toEqual(['a0', 'a1']);
  });

  test('rejects an operation that waited too long and runs the next one of the same caller', async () => {
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

test('the fair queue is empty after operations succeeded, failed, were rejected or timed out', async () => {
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
