import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLError } from 'graphql';
import { Deadlines } from '../../src/server/execution/deadline';
import { createLog } from '../../src/server/ops/logger';
import { PATIENT } from '../support/patience';
import { World, type ApiCaller } from '../support/world';

/** The execution timeout: an operation that hangs is answered and logged, and its slot in the queue is free again. */

const entries: Record<string, unknown>[] = [];
let world: World;
let owner: ApiCaller;
let real: (sql: string, parameters?: readonly unknown[]) => Promise<unknown[]>;

beforeAll(async () => {
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      entries.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  world = await World.open({
    app: {
      log: createLog('error', destination),
      limits: { ...PATIENT, executionTimeout: 100, queue: { ...PATIENT.queue, running: 1, runningPerCaller: 1 } },
    },
  });
  owner = await world.busyAccount();
  real = world.store.rows.bind(world.store);
});
afterAll(() => world.close());
afterEach(() => jest.restoreAllMocks());

/** Makes the database never answer statements that contain `on`. */
function hang(on: string): void {
  jest
    .spyOn(world.store, 'rows')
    .mockImplementation((sql, parameters) => (sql.includes(on) ? new Promise(() => undefined) : real(sql, parameters)));
}

test('a query that hangs, new or known, is answered with UNAVAILABLE, and the next query runs', async () => {
  const query = '{ regions { id } }';
  for (let time = 0; time < 3; time += 1) {
    entries.length = 0;
    hang('FROM region');
    const { status, body } = await owner.ask(query);
    jest.restoreAllMocks();
    expect([status, body.errors]).toEqual([
      503,
      [
        {
          message: 'The operation took longer than 100 ms and was abandoned. Retry in 1 second.',
          extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 1 },
        },
      ],
    ]);
    expect(entries).toMatchObject([{ msg: 'execution timed out', kind: 'query', account: owner.id }]);
    expect((await owner.data(query)).regions.length).toBeGreaterThan(20);
  }
});

test('a mutation that hangs is answered with 503 and a message that it may still be done', async () => {
  jest.spyOn(world.store, 'write').mockImplementation(() => new Promise(() => undefined));
  const input = { name: 'x', scopes: ['READ'] };
  const { status, body } = await owner.ask(
    'mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { __typename } }',
    { input },
  );
  jest.restoreAllMocks();
  expect(status).toBe(503);
  expect(body.errors?.[0]?.message).toBe(
    'The operation took longer than 100 ms and was abandoned. It may still complete; repeat it with the same idempotency key.',
  );
  expect((await owner.do('createAccessToken', input)).__typename).toBe('CreateAccessTokenPayload');
});

test('each of several operations that hang is given up once, also one that begins after the first', async () => {
  const deadlines = new Deadlines(50);
  const given: string[] = [];
  const hang = (name: string) =>
    deadlines
      .limit(new Promise(() => undefined), false, () => given.push(name))
      .catch((error: GraphQLError) => error.extensions['code']);
  const outcomes = [hang('first'), hang('second'), sleep(25).then(async () => hang('third'))];
  await Promise.all(outcomes);
  outcomes.push(hang('fourth'));
  expect(await Promise.all(outcomes)).toEqual(['UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE']);
  expect(given).toEqual(['first', 'second', 'third', 'fourth']);
});

test('an operation that ends in time is not given up, while one that hangs is', async () => {
  const deadlines = new Deadlines(50);
  const given: string[] = [];
  const quick = deadlines.limit(
    sleep(1).then(() => 'done'),
    false,
    () => given.push('quick'),
  );
  const hanging = deadlines.limit(new Promise(() => undefined), false, () => given.push('hanging'));
  expect(await quick).toBe('done');
  await expect(hanging).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
  expect(given).toEqual(['hanging']);
});
