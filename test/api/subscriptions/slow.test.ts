import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENT } from '../../support/patience';
import { listen } from '../../support/wire';
import { World } from '../../support/world';

/** Tests that a slow reader takes only a position: its events wait in the database, not in memory. */

const EVENTS = 1_500;
let world: World;
afterEach(() => world.close());

/** Returns the number of events delivered so far, by the metrics. */
const delivered = async () => {
  const { payload } = await world.app.inject({ method: 'GET', url: '/metrics' });
  return Number(/^image_registry_events_total (\d+)$/m.exec(payload)![1]);
};

test('a client that does not read gets what its connection buffers, and all events once it reads', async () => {
  const plenty = { capacity: 1_000_000, perSecond: 1_000_000 };
  world = await World.open({ app: { metrics: true, limits: { ...PATIENT, points: plenty } } });
  const port = await listen(world);
  const image = await world.publicImage('ap-guangzhou', { description: 'x'.repeat(256) });
  await world.store.write(async (inside) => {
    for (let at = 0; at < EVENTS; at += 1)
      await inside.rows(`INSERT INTO event (sequence, at, change, image_id, everyone) VALUES (?, ?, 'UPDATED', ?, ?)`, [
        `event0number${1_000 + at}`,
        world.clock.now,
        image.id,
        true,
      ]);
  });
  // The events of 8 KB each are more than 10 MB, of which a connection buffers a few.
  const large = Array.from({ length: 30 }, (_, at) => `d${at}: description`).join(' ');
  const query = `subscription { imageChanged(regionId: "ap-guangzhou", after: "event0number1000") { sequence image { ${large} } } }`;
  const body = JSON.stringify({ query });
  const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const socket = connect(port, '127.0.0.1');
  socket.pause();
  socket.write(head + body);

  let [before, now] = [-1, 0];
  while (now === 0 || now !== before) {
    await sleep(1_000);
    [before, now] = [now, await delivered()];
  }
  expect(now).toBeGreaterThan(0);
  expect(now).toBeLessThan(EVENTS - 100);

  let text = '';
  socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
  socket.resume();
  const until = Date.now() + 30_000;
  while (!text.includes(`event0number${1_000 + EVENTS - 1}`) && Date.now() < until) await sleep(100);
  const sequences = [...text.matchAll(/"sequence":"(event0number\d+)"/g)].map(([, sequence]) => sequence);
  expect(sequences).toEqual(Array.from({ length: EVENTS - 1 }, (_, at) => `event0number${1_001 + at}`));
  socket.destroy();
});
