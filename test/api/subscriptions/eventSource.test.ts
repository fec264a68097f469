import { anotherServer } from '../../support/openSubscriptions';
import { EventSource } from '../../support/eventSource';
import { listen, send } from '../../support/wire';
import { World, type ApiCaller } from '../../support/world';

/** Tests that a browser's EventSource resumes by itself: every event has an `id`, and `Last-Event-ID` is read. */

const DOCUMENT = `subscription ($after: String) {
  imageChanged(regionId: "ap-guangzhou", after: $after) { sequence image { description } }
}`;
const SHARES = 'subscription { shareReceived { sequence imageId } }';
let world: World;
let port: number;
let owner: ApiCaller;
let imageId: string;
const sources: EventSource[] = [];

beforeEach(async () => {
  world = await World.open();
  port = await listen(world);
  owner = await world.busyAccount();
  imageId = (await world.image(owner)).id;
});
afterEach(async () => {
  for (const source of sources.splice(0)) source.close();
  await world.close();
});

const pathOf = (after?: string | null, query = DOCUMENT) => {
  const variables = after === undefined ? '' : `&variables=${encodeURIComponent(JSON.stringify({ after }))}`;
  return `/graphql?query=${encodeURIComponent(query)}${variables}`;
};
const signed = (caller: ApiCaller) => ({ authorization: `Bearer ${caller.token}` });
function open(path: string, at = port, caller = owner): EventSource {
  const source = new EventSource(at, path, signed(caller));
  sources.push(source);
  return source;
}
const change = (description: string) => owner.do('updateImage', { imageId, description });
const kept = async () =>
  (await world.store.rows<{ sequence: string }>('SELECT sequence FROM event ORDER BY seq')).map((row) => row.sequence);
/** Waits until the service has begun the stream, which delivers events from then on. */
async function begun(source: EventSource, requests = 1): Promise<void> {
  while (source.asked.length < requests) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 300));
}
const sequencesIn = (source: EventSource) =>
  source.events.map(({ data }) => (JSON.parse(data) as { data: { imageChanged: { sequence: string } } }).data.imageChanged.sequence); // prettier-ignore

test('every event of imageChanged has its sequence as its id, and the answer of a query has none', async () => {
  const source = open(pathOf());
  await begun(source);
  for (const text of ['1', '2', '3']) await change(text);
  const events = await source.until(3);
  expect(events.map(({ lastEventId }) => lastEventId)).toEqual(await kept());
  expect(sequencesIn(source)).toEqual(await kept());
  expect(events.map(({ type }) => type)).toEqual(['next', 'next', 'next']);

  const answered = await send(port, { method: 'GET', path: pathOf(undefined, '{ regions { id } }'), headers: { accept: 'text/event-stream' } }); // prettier-ignore
  expect(answered.text).not.toMatch(/^id:/m);
});

test('every event of shareReceived has its sequence as its id', async () => {
  const friend = await world.account();
  const source = open(pathOf(undefined, SHARES), port, friend);
  await begun(source);
  await owner.do('shareImage', { imageId, accountIds: [friend.id] });
  const [event] = await source.until(1);
  expect(JSON.parse(event!.data)).toMatchObject({ data: { shareReceived: { sequence: event!.lastEventId, imageId } } });
});

test('an EventSource whose connection is cut five times gets every event once, in order', async () => {
  const source = open(pathOf());
  await begun(source);
  await change('first');
  await source.until(1);
  for (let round = 0; round < 5; round += 1) {
    source.cut();
    for (let at = 0; at < 8; at += 1) await change(`${round} ${at}`);
  }
  await source.until(41);
  expect(sequencesIn(source)).toEqual(await kept());
  expect(source.asked.length).toBeGreaterThan(1);
  expect(source.asked[0]).toBeNull();
  expect(await kept()).toEqual(expect.arrayContaining(source.asked.slice(1)));
});

test('an EventSource resumes on another server, from `after` only until it has the id of an event', async () => {
  for (const text of ['old', 'start', 'missed']) await change(text);
  const [, start] = await kept();
  const other = await anotherServer(world);
  try {
    const source = open(pathOf(start), other.port);
    await source.until(1);
    source.cut();
    await change('during the cut');
    await source.until(2);
    await begun(source, 2);
    // The URL still has `after`, and the header takes precedence: no event comes twice.
    expect(sequencesIn(source)).toEqual((await kept()).slice(2));
  } finally {
    for (const source of sources.splice(0)) source.close();
    await other.close();
  }
});

describe('a Last-Event-ID', () => {
  /** Returns the errors of the first event for a request with this header. */
  const errorsFor = async (id: string, after?: string) => {
    const source = new EventSource(port, pathOf(after), {
      ...signed(owner),
      ...(id !== '' && { 'last-event-id': id }),
    });
    sources.push(source);
    const [event] = await source.until(1);
    return (JSON.parse(event!.data) as { errors?: unknown[] }).errors;
  };

  test.each(['x', 'ABCDEFGHIJKLMNOP', 'aaaaaaaaaaaaaaaa', "' OR 1=1 --", 'a'.repeat(1_000), '\u00e9', '   x'])(
    'that no event had (%j) has the error of such an `after`',
    async (id) => {
      const errors = await errorsFor(id);
      expect(errors).toMatchObject([
        {
          message: '`after` must be the sequence of an event of the last 48 hours; read the list again.',
          extensions: { code: 'BAD_USER_INPUT', field: 'after' },
        },
      ]);
      expect(errors).toEqual(await errorsFor('', 'x'));
    },
  );

  test('takes precedence over `after`, also where it is wrong', async () => {
    await change('one');
    const [good] = await kept();
    await change('two');
    expect(await errorsFor('', good)).toBeUndefined();
    expect(await errorsFor('x', good)).toMatchObject([{ extensions: { field: 'after' } }]);
  });

  test.each(['', '   '])('that is empty (%j) is ignored', async (id) => {
    await change('one');
    const [good] = await kept();
    await change('two');
    const source = new EventSource(port, pathOf(good), { ...signed(owner), 'last-event-id': id });
    sources.push(source);
    await source.until(1);
    expect(sequencesIn(source)).toEqual((await kept()).slice(1));
  });
});
