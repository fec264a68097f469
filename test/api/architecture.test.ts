import { InstanceType } from '../../src/entities/instance';
import { ledgerRows, denial } from '../support/denials';
import { SMALL, World, type ApiCaller } from '../support/world';

/** Tests that an image runs on instance types of its architecture: launches, quotes, dry runs and restores. */

let world: World;
let owner: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  owner = await world.account();
  const arm: InstanceType = { ...SMALL, id: 'A', architectures: '["ARM64"]' };
  await world.store.write(({ manager }) => manager.insert(InstanceType, arm));
});
afterEach(() => world.close());

const mismatch = (id: string, of: string, type: string, runs: string) =>
  denial(
    'ARCHITECTURE_MISMATCH',
    `The image is for ${of}; ${type} runs ${runs}. Take an instance type that runs ${of}, or an image for the type.`,
    { subjects: [id, type] },
  );

test.each([
  ['X86_64', 'S', null],
  ['I386', 'S', null],
  ['ARM64', 'A', null],
  ['ARM64', 'S', 'X86_64 and I386'],
  ['X86_64', 'A', 'ARM64'],
  ['I386', 'A', 'ARM64'],
] as const)(
  'the launch, the dry run and the quote agree on an image for %s and the instance type %s',
  async (architecture, type, runs) => {
    const image = await world.image(owner, { architecture });
    const input = { imageId: image.id, instanceType: type };
    const quote = async () =>
      (
        await owner.data(
          `query ($input: LaunchQuoteInput!) { launchQuote(input: $input) { __typename ... on Denied { rule message subjects } } }`,
          { input },
        )
      ).launchQuote;
    if (runs === null) {
      expect((await owner.do('launchInstances', { ...input, dryRun: true })).__typename).toBe('Allowed');
      expect((await quote()).__typename).toBe('LaunchQuote');
      expect((await owner.do('launchInstances', input)).__typename).toBe('LaunchInstancesPayload');
      return;
    }
    const denial = mismatch(image.id, architecture, type, runs);
    const before = await world.contents();
    expect(await owner.do('launchInstances', { ...input, dryRun: true })).toEqual({ __typename: 'Denied', ...denial });
    expect(await ledgerRows(world)).toEqual([]);
    expect(await owner.do('launchInstances', input)).toEqual({ __typename: 'Denied', ...denial });
    const { rule, message, subjects } = denial;
    expect(await quote()).toEqual({ __typename: 'Denied', rule, message, subjects });
    expect(await world.contents()).toEqual(before);
    expect(await ledgerRows(world)).toMatchObject([
      { kind: 'LAUNCH_INSTANCES', outcome: 'DENIED', rule: 'ARCHITECTURE_MISMATCH', subjectId: image.id, counted: 0 },
    ]);
  },
);

test('viewerCan allows launching and restoring an image for an architecture that type S does not run', async () => {
  const image = await world.image(owner, { architecture: 'ARM64' });
  const text = 'query ($id: ID!) { image(id: $id) { viewerCan { launch { allowed } restore { allowed } } } }';
  const { viewerCan } = (await owner.data(text, { id: image.id })).image;
  expect(viewerCan).toEqual({ launch: { allowed: true }, restore: { allowed: true } });
});

test('restoreInstance checks the architectures of the instance type as they are now', async () => {
  const [image, instance] = [await world.image(owner, { architecture: 'ARM64' }), await world.instance(owner)];
  const input = { instanceId: instance.id, imageId: image.id };
  const before = await world.contents();
  expect(await owner.do('restoreInstance', input)).toEqual({
    __typename: 'Denied',
    ...mismatch(image.id, 'ARM64', 'S', 'X86_64 and I386'),
  });
  expect(await world.contents()).toEqual(before);

  const set = (architectures: string) =>
    world.store.write((inside) =>
      inside.rows(`UPDATE instance_type SET architectures = ? WHERE id = 'S'`, [architectures]),
    );
  await set('["X86_64","ARM64"]');
  expect(await owner.do('restoreInstance', input)).toMatchObject({ instance: { imageId: image.id } });
  await set('["X86_64"]');
  expect(await owner.do('restoreInstance', input)).toMatchObject({ rule: 'ARCHITECTURE_MISMATCH' });
});

test('instanceTypes lists the architectures of every type', async () => {
  const { instanceTypes } = await world.anybody.data('{ instanceTypes { id architectures } }');
  expect(instanceTypes).toEqual([
    { id: 'A', architectures: ['ARM64'] },
    { id: 'S', architectures: ['X86_64', 'I386'] },
  ]);
});
