import { pruneEvents } from '../../../src/store/events/append';
import { anotherServer, IMAGE_CHANGED, listenTo, SHARE_RECEIVED, stopListening } from '../../support/ears';
import { freshDatabase, ON_POSTGRES } from '../../support/databases';
import { inDatabase } from '../../support/postgres';
import { listen } from '../../support/wire';
import { DAY_MS, World, type Asker } from '../../support/world';

/** Nothing is missed and nothing comes twice: over cut connections, several servers, and commits out of order. */

const REGION = 'ap-guangzhou';
let world: World;
let port: number;
let owner: Asker;
let imageId: string;
beforeEach(async () => {
  world = await World.open();
  port = await listen(world);
  owner = await world.busy();
  imageId = (await world.image(owner)).id;
});
afterEach(async () => {
  stopListening();
  await world.close();
});

const change = (description: string) => owner.do('updateImage', { imageId, description });
const ear = (at = port, after: string | null = null, asker = owner) =>
  listenTo(at, asker, IMAGE_CHANGED, { regionId: REGION, after });
const kept = async () => (await world.store.rows<{ sequence: string }>('SELECT sequence FROM event ORDER BY seq')).map(({ sequence }) => sequence); // prettier-ignore
const refusedAfter = {
  message: '`after` is not the sequence of an event that is still kept; read the list anew.',
  extensions: { code: 'BAD_USER_INPUT', field: 'after' },
};

test('who was cut off gets exactly what it missed, in order and once, on whichever server it asks', async () => {
  const other = await anotherServer(world);
  try {
    const before = await ear();
    for (const text of ['1', '2']) await change(text);
    const last = (await before.events(2)).at(-1)!.sequence;
    before.stop();
    for (let at = 0; at < 130; at += 1) await change(`missed ${at}`);
    const listeners = [await ear(port, last), await ear(other.port, last)];
    await change('new');
    const missed = (await kept()).slice(2);
    expect(missed).toHaveLength(131);
    for (const listener of listeners) {
      expect((await listener.events(131)).map(({ sequence }) => sequence)).toEqual(missed);
    }
  } finally {
    stopListening();
    await other.close();
  }
});

test('a connection that is cut in the middle resumes from the last event that came through', async () => {
  const heard: string[] = [];
  let listener = await ear();
  const writing = (async () => {
    for (let at = 0; at < 60; at += 1) await change(`${at}`);
  })();
  for (;;) {
    await listener.until(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    listener.stop();
    heard.push(...(await listener.events(1)).map(({ sequence }) => sequence));
    if (heard.length >= 60) break;
    listener = await ear(port, heard.at(-1));
  }
  await writing;
  expect(heard).toEqual(await kept());
});

test('what is committed on one server is heard on the other', async () => {
  const other = await anotherServer(world);
  try {
    const friend = await world.account();
    const there = await ear(other.port);
    const received = await listenTo(other.port, friend, SHARE_RECEIVED);
    await change('here');
    await owner.do('shareImage', { imageId, accountIds: [friend.id] });
    expect((await there.events(2)).map(({ change: what }) => what)).toEqual(['UPDATED', 'SHARED']);
    expect(await received.events(1)).toMatchObject([{ imageId }]);
  } finally {
    stopListening();
    await other.close();
  }
});

test.each(['', 'x', 'ABCDEFGHIJKLMNOP', 'aaaaaaaaaaaaaaaa', "' OR 1=1 --", '\0', 'a'.repeat(1_000)])(
  'a sequence that was never given (%j) is refused, naming `after`',
  async (after) => {
    const listener = await ear(port, after);
    expect([await listener.ended, listener.results]).toEqual([
      'complete',
      [{ errors: [expect.objectContaining(refusedAfter)], extensions: { cost: expect.anything() } }],
    ]);
  },
);

test('events are kept for 48 hours; an older sequence is refused, and the newest is kept for as long as it is the newest', async () => {
  await change('old');
  world.clock.now += DAY_MS;
  await change('middle');
  const [old, middle] = await kept();
  await pruneEvents(world.store, world.clock.now + DAY_MS + 1);
  expect(await kept()).toEqual([middle]);
  const late = await ear(port, old);
  expect([await late.ended, late.results[0].errors]).toEqual(['complete', [expect.objectContaining(refusedAfter)]]);
  await pruneEvents(world.store, world.clock.now + 30 * DAY_MS);
  const listener = await ear(port, middle);
  await change('new');
  expect((await listener.events(1)).map(({ sequence }) => sequence)).toEqual((await kept()).slice(1));
});

if (ON_POSTGRES) {
  /** A write of an event that waits before its commit. */
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
    const listener = await ear();
    const late = await held();
    await change('after it, and committed before it');
    const begunMeanwhile = await ear();
    // Long enough for what may be told to have been told.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(listener.results).toEqual([]);
    await late.commit();
    const sequences = (await listener.events(2)).map(({ sequence }) => sequence);
    expect(sequences[0]).toBe('latelatelatelate');
    expect((await begunMeanwhile.events(2)).map(({ sequence }) => sequence)).toEqual(sequences);
    const resumed = await ear(port, sequences[0]);
    expect((await resumed.events(1)).map(({ sequence }) => sequence)).toEqual(sequences.slice(1));
  });

  test('an event held up by a transaction that comes to nothing is heard of soon after', async () => {
    const listener = await ear();
    const release = await idle();
    await change('held up');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(listener.results).toEqual([]);
    await release();
    expect(await listener.events(1)).toHaveLength(1);
  });

  /** A transaction with a number, which ends without a word. */
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

  test('it listens on a connection of its own, and goes on where that one is taken away', async () => {
    const listener = await ear();
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
  test('a file that another process writes is looked at only while somebody listens', async () => {
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
