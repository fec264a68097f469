import type { Image } from '../../../src/entities/image';
import { verify } from '../../../src/store/verify';
import { done, used } from '../../support/denials';
import { DAY_MS, World, type ApiCaller } from '../../support/world';

/** Tests the day of the operation limit where clocks are wrong, and at offsets other than UTC's. */

const HOUR = 3_600_000;
const MIDNIGHT = Date.UTC(2026, 2, 5);
let world: World;
let owner: ApiCaller;
let image: Image;
let warned: [fields: object, message: string][];
const open = async (dayOffset?: number) => {
  warned = [];
  world = await World.open({ dependencies: { dayOffset, warn: (...said) => void warned.push(said) } });
  owner = await world.account();
  image = await world.image(owner);
};
afterEach(() => world.close());

let names = 0;
async function spend(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await done(owner, 'updateImage', { imageId: image.id, name: `name ${(names += 1)}` });
}
const refusedNow = async () => {
  const denied = await owner.do('updateImage', { imageId: image.id, name: 'one more' });
  return [denied.rule, denied.used, denied.resetsAt];
};
const quota = async () => {
  const text = '{ viewer { quota(regionId: "ap-guangzhou") { operationsToday { used resetsAt } } } }';
  return (await owner.data(text)).viewer.quota.operationsToday;
};
const times = async () => (await world.ledger(owner)).map(({ at }) => Number(at));

describe('a ledger whose last entry is ahead of the clock', () => {
  beforeEach(() => open());

  test('does not stay ahead after one server’s clock was 30 days ahead', async () => {
    world.clock.now += 30 * DAY_MS;
    await spend(5);
    expect((await refusedNow())[0]).toBe('DAILY_OPERATION_LIMIT');
    world.clock.now -= 30 * DAY_MS;
    await spend(5);
    expect(await refusedNow()).toEqual(['DAILY_OPERATION_LIMIT', 5, '2026-03-05T00:00:00.000Z']);
    world.clock.now += DAY_MS;
    await spend(5);
    expect(await verify(world.store)).toEqual({ ledgers: 1, entries: 17, faults: [] });
  });

  test('causes one warning, with the numbers, and none once it is within the hour', async () => {
    world.clock.now += 30 * DAY_MS;
    await spend(1);
    world.clock.now -= 30 * DAY_MS;
    await spend(2);
    const fields = { rootId: owner.id, aheadMs: 30 * DAY_MS, followedMs: HOUR };
    expect(warned).toEqual([[fields, 'ledger ahead of the clock']]);
  });

  test('is followed by an hour at most: without a warning up to that, with one beyond', async () => {
    const start = world.clock.now;
    await spend(1);
    world.clock.now = start - HOUR;
    await spend(1);
    expect(warned).toEqual([]);
    world.clock.now = start - HOUR - 1;
    await spend(1);
    expect(warned).toHaveLength(1);
    expect((await times()).map((at) => at - start)).toEqual([0, 0, -1]);
  });

  test('gives the quota the same day as the next write', async () => {
    world.clock.now = MIDNIGHT + 30 * DAY_MS;
    await spend(1);
    world.clock.now = MIDNIGHT - HOUR - 1;
    expect(await quota()).toEqual({ used: 0, resetsAt: '2026-03-05T00:00:00.000Z' });
    world.clock.now = MIDNIGHT - HOUR;
    // The entry is followed by an hour, which is the next day; a write would be in that day too.
    expect(await quota()).toEqual({ used: 0, resetsAt: '2026-03-06T00:00:00.000Z' });
    await spend(1);
    expect(await quota()).toEqual({ used: 1, resetsAt: '2026-03-06T00:00:00.000Z' });
  });

  test.each([1, 60_000, HOUR])('does not reopen a day that has ended where clocks differ by %d ms', async (apart) => {
    world.clock.now = MIDNIGHT;
    await spend(5);
    world.clock.now = MIDNIGHT - apart;
    expect(await refusedNow()).toEqual(['DAILY_OPERATION_LIMIT', 5, '2026-03-06T00:00:00.000Z']);
    expect((await used(owner)).today).toBe(5);
  });
});

describe.each([
  ['+08:00', 8 * HOUR, Date.UTC(2026, 2, 4, 16)],
  ['-03:30', -3.5 * HOUR, Date.UTC(2026, 2, 4, 3, 30)],
  ['+00:00', 0, MIDNIGHT],
])('a day at the offset %s', (_offset, ms, midnight) => {
  const iso = (at: number) => new Date(at).toISOString();
  beforeEach(() => open(ms));

  test('ends at the midnight of its offset, in the denial and in the quota', async () => {
    world.clock.now = midnight - 1;
    await spend(5);
    expect(await refusedNow()).toEqual(['DAILY_OPERATION_LIMIT', 5, iso(midnight)]);
    expect(await quota()).toEqual({ used: 5, resetsAt: iso(midnight) });
    world.clock.now = midnight;
    expect(await quota()).toEqual({ used: 0, resetsAt: iso(midnight + DAY_MS) });
    await spend(5);
    expect(await refusedNow()).toEqual(['DAILY_OPERATION_LIMIT', 5, iso(midnight + DAY_MS)]);
    expect((await verify(world.store)).faults).toEqual([]);
  });
});
