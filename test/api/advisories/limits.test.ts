import { AccessToken } from '../../../src/entities/accessToken';
import { newToken } from '../../../src/store/accessTokens';
import { importInto, used } from '../../support/denials';
import { DAY_MS, NOON, World, type ApiCaller } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests the classes of advisories.test.ts that are about limits: each way to evade one, end to end. */

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

describe('no limit is evaded (CVE-2014-9623, CVE-2015-5286, CVE-2016-8611)', () => {
  const pass = async (caller: ApiCaller, name: string, input: object) => {
    const payload = await caller.do(name, input);
    expect(payload.rule).toBeUndefined();
    return payload;
  };
  const imagesOf = async (caller: ApiCaller) =>
    world.store.rows('SELECT id FROM image WHERE owner_id = ?', [caller.id]);

  test('by deleting images: their operations still count, and the 6th of the day is denied', async () => {
    const owner = await world.account();
    for (let round = 0; round < 2; round += 1) {
      const { image } = await pass(owner, 'importImage', importInto());
      await pass(owner, 'deleteImage', { imageId: image.id });
    }
    await pass(owner, 'importImage', importInto());
    expect(await owner.do('importImage', importInto())).toMatchObject({ rule: 'DAILY_OPERATION_LIMIT', used: 5 });
    expect(await used(owner)).toEqual({ images: 1, today: 5 });
    // Twenty more attempts add no image.
    for (let more = 0; more < 20; more += 1) await owner.do('importImage', importInto());
    expect(await imagesOf(owner)).toHaveLength(3);
  });

  test('by copying and deleting the source: the copy counts in its region', async () => {
    const owner = await world.busyAccount();
    await world.images(owner, 9, { regionId: 'ap-beijing' });
    const source = await world.image(owner);
    await pass(owner, 'copyImage', { imageId: source.id, regionIds: ['ap-beijing'] });
    await pass(owner, 'deleteImage', { imageId: source.id });
    expect(await owner.do('importImage', importInto('ap-beijing'))).toMatchObject({ rule: 'IMAGE_LIMIT', used: 10 });
    expect(await used(owner, 'ap-beijing')).toMatchObject({ images: 10 });
  });

  test('by deleting and importing images simultaneously', async () => {
    const owner = await world.busyAccount();
    const images = await world.images(owner, 10);
    const making = Array.from({ length: 15 }, () => owner.do('importImage', importInto()));
    const deleting = images.slice(0, 5).map(({ id: imageId }) => owner.do('deleteImage', { imageId }));
    const answers = await Promise.all([...deleting, ...making]);
    const passed = (name: string) => answers.filter(({ __typename }) => __typename === `${name}Payload`).length;
    expect(passed('DeleteImage')).toBe(5);
    const { images: held } = await used(owner);
    expect(held).toBe(5 + passed('ImportImage'));
    expect(held).toBeLessThanOrEqual(10);
  });

  test('by images that are CREATING, IMPORTING or COPYING, or by sub-accounts', async () => {
    const owner = await world.busyAccount();
    const sub = await world.account({ rootId: owner.id });
    const states = ['CREATING', 'IMPORTING', 'COPYING'] as const;
    for (const state of states) await world.images(owner, 3, { state });
    await pass(sub, 'importImage', importInto());
    for (const caller of [owner, sub]) expect((await caller.do('importImage', importInto())).rule).toBe('IMAGE_LIMIT');
  });

  test('by failed calls, dry runs and replays, which count nothing and make nothing', async () => {
    const owner = await world.account();
    const input = { ...importInto(), idempotencyKey: 'k' };
    const { image } = await pass(owner, 'importImage', input);
    for (let round = 0; round < 6; round += 1) {
      await pass(owner, 'importImage', input);
      await pass(owner, 'importImage', { ...importInto(), dryRun: true });
      await owner.do('copyImage', { imageId: image.id, regionIds: ['ap-tokyo'] });
      await owner.ask(mutationText('importImage'), { input: { ...importInto(), sizeGb: 0 } });
    }
    expect(await used(owner)).toEqual({ images: 1, today: 1 });
  });

  test('by a token that expires while its call waits: every image that is made counts', async () => {
    const owner = await world.account();
    const { row, token } = newToken({ accountId: owner.id, name: 'x', mayWrite: true, createdAt: NOON, expiresAt: NOON + 1_000 }); // prettier-ignore
    await world.store.write(({ manager }) => manager.insert(AccessToken, { ...row, lastUsedAt: NOON + 365 * DAY_MS }));
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const holding = world.store.write(async (inside) => {
      await inside.rows('UPDATE account SET suspended = suspended WHERE id = ?', [owner.id]);
      await held;
    });
    const answer = world.callerWith(owner.id, token).ask(mutationText('importImage'), { input: importInto() });
    await new Promise((resolve) => setTimeout(resolve, 50));
    world.clock.now += 2_000;
    release();
    await holding;
    await answer;
    const { today } = await used(owner);
    expect(await imagesOf(owner)).toHaveLength(today);
    expect((await world.callerWith(owner.id, token).ask('{ regions { id } }')).status).toBe(401);
  });

  test.each([0, -1, 32_769, 2_147_483_648, 1e300, '20', 1.5])('by a size of %p', async (sizeGb) => {
    const owner = await world.account();
    const { body } = await owner.ask(mutationText('importImage'), { input: { ...importInto(), sizeGb } });
    expect(body.errors!.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
    expect(await used(owner)).toEqual({ images: 0, today: 0 });
  });
});
