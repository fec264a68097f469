import { createLog } from '../../src/server/ops/logger';
import { CALLS, callOf, createFixture, type Fixture } from '../support/calls';
import { listen, raw, send } from '../support/wire';
import { World } from '../support/world';
import { mutationText } from '../support/mutations';

/** The log: one line per event whatever its content, with the request id of the answer, and no secrets. */

let world: World;
let stage: Fixture;
let written: string;
beforeEach(async () => {
  written = '';
  const log = createLog('info', { write: (text) => void (written += text) });
  world = await World.open({ app: { log } });
  stage = await createFixture(world);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await world.close();
});

/** Returns the entries of the log; each of its lines must be one JSON object. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function logEntries(): Record<string, any>[] {
  expect(written.endsWith('\n')).toBe(true);
  return written
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}

const NEWLINES = 'one\ntwo\r\nthree\u2028four\n{"level":60,"msg":"forged"}';

test('the log has one line per request, with the request id of its answer', async () => {
  const { headers, body } = await stage.owner.ask('{ regions { id } }');
  expect(logEntries()).toEqual([
    {
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      reqId: headers['x-request-id'],
      method: 'POST',
      path: '/graphql',
      status: 200,
      ms: expect.any(Number),
      kind: 'query',
      outcome: 'ok',
      cost: body.extensions.cost.requested,
      account: stage.owner.id,
      msg: 'answered',
    },
  ]);
});

test('the log has one line per request even where a document, a token or a path contains line breaks', async () => {
  const port = await listen(world);
  const { image } = stage;
  await stage.owner.ask(`query A { a: image(id: ${JSON.stringify(NEWLINES)}) { id } } # ${NEWLINES}`);
  await stage.owner.ask(mutationText('updateImage'), { input: { imageId: image.id, name: NEWLINES } });
  await stage.owner.ask(NEWLINES);
  await world.callerWith('', NEWLINES.replace(/[^ -~]/g, '')).ask('{ __typename }');
  await send(port, { method: 'GET', path: `/graphql?query=${encodeURIComponent(NEWLINES)}`, headers: {} });
  await send(port, {
    method: 'GET',
    path: `/${encodeURIComponent(NEWLINES)}`,
    headers: { 'user-agent': 'a\tb', 'x-request-id': 'mine' },
  });
  await send(port, { method: 'GET', path: `/${'a'.repeat(5_000)}`, headers: {} });
  await raw(port, [`GET /\\n{"level":60} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`]);
  const [listening, ...all] = logEntries();
  expect(listening!['msg']).toMatch(/^Server listening/);
  expect(all.map(({ msg }) => msg)).toEqual(Array(8).fill('answered'));
  expect(all.map(({ level }) => level)).toEqual(Array(8).fill(30));
  expect(new Set(all.map(({ reqId }) => reqId)).size).toBe(8);
  expect(all.filter(({ reqId }) => reqId === 'mine')).toEqual([]);
  expect(Math.max(...all.map(({ path }) => path.length))).toBe(200);
});

test('the log contains no token, header, variable or document of any mutation or query', async () => {
  for (const name of Object.keys(CALLS)) {
    const { by, input } = callOf(stage, name);
    const { body } = await by.ask(mutationText(name), { input: { ...input, idempotencyKey: `key-of-mine-${name}` } });
    expect(body.errors).toBeUndefined();
    const token = body.data[name].token;
    if (token !== undefined) expect([typeof token, written.includes(token)]).toEqual(['string', false]);
  }
  await world.callerWith('', 'irt_tok_guessed').ask('{ viewer { roles } }');
  await world.app.inject({
    method: 'GET',
    url: '/graphql?query=%7Bviewer%7Broles%7D%7D&variables=%7B%22x%22%3A%22hidden%22%7D',
  });
  expect(logEntries()).toHaveLength(Object.keys(CALLS).length + 2);
  const callers = [stage.owner, stage.friend, stage.operator, stage.provider];
  for (const secret of [
    ...callers.map(({ token }) => token!.split('_')[2]!),
    'Bearer',
    'guessed',
    'key-of-mine',
    'hidden',
    'café',
    'mutation (',
    'viewer',
  ]) {
    expect([secret, written.includes(secret)]).toEqual([secret, false]);
  }
});

describe('an internal error', () => {
  const SQL = 'SELECT secret FROM account WHERE token = ?';
  const fault = () =>
    Object.assign(new Error('no such column: secret'), {
      code: 'SQLITE_ERROR',
      query: SQL,
      parameters: ['irt_tok_hidden'],
      driverError: { sql: SQL },
    });

  test.each([
    ['while the caller is authenticated', () => stage.owner, 500, undefined],
    ['in a field that must not be null', () => world.anybody, 200, null],
  ])('%s is masked, and its answer has the request id of the log entry', async (_name, caller, status, data) => {
    jest.spyOn(world.store, 'rows').mockRejectedValue(fault());
    const answer = await caller().ask('{ regions { id } }');
    const requestId = answer.headers['x-request-id'];
    expect([answer.status, answer.body.data, answer.body.errors]).toEqual([
      status,
      data,
      [
        {
          message: 'Internal error. Quote the request id when you report it.',
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
        },
      ],
    ]);
    const [error, answered, ...more] = logEntries();
    expect([error!['reqId'], error!['level'], error!['msg'], more]).toEqual([requestId, 50, 'internal error', []]);
    expect(error!['err']).toEqual({
      type: 'Error',
      message: 'no such column: secret',
      code: 'SQLITE_ERROR',
      stack: expect.any(String),
    });
    expect(answered).toMatchObject({ reqId: requestId, status, outcome: 'INTERNAL_SERVER_ERROR' });
    expect(written).not.toMatch(/irt_tok_hidden|SELECT/);
  });

  test('of one field is masked, logged once, and leaves the data of the others', async () => {
    const rows = world.store.rows.bind(world.store);
    jest
      .spyOn(world.store, 'rows')
      .mockImplementation((sql: string, parameters) =>
        /FROM region/.test(sql) ? Promise.reject(fault()) : rows(sql, parameters ?? []),
      );
    const answer = await stage.owner.ask('{ viewer { roles } region(id: "ap-seoul") { id } }');
    const requestId = answer.headers['x-request-id'];
    expect([answer.status, answer.body.data]).toEqual([200, { viewer: { roles: ['MEMBER'] }, region: null }]);
    expect(answer.body.errors).toEqual([
      expect.objectContaining({
        message: 'Internal error. Quote the request id when you report it.',
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
      }),
    ]);
    expect(logEntries().map(({ reqId, msg }) => [reqId, msg])).toEqual([
      [requestId, 'internal error'],
      [requestId, 'answered'],
    ]);
  });
});
