import type { Image } from '../../../src/entities/image';
import { also, dayIsOver, done, importInto, denial, refused, used, viewerCan } from '../../support/denials';
import { DAY_MS, World, type Asker } from '../../support/world';

/** Five operations per account, region and UTC day, through the API: both sides of the number, and what it counts. */

let world: World;
let owner: Asker;
let image: Image;
beforeEach(async () => {
  world = await World.open();
  owner = await world.account();
  image = await world.image(owner);
});
afterEach(() => world.close());

const MIDNIGHT = Date.UTC(2026, 2, 5);
let names = 0;
const rename = (of = image) => ({ imageId: of.id, name: `name ${(names += 1)}` });
async function spend(count: number, asker = owner, of = image): Promise<void> {
  for (let n = 0; n < count; n += 1) await done(asker, 'updateImage', rename(of));
}
const refusesNow = (denial = dayIsOver(), of = image) =>
  refused(world, owner, 'updateImage', rename(of), denial, { regionId: of.regionId, subjectId: of.id });

describe('every operation on custom images counts once: the 5th passes, the 6th not', () => {
  /** Each with what it needs, and the id its ledger line is about. */
  type Case = { input: object; subjectId: string };
  const CASES: [mutation: string, prepare: () => Promise<Case>][] = [
    [
      'createImage',
      async () => {
        const { id: instanceId } = await world.instance(owner);
        return { input: { instanceId, name: 'made' }, subjectId: instanceId };
      },
    ],
    ['importImage', async () => ({ input: importInto(), subjectId: 'ap-guangzhou' })],
    ['copyImage', async () => about({ regionIds: ['ap-beijing'] })],
    ['updateImage', async () => about({ name: 'renamed' })],
    ['shareImage', async () => about({ accountIds: (await world.recipients(1)).map(({ id }) => id) })],
    [
      'unshareImage',
      async () => {
        const accounts = await world.recipients(1);
        await world.share(image, accounts);
        return about({ accountIds: accounts.map(({ id }) => id) });
      },
    ],
    ['deleteImage', async () => about({})],
  ];
  const about = (rest: object): Case => ({ input: { imageId: image.id, ...rest }, subjectId: image.id });

  test.each(CASES)('%s', async (mutation, prepare) => {
    const { input, subjectId } = await prepare();
    const other = await world.image(owner);
    await spend(5, owner, other);
    await refused(world, owner, mutation, input as never, dayIsOver(), { regionId: 'ap-guangzhou', subjectId });

    // The same call as the next day's fifth.
    world.clock.now += DAY_MS;
    await spend(4, owner, other);
    await done(owner, mutation, input as never);
    expect((await used(owner)).today).toBe(5);
    const denied = await owner.do('updateImage', rename(other));
    expect(denied).toMatchObject({ rule: 'DAILY_OPERATION_LIMIT', used: 5, resetsAt: '2026-03-06T00:00:00.000Z' });
  });
});

describe('per region', () => {
  test('another region has its own five', async () => {
    const elsewhere = await world.image(owner, { regionId: 'ap-singapore' });
    await spend(5);
    await refusesNow();
    await spend(5, owner, elsewhere);
    await refusesNow(dayIsOver('ap-singapore'), elsewhere);
  });

  test('a copy counts where its source is, however many regions it goes to', async () => {
    const inBeijing = await world.image(owner, { regionId: 'ap-beijing' });
    await spend(5, owner, inBeijing);
    // Beijing's day is over, and it still takes a copy.
    await done(owner, 'copyImage', { imageId: image.id, regionIds: ['ap-beijing', 'ap-shanghai', 'ap-hongkong'] });
    expect((await used(owner, 'ap-guangzhou')).today).toBe(1);
    expect((await used(owner, 'ap-shanghai')).today).toBe(0);
    await refused(
      world,
      owner,
      'copyImage',
      { imageId: inBeijing.id, regionIds: ['ap-shanghai'] },
      dayIsOver('ap-beijing'),
      { regionId: 'ap-beijing', subjectId: inBeijing.id },
    );
  });

  test('one call with many recipients is one operation', async () => {
    const accountIds = (await world.recipients(20)).map(({ id }) => id);
    await done(owner, 'shareImage', { imageId: image.id, accountIds });
    await done(owner, 'unshareImage', { imageId: image.id, accountIds });
    expect((await used(owner)).today).toBe(2);
  });
});

describe('per day, in UTC', () => {
  test('until the last millisecond before midnight, and from midnight on again', async () => {
    await spend(5);
    world.clock.now = MIDNIGHT - 1;
    await refusesNow();
    world.clock.now = MIDNIGHT;
    expect((await used(owner)).today).toBe(0);
    await spend(5);
    await refusesNow({
      ...dayIsOver(),
      message:
        'At most 5 operations on custom images per account, region and day: 5 used today in ap-guangzhou. It starts again at 2026-03-06T00:00:00.000Z.',
      resetsAt: '2026-03-06T00:00:00.000Z',
    });
  });

  test('what is left over does not carry over', async () => {
    await spend(1);
    world.clock.now = MIDNIGHT;
    await spend(5);
    expect(await owner.do('updateImage', rename())).toMatchObject({ rule: 'DAILY_OPERATION_LIMIT', used: 5 });
  });

  test('the quota says the same numbers', async () => {
    await spend(3);
    const text = `{ viewer { quota(regionId: "ap-guangzhou") { operationsToday { limit used remaining resetsAt } } } }`;
    expect((await owner.data(text)).viewer.quota.operationsToday).toEqual({
      limit: 5,
      used: 3,
      remaining: 2,
      resetsAt: '2026-03-05T00:00:00.000Z',
    });
  });

  describe('a clock that is set back by an hour brings no ended day back', () => {
    beforeEach(async () => {
      // Ten minutes into the day, and then before it.
      world.clock.now = Date.UTC(2026, 2, 4, 0, 10);
      await spend(5);
      world.clock.now -= 3_600_000;
    });

    test('for a write', async () => {
      expect(await owner.do('updateImage', rename())).toEqual({ __typename: 'Denied', ...dayIsOver() });
    });

    test('nor for the quota and the permission, which say what the write would be told', async () => {
      expect((await used(owner)).today).toBe(5);
      const denied = { __typename: 'Denied', ...dayIsOver() };
      expect(await viewerCan(owner, 'updateImage', rename())).toEqual({ allowed: false, denied });
    });
  });
});

test('what sub-accounts do counts to their root, and to all of them', async () => {
  const [first, second] = [await world.account({ rootId: owner.id }), await world.account({ rootId: owner.id })];
  await spend(2, first);
  await spend(2, second);
  await spend(1);
  await refusesNow();
  for (const sub of [first, second]) {
    await refused(world, sub, 'updateImage', rename(), dayIsOver(), {
      rootId: owner.id,
      regionId: 'ap-guangzhou',
      subjectId: image.id,
    });
  }
});

test('the day never masks the real reason: it is named last', async () => {
  await spend(5);
  const call = { imageId: image.id, regionIds: ['ap-guangzhou'] };
  const same = denial('COPY_TO_SAME_REGION', 'The image is in ap-guangzhou already; a copy goes elsewhere.', {
    subjects: ['ap-guangzhou'],
  });
  await refused(world, owner, 'copyImage', call, also(same, dayIsOver()), {
    regionId: 'ap-guangzhou',
    subjectId: image.id,
  });
});
