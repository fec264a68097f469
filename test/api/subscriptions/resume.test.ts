import { pruneEvents } from '../../../src/store/events/append';
import {
  anotherServer,
  IMAGE_CHANGED,
  subscribeTo,
  SHARE_RECEIVED,
  endSubscriptions,
} from '../../support/openSubscriptions';
import { freshDatabase, ON_POSTGRES } from '../../support/databases';
import { inDatabase } from '../../support/postgres';
import { listen } from '../../support/wire';
import { DAY_MS, World, type ApiCaller } from '../../support/world';

/** Tests that no event is missed or repeated over cut connections, several servers and commits out of order. */

const REGION = 'ap-guangzhou';
let world: World;
let port: number;
let owner: ApiCaller;
let imageId: string;
beforeEach(async () => {
  world = await World.open();
  port = await listen(world);
  owner = await world.busyAccount();
  imageId = (await world.image(owner)).id;
});
afterEach(async () => {
  endSubscriptions();
  await world.close();
});

const change = (description: string) => owner.do('updateImage', { imageId, description });
const imageStream = (at = port, after: string | null = null, caller = owner) =>
  subscribeTo(at, caller, IMAGE_CHANGED, { regionId: REGION, after });
const kept = async () => (await world.store.rows<{ sequence: string }>('SELECT sequence FROM event ORDER BY seq')).map(({ sequence }) => sequence); // prettier-ignore
const refusedAfter = {
  message: '`after` must be the sequence of an event of the last 48 hours; read the list again.',
  extensions: { code: 'BAD_USER_INPUT', field: 'after' },
};

test('a stream that resumes gets the events that it missed, in order and once, on any server', async () => {
  const other = await anotherServer(world);
  try {
    const before = await imageStream();
    for (const text of ['1', '2']) await change(text);
    const last = (await before.events(2)).at(-1)!.sequence;
    before.stop();
    for (let at = 0; at < 130; at += 1) await change(`missed ${at}`);
    const listeners = [await imageStream(port, last), await imageStream(other.port, last)];
    await change('new');
    const missed = (await kept()).slice(2);
    expect(missed).toHaveLength(131);
    for (const listener of listeners) {
      expect((await listener.events(131)).map(({ sequence }) => sequence)).toEqual(missed);
    }
  } finally {
    endSubscriptions();
    await other.close();
  }
});

test('a stream that is cut while events are written resumes after the last event that it received', async () => {
  const received: string[] = [];
  let listener = await imageStream();
  const writing = (async () => {
    for (let at = 0; at < 60; at += 1) await change(`${at}`);
  })();
  for (;;) {
    await listener.until(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    listener.stop();
    received.push(...(await listener.events(1)).map(({ sequence }) => sequence));
    if (received.length >= 60) break;
    listener = await imageStream(port, received.at(-1));
  }
  await writing;
  expect(received).toEqual(await kept());
});

test('an event that is committed on one server is delivered by another', async () => {
  const other = await anotherServer(world);
  try {
    const friend = await world.account();
    const there = await imageStream(other.port);
    const received = await subscribeTo(other.port, friend, SHARE_RECEIVED);
    await change('here');
    await owner.do('shareImage', { imageId, accountIds: [friend.id] });
    expect((await there.events(2)).map(({ change: what }) => what)).toEqual(['UPDATED', 'SHARED']);
    expect(await received.events(1)).toMatchObject([{ imageId }]);
  } finally {
    endSubscriptions();
    await other.close();
  }
});

test.each(['', 'x', 'ABCDEFGHIJKLMNOP', 'aaaaaaaaaaaaaaaa', "' OR 1=1 --", '\0', 'a'.repeat(1_000)])(
  'a sequence that no event had (%j) is rejected with BAD_USER_INPUT for `after`',
  async (after) => {
    const listener = await imageStream(port, after);
    expect([await listener.ended, listener.results]).toEqual([
      'complete',
      [{ errors: [expect.objectContaining(refusedAfter)], extensions: { cost: expect.anything() } }],
    ]);
  },
);

test('events are pruned after 48 hours, except the newest, and an older sequence is rejected', async () => {
  await change('old');
  world.clock.now += DAY_MS;
  await change('middle');
  const [old, middle] = await kept();
  await pruneEvents(world.store, world.clock.now + DAY_MS + 1);
  expect(await kept()).toEqual([middle]);
  const late = await imageStream(port, old);
  expect([await late.ended, late.results[0].errors]).toEqual(['complete', [expect.objectContaining(refusedAfter)]]);
  await pruneEvents(world.store, world.clock.now + 30 * DAY_MS);
  const listener = await imageStream(port, middle);
  await change('new');
  expect((await listener.events(1)).map(({ sequence }) => sequence)).toEqual((await kept()).slice(1));
});

if (ON_POSTGRES) {
  /** Begins a write of an event that waits before its commit. */
  const held = async () => {
    let commit = () => {};
    let inserted = () => {};
    const waits = new Promise<void>((resolve) => (commit = resolve));
    const there = new Promise<void>((resolve) => (inserted = resolve));
    const done = world.store.write(async (inside) => {
      await inside.rows(
        `INSERT INTO event (sequence, at, change, image_id, everyone) VALUES ('latelatelatelate', 0, 'UPDATED', ?, true)`,
        [imageId],
      );
      inserted();
      await waits;
    });
    await there;
    return {
      commit: () => {
        commit();
        return done;
      },
    };
  };

  test('an event that commits late is neither skipped nor overtaken', async () => {
    const listener = await imageStream();
    const late = await held();
    await change('after it, and committed before it');
    const begunMeanwhile = await imageStream();
    // This is long enough for an event that may be delivered.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(listener.results).toEqual([]);
    await late.commit();
    const sequences = (await listener.events(2)).map(({ sequence }) => sequence);
    expect(sequences[0]).toBe('latelatelatelate');
    expect((await begunMeanwhile.events(2)).map(({ sequence }) => sequence)).toEqual(sequences);
    const resumed = await imageStream(port, sequences[0]);
    expect((await resumed.events(1)).map(({ sequence }) => sequence)).toEqual(sequences.slice(1));
  });

  test('an event that is held up by a transaction is delivered once the transaction is rolled back', async () => {
    const listener = await imageStream();
    const release = await idle();
    await change('held up');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(listener.results).toEqual([]);
    await release();
    expect(await listener.events(1)).toHaveLength(1);
  });

  /** Begins a transaction with an id, which is rolled back without an event. */
  async function idle(): Promise<() => Promise<void>> {
    let end = () => {};
    let begun = () => {};
    const there = new Promise<void>((resolve) => (begun = resolve));
    const waits = new Promise<void>((resolve) => (end = resolve));
    const { settings } = world.database;
    const done = inDatabase((settings as { url: string }).url, async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT pg_current_xact_id()');
      begun();
      await waits;
      await client.query('ROLLBACK');
    });
    await there;
    return () => {
      end();
      return done;
    };
  }

  test('the event log tail listens on one separate connection, and continues when that is terminated', async () => {
    const listener = await imageStream();
    await change('one');
    await listener.until(1);
    const url = (world.database.settings as { url: string }).url;
    const listening = `FROM pg_stat_activity WHERE application_name = 'image-registry events' AND datname = current_database()`;
    const count = async () =>
      inDatabase(
        url,
        async (client) => (await client.query(`SELECT 1 ${listening} AND query LIKE 'LISTEN%'`)).rowCount,
      );
    expect(await count()).toBe(1);
    await inDatabase(url, (client) => client.query(`SELECT pg_terminate_backend(pid) ${listening}`));
    await change('two');
    await change('three');
    expect(await listener.events(3)).toHaveLength(3);
    for (let tries = 0; (await count()) !== 1 && tries < 50; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await count()).toBe(1);
  });
} else {
  test('the version of a SQLite file is not read while no stream is open', async () => {
    const database = await freshDatabase();
    const store = await database.open();
    try {
      const asked = jest.spyOn(store as unknown as { version: () => number }, 'version');
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(asked).not.toHaveBeenCalled();
    } finally {
      await store.close();
      await database.drop();
    }
  });
}
