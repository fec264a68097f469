import type { Image } from '../../../src/entities/image';
import { also, dayIsOver, done, importInto, denial, refused, used, viewerCan } from '../../support/denials';
import { DAY_MS, World, type ApiCaller } from '../../support/world';

/** Tests the limit of five operations per account, region and UTC day through the API: both sides, and what counts. */

let world: World;
let owner: ApiCaller;
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
async function spend(count: number, caller = owner, of = image): Promise<void> {
  for (let n = 0; n < count; n += 1) await done(caller, 'updateImage', rename(of));
}
const refusesNow = (denial = dayIsOver(), of = image) =>
  refused(world, owner, 'updateImage', rename(of), denial, { regionId: of.regionId, subjectId: of.id });

describe('the daily limit', () => {
  /** The input of a call and the subject of its ledger entry. */
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

  test.each(CASES)(
    'counts %s once, as the 5th operation of a day, and denies it as the 6th',
    async (mutation, prepare) => {
      const { input, subjectId } = await prepare();
      const other = await world.image(owner);
      await spend(5, owner, other);
      await refused(world, owner, mutation, input as never, dayIsOver(), { regionId: 'ap-guangzhou', subjectId });

      // The same call is the next day's fifth operation.
      world.clock.now += DAY_MS;
      await spend(4, owner, other);
      await done(owner, mutation, input as never);
      expect((await used(owner)).today).toBe(5);
      const denied = await owner.do('updateImage', rename(other));
      expect(denied).toMatchObject({ rule: 'DAILY_OPERATION_LIMIT', used: 5, resetsAt: '2026-03-06T00:00:00.000Z' });
    },
  );
});

describe('the operations of a day', () => {
  test('are counted per region', async () => {
    const elsewhere = await world.image(owner, { regionId: 'ap-singapore' });
    await spend(5);
    await refusesNow();
    await spend(5, owner, elsewhere);
    await refusesNow(dayIsOver('ap-singapore'), elsewhere);
  });

  test('count a copy once, in the region of its source, whatever the number of destinations', async () => {
    const inBeijing = await world.image(owner, { regionId: 'ap-beijing' });
    await spend(5, owner, inBeijing);
    // Beijing has no operation left today and still takes a copy.
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

  test('count one call with 20 recipients once', async () => {
    const accountIds = (await world.recipients(20)).map(({ id }) => id);
    await done(owner, 'shareImage', { imageId: image.id, accountIds });
    await done(owner, 'unshareImage', { imageId: image.id, accountIds });
    expect((await used(owner)).today).toBe(2);
  });
});

describe('the day of the limit', () => {
  test('lasts until the last millisecond before midnight UTC', async () => {
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

  test('carries no unused operation over to the next day', async () => {
    await spend(1);
    world.clock.now = MIDNIGHT;
    await spend(5);
    expect(await owner.do('updateImage', rename())).toMatchObject({ rule: 'DAILY_OPERATION_LIMIT', used: 5 });
  });

  test('has its limit, use, remainder and end in the quota', async () => {
    await spend(3);
    const text = `{ viewer { quota(regionId: "ap-guangzhou") { operationsToday { limit used remaining resetsAt } } } }`;
    expect((await owner.data(text)).viewer.quota.operationsToday).toEqual({
      limit: 5,
      used: 3,
      remaining: 2,
      resetsAt: '2026-03-05T00:00:00.000Z',
    });
  });

  describe('does not reopen when the clock is set back by an hour', () => {
    beforeEach(async () => {
      // The clock goes from ten minutes into the day to before it.
      world.clock.now = Date.UTC(2026, 2, 4, 0, 10);
      await spend(5);
      world.clock.now -= 3_600_000;
    });

    test('for a write', async () => {
      expect(await owner.do('updateImage', rename())).toEqual({ __typename: 'Denied', ...dayIsOver() });
    });

    test('for the quota and the permission, which agree with the write', async () => {
      expect((await used(owner)).today).toBe(5);
      const denied = { __typename: 'Denied', ...dayIsOver() };
      expect(await viewerCan(owner, 'updateImage', rename())).toEqual({ allowed: false, denied });
    });
  });
});

test('an operation of a sub-account counts for its root account and all its sub-accounts', async () => {
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

test('the daily limit comes last in a denial and hides no other reason', async () => {
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
