import { also, done, imageNotFound, importInto, launchOnly, denial, refused } from '../support/denials';
import { World, type ApiCaller } from '../support/world';
import { mutationText } from '../support/mutations';

/** Tests launching, restoring and terminating instances, and the regions for it. */

let world: World;
let owner: ApiCaller;
let operator: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  owner = await world.busyAccount();
  operator = await world.account({ roles: ['OPERATOR'] });
});
afterEach(() => world.close());

const staysIn = (...elsewhere: string[]) =>
  denial('LAUNCH_STAYS_IN_REGION', `The image is in ap-guangzhou, not in ${elsewhere.join(', ')}.`, {
    subjects: elsewhere,
  });
const closed = (id: string) =>
  denial('REGION_UNAVAILABLE', `Closed at present: ${id}. Nothing new can be put there.`, { subjects: [id] });
const terminated = (...subjects: string[]) =>
  denial(
    'INSTANCE_NOT_READY',
    subjects.length === 1
      ? '1 instance named here is TERMINATED already.'
      : `${subjects.length} instances named here are TERMINATED already.`,
    { subjects },
  );
const instanceNotFound = (...subjects: string[]) =>
  denial(
    'INSTANCE_NOT_FOUND',
    subjects.length === 1
      ? 'There is no instance with this id for this account.'
      : `There are no instances with these ${subjects.length} ids for this account.`,
    { subjects },
  );
const entry = (subjectId: string | null, regionId: string | null = 'ap-guangzhou') => ({ regionId, subjectId });
const totalOf = async (caller: ApiCaller) => (await caller.data('{ instances { totalCount } }')).instances.totalCount;

describe('launching', () => {
  test('makes one instance where no count is given', async () => {
    const { instances } = await done(owner, 'launchInstances', { imageId: 'img-public', instanceType: 'S' });
    expect(instances).toHaveLength(1);
  });

  test('makes a batch of 100 equal instances with different ids and one ledger entry', async () => {
    const image = await world.image(owner);
    const call = { imageId: image.id, instanceType: 'S', count: 100, name: 'web', tenancy: 'DEDICATED' };
    const { instances } = await done(owner, 'launchInstances', call);
    expect(new Set(instances.map(({ id }: { id: string }) => id)).size).toBe(100);
    const alike = { name: 'web', tenancy: 'DEDICATED', state: 'RUNNING', imageId: image.id };
    for (const each of instances) expect(each).toMatchObject({ ...alike, region: { id: 'ap-guangzhou' } });
    expect(await totalOf(owner)).toBe(100);
    // One call makes one ledger entry.
    expect((await world.ledger(owner)).map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
      ['LAUNCH_INSTANCES', image.id],
    ]);
  });

  test.each([
    ['no instances', { count: 0 }, 'input.count'],
    ['101 instances', { count: 101 }, 'input.count'],
    ['an unknown instance type', { instanceType: 'XXL' }, 'input.instanceType'],
  ])('%s is BAD_USER_INPUT', async (_what, part, field) => {
    const input = { imageId: 'img-public', instanceType: 'S', ...part };
    const { body } = await owner.ask(mutationText('launchInstances'), { input });
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
    expect(await totalOf(owner)).toBe(0);
    expect(await world.ledger(owner)).toEqual([]);
  });

  test('is allowed in the image’s region and denied in another', async () => {
    const image = await world.image(owner);
    const launch = (imageId: string, regionId: string) => ({ imageId, instanceType: 'S', count: 3, regionId });
    await done(owner, 'launchInstances', launch(image.id, 'ap-guangzhou'));
    for (const id of [image.id, 'img-public']) {
      const call = launch(id, 'ap-beijing');
      await refused(world, owner, 'launchInstances', call, staysIn('ap-beijing'), entry(id));
    }
    const call = launch(image.id, 'ap-mumbai');
    const denial = also(staysIn('ap-mumbai'), closed('ap-mumbai'));
    await refused(world, owner, 'launchInstances', call, denial, entry(image.id));
  });

  test('from a shared image has its warning in a dry run too', async () => {
    const recipient = await world.account();
    const image = await world.image(owner);
    await world.share(image, [recipient]);
    const call = { imageId: image.id, instanceType: 'S', dryRun: true };
    const warned = await recipient.do('launchInstances', call);
    expect(warned).toMatchObject({ __typename: 'Allowed', warnings: [{ code: 'UNREVIEWED_SOURCE' }] });
    expect(await owner.do('launchInstances', call)).toMatchObject({ __typename: 'Allowed', warnings: [] });
  });
});

describe('a closed region', () => {
  const close = (regionId = 'ap-guangzhou') => done(operator, 'updateRegion', { regionId, state: 'UNAVAILABLE' });

  test('denies new images and instances until it opens again', async () => {
    const image = await world.image(owner);
    const inBeijing = await world.image(owner, { regionId: 'ap-beijing' });
    const { id: instanceId } = await world.instance(owner);
    const { regionId, format: _format, url: _url, ...publication } = importInto();
    await close();
    const calls: [ApiCaller, string, object, { regionId: string | null; subjectId: string | null }][] = [
      [owner, 'createImage', { instanceId, name: 'made' }, entry(instanceId)],
      [owner, 'importImage', importInto(), entry(regionId)],
      [owner, 'copyImage', { imageId: inBeijing.id, regionIds: [regionId] }, entry(inBeijing.id, 'ap-beijing')],
      [owner, 'launchInstances', { imageId: image.id, instanceType: 'S' }, entry(image.id)],
      [owner, 'launchInstances', { imageId: 'img-public', instanceType: 'S' }, entry('img-public')],
      // One closed region denies the publication in the others too.
      [operator, 'publishImage', { ...publication, regionIds: ['ap-beijing', regionId] }, entry(null, null)],
    ];
    for (const [caller, mutation, input, logged] of calls)
      await refused(world, caller, mutation, input as never, closed(regionId), logged);

    await done(operator, 'updateRegion', { regionId, state: 'AVAILABLE' });
    for (const [caller, mutation, input] of calls) await done(caller, mutation, input as never);
  });

  test('allows changes, shares, copies out, restores, terminations and deletions of what it has', async () => {
    const image = await world.image(owner);
    const [account] = await world.recipients(1);
    const { id: instanceId } = await world.instance(owner);
    await close();
    const imageId = image.id;
    await done(owner, 'updateImage', { imageId, name: 'renamed' });
    await done(owner, 'shareImage', { imageId, accountIds: [account!.id] });
    await done(owner, 'unshareImage', { imageId, accountIds: [account!.id] });
    await done(owner, 'copyImage', { imageId, regionIds: ['ap-beijing'] });
    await done(owner, 'restoreInstance', { imageId, instanceId });
    await done(owner, 'terminateInstances', { instanceIds: [instanceId] });
    await done(owner, 'deleteImage', { imageId });
  });
});

describe('restoring an instance', () => {
  test('is allowed from an own, a public or a copied image of its region', async () => {
    const image = await world.image(owner);
    const copy = await world.image(owner, { origin: 'COPY', copiedFromId: image.id });
    const { id: instanceId } = await world.instance(owner, { state: 'STOPPED' });
    for (const imageId of [image.id, copy.id, 'img-public']) {
      const { instance } = await done(owner, 'restoreInstance', { instanceId, imageId });
      expect(instance).toEqual({ id: instanceId, imageId, state: 'STOPPED' });
    }
  });

  test('is denied from an image of another region', async () => {
    const { id: instanceId } = await world.instance(owner, { regionId: 'ap-beijing' });
    const image = await world.image(owner);
    for (const imageId of [image.id, 'img-public']) {
      const call = { instanceId, imageId };
      await refused(world, owner, 'restoreInstance', call, staysIn('ap-beijing'), entry(instanceId, 'ap-beijing'));
    }
  });

  test('is denied from a shared image, also for the instance launched from it', async () => {
    const image = await world.image(await world.account());
    await world.share(image, [owner]);
    const { instances } = await done(owner, 'launchInstances', { imageId: image.id, instanceType: 'S' });
    const call = { instanceId: instances[0].id, imageId: image.id };
    await refused(world, owner, 'restoreInstance', call, launchOnly(image.id), entry(instances[0].id));
  });

  test('that is terminated from an image of another region is denied for both reasons', async () => {
    const { id: instanceId } = await world.instance(owner, { regionId: 'ap-beijing', state: 'TERMINATED' });
    const call = { instanceId, imageId: 'img-public' };
    const denial = also(terminated(instanceId), staysIn('ap-beijing'));
    await refused(world, owner, 'restoreInstance', call, denial, entry(instanceId, 'ap-beijing'));
  });

  test('is denied for an absent image first, then for an absent instance', async () => {
    const call = { instanceId: 'ins-none', imageId: 'img-none' };
    await refused(world, owner, 'restoreInstance', call, imageNotFound('img-none'), entry('ins-none', null));
    const found = { ...call, imageId: 'img-public' };
    await refused(world, owner, 'restoreInstance', found, instanceNotFound('ins-none'), entry('ins-none', null));
  });
});

describe('terminating instances', () => {
  test('makes them TERMINATED once each, also where one is named twice', async () => {
    const [a, b] = [await world.instance(owner), await world.instance(owner, { state: 'STOPPED' })];
    const { instances } = await done(owner, 'terminateInstances', { instanceIds: [b.id, a.id, b.id] });
    expect(instances).toEqual([b, a].map(({ id }) => ({ id, state: 'TERMINATED' })));
  });

  test('is INSTANCE_NOT_READY as a whole where one of them is terminated already', async () => {
    const [a, b, c] = [await world.instance(owner), await world.instance(owner), await world.instance(owner)];
    const end = (...instanceIds: string[]) => ({ instanceIds });
    await done(owner, 'terminateInstances', end(a.id));
    await refused(world, owner, 'terminateInstances', end(a.id), terminated(a.id), entry(a.id));
    await refused(world, owner, 'terminateInstances', end(c.id, a.id), terminated(a.id), entry(null));
    await done(owner, 'terminateInstances', end(b.id));
    await refused(world, owner, 'terminateInstances', end(b.id, c.id, a.id), terminated(b.id, a.id), entry(null));
    await done(owner, 'terminateInstances', end(c.id));
  });

  test('makes createImage from them INSTANCE_NOT_READY', async () => {
    const { id: instanceId } = await world.instance(owner, { state: 'TERMINATED' });
    const call = { instanceId, name: 'made' };
    await refused(world, owner, 'createImage', call, terminated(instanceId), entry(instanceId));
  });
});

describe('another account’s instance', () => {
  test.each([
    ['terminateInstances', (id: string) => ({ instanceIds: [id] })],
    ['restoreInstance', (instanceId: string) => ({ instanceId, imageId: 'img-public' })],
    ['createImage', (instanceId: string) => ({ instanceId, name: 'theirs' })],
  ])('has the answer of an absent one in %s', async (mutation, inputOf) => {
    // Region and state of the instance would be denied too and do not show.
    const theirs = await world.instance(await world.account(), { regionId: 'ap-mumbai', state: 'TERMINATED' });
    for (const id of [theirs.id, 'ins-000000000000', 'not an id']) {
      const logged = entry(id === 'not an id' ? null : id, null);
      await refused(world, owner, mutation, inputOf(id), instanceNotFound(id), logged);
    }
  });

  test('among instances of the viewer denies the whole call', async () => {
    const own = await world.instance(owner);
    const theirs = await world.instance(await world.account());
    const call = { instanceIds: [own.id, theirs.id, 'ins-none'] };
    await refused(world, owner, 'terminateInstances', call, instanceNotFound(theirs.id, 'ins-none'), entry(null));
  });

  test('is null in queries, for operators too', async () => {
    const { id } = await world.instance(owner);
    const text = 'query ($id: ID!) { instance(id: $id) { id } node(id: $id) { id } instances { totalCount } }';
    expect(await owner.data(text, { id })).toEqual({ instance: { id }, node: { id }, instances: { totalCount: 1 } });
    for (const other of [operator, await world.account()])
      expect(await other.data(text, { id })).toEqual({ instance: null, node: null, instances: { totalCount: 0 } });
  });
});
