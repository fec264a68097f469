import type { Image } from '../../../src/entities/image';
import { ledgerRows, dayIsOver, done, refused, used } from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests what does not count to the five operations of a day. */

let world: World;
let owner: ApiCaller;
let image: Image;
beforeEach(async () => {
  world = await World.open();
  owner = await world.account();
  image = await world.image(owner);
});
afterEach(() => world.close());

let names = 0;
const rename = (of = image) => ({ imageId: of.id, name: `name ${(names += 1)}` });
async function spend(count: number, caller = owner, of = image): Promise<void> {
  for (let n = 0; n < count; n += 1) await done(caller, 'updateImage', rename(of));
}
const refusesNow = () =>
  refused(world, owner, 'updateImage', rename(), dayIsOver(), { regionId: 'ap-guangzhou', subjectId: image.id });

/** Spends four operations and repeats a call that does not count six times: one more passes, the next is denied. */
async function costsNothing(often: () => Promise<unknown>): Promise<void> {
  await spend(4);
  for (let n = 0; n < 6; n += 1) await often();
  expect((await used(owner)).today).toBe(4);
  await spend(1);
  await refusesNow();
}

test('a denial does not count to the daily limit', () =>
  costsNothing(async () => {
    const answer = await owner.do('copyImage', { imageId: image.id, regionIds: ['ap-guangzhou'] });
    expect(answer).toMatchObject({ __typename: 'Denied', rule: 'COPY_TO_SAME_REGION' });
  }));

test('a dry run does not count to the daily limit and leaves no ledger entry', () =>
  costsNothing(async () => {
    const before = [await world.contents(), await ledgerRows(world)];
    const allowed = await owner.do('updateImage', { ...rename(), dryRun: true, idempotencyKey: 'dry' });
    expect(allowed).toEqual({
      __typename: 'Allowed',
      operation: 'UPDATE_IMAGE',
      rules: [
        'IMAGE_NOT_FOUND',
        'CUSTOM_IMAGES_ONLY',
        'SHARED_IMAGE_IS_LAUNCH_ONLY',
        'IMAGE_NOT_READY',
        'DAILY_OPERATION_LIMIT',
      ],
      warnings: [],
    });
    expect([await world.contents(), await ledgerRows(world)]).toEqual(before);
  }));

test('a malformed call does not count to the daily limit and leaves no ledger entry', () =>
  costsNothing(async () => {
    const before = await ledgerRows(world);
    const { body } = await owner.ask(mutationText('updateImage'), { input: { imageId: image.id } });
    expect(body.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await ledgerRows(world)).toEqual(before);
  }));

test('a replay does not count to the daily limit and is returned also once the five are used', async () => {
  const call = { ...rename(), idempotencyKey: 'once' };
  const first = await done(owner, 'updateImage', call);
  for (let n = 0; n < 6; n += 1) expect(await owner.do('updateImage', call)).toEqual(first);
  expect((await used(owner)).today).toBe(1);
  await spend(4);
  await refusesNow();
  expect(await owner.do('updateImage', call)).toMatchObject({ __typename: 'UpdateImagePayload' });
  expect(await world.ledger(owner)).toHaveLength(6);
});

test('launching, restoring and terminating instances do not count to the daily limit', () =>
  costsNothing(async () => {
    const { instances } = await done(owner, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    await done(owner, 'restoreInstance', { imageId: 'img-public', instanceId: instances[0].id });
    await done(owner, 'terminateInstances', { instanceIds: [instances[0].id] });
  }));

test('leaving an image counts neither for the recipient nor for the owner', async () => {
  const other = await world.account();
  const theirs = await world.images(other, 6);
  for (const each of theirs) await world.share(each, [owner]);
  await costsNothing(() => done(owner, 'leaveImage', { imageId: theirs.pop()!.id }));
  expect((await used(other)).today).toBe(0);
  expect(await world.ledger(other)).toEqual([]);
});

describe('an operator', () => {
  let operator: ApiCaller;
  let own: Image;
  beforeEach(async () => {
    operator = await world.account({ roles: ['OPERATOR'] });
    own = await world.image(operator);
  });
  const entry = () => ({ regionId: 'ap-guangzhou', subjectId: own.id });

  test('has five operations a day on its own custom images, those of its sub-accounts included', async () => {
    const sub = await world.account({ rootId: operator.id });
    await spend(3, operator, own);
    await spend(2, sub, own);
    expect((await used(operator)).today).toBe(5);
    await refused(world, operator, 'updateImage', rename(own), dayIsOver(), entry());
    await refused(world, sub, 'updateImage', rename(own), dayIsOver(), { ...entry(), rootId: operator.id });
    expect((await world.ledger(operator)).map(({ outcome, counted }) => [outcome, counted])).toEqual([
      ...Array(5).fill(['DONE', 1]),
      ...Array(2).fill(['DENIED', 0]),
    ]);
  });

  test('may still do what only operators may once its five are used', async () => {
    await spend(5, operator, own);
    await done(operator, 'updateAccount', { accountId: owner.id, limits: { operationsPerDay: 7 } });
    await done(operator, 'updateRegion', { regionId: 'ap-seoul', supportsImageCopy: true });
    const { images } = await done(operator, 'publishImage', {
      ...{ regionIds: ['ap-guangzhou'], name: 'published', osFamily: 'LINUX', platform: 'Ubuntu' },
      ...{ architecture: 'X86_64', sizeGb: 20 },
    });
    await done(operator, 'retireImage', { imageId: images[0].id });
    expect((await used(operator)).today).toBe(5);
    await refused(world, operator, 'updateImage', rename(own), dayIsOver(), entry());
  });

  test('gains no operations with the role and loses none without it', async () => {
    await spend(5);
    await done(operator, 'updateAccount', { accountId: owner.id, roles: ['MEMBER', 'OPERATOR'] });
    await refusesNow();
    await done(operator, 'updateAccount', { accountId: owner.id, roles: ['MEMBER'] });
    await refusesNow();
  });
});
