import { RULES } from '../../src/policy/decision';
import { describeRules } from '../../src/policy/rulebook';
import { callOf, EACH_CALL, createFixture, type Fixture } from '../support/calls';
import { everything } from '../support/contents';
import { World, type Answer } from '../support/world';
import { mutationText } from '../support/mutations';
import type { Image } from '../../src/entities/image';

/** Tests that callers without a credential read what is public; everything else is UNAUTHENTICATED. */

let world: World;
let stage: Fixture;
let approved: Image;
let hidden: Image[];
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
  const market = { kind: 'MARKETPLACE', origin: 'MARKETPLACE', baseImageId: null, hourlyPrice: 120_000 } as const;
  const provider = await world.account({ name: 'provider', roles: ['PROVIDER'], agreementSigned: true });
  approved = await world.image(provider, { ...market, name: 'approved', reviewState: 'APPROVED' });
  hidden = [
    await world.image(provider, { ...market, name: 'pending', reviewState: 'PENDING' }),
    await world.image(provider, { ...market, name: 'rejected', reviewState: 'REJECTED' }),
    stage.image,
    stage.shared,
    await world.publicImage('ap-guangzhou', { name: 'retired', deletedAt: world.clock.now - 1 }),
  ];
});
afterEach(() => world.close());

const ask = (query: string, variables?: object) => world.anybody.ask(query, variables);
const read = (query: string, variables?: object) => world.anybody.data(query, variables);

function expectUnauthenticated({ status, body, headers }: Answer): void {
  expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['UNAUTHENTICATED']);
  expect(status).toBe(401);
  expect(headers['www-authenticate']).toMatch(/^Bearer/);
}

test('an anonymous caller has null as its viewer', async () => {
  expect(await read('{ viewer { account { id } roles } }')).toEqual({ viewer: null });
});

test('an anonymous caller reads regions, a region, instance types and rules', async () => {
  const data = await read(
    `{ regions { id } region(id: "ap-hongkong") { id name mainlandChina supportsImageCopy state }
       instanceTypes { id cpus memoryGb hourlyPrice { amount currency } } rules { rule statement guards } }`,
  );
  expect(data.regions).toHaveLength(23);
  expect(data.region).toEqual({
    id: 'ap-hongkong',
    name: 'Hong Kong, Macao and Taiwan (Hong Kong, China)',
    mainlandChina: false,
    supportsImageCopy: true,
    state: 'AVAILABLE',
  });
  expect(data.instanceTypes).toEqual([
    { id: 'S', cpus: 1, memoryGb: 1, hourlyPrice: { amount: '0.012', currency: 'USD' } },
  ]);
  expect(data.rules).toHaveLength(describeRules().length);
  expect(RULES).toEqual(expect.arrayContaining(data.rules.map(({ rule }: { rule: string }) => rule)));
});

test('an anonymous caller lists public images and approved marketplace images, and no others', async () => {
  const { images } = await read('{ images(first: 100) { totalCount nodes { id type } } }');
  expect(images.nodes).toEqual(
    expect.arrayContaining([
      { id: 'img-public', type: 'PUBLIC' },
      { id: stage.publicImage.id, type: 'PUBLIC' },
      { id: approved.id, type: 'MARKETPLACE' },
      { id: stage.listed.id, type: 'MARKETPLACE' },
    ]),
  );
  expect(images.nodes).toHaveLength(4);
  expect(images.totalCount).toBe(4);
});

test.each(['CUSTOM', 'SHARED'])('an anonymous caller finds nothing under the image type %s', async (type) => {
  const { images } = await read('query ($t: [ImageType!]) { images(filter: { types: $t }) { totalCount nodes { id } } }', { t: [type] }); // prettier-ignore
  expect(images).toEqual({ totalCount: 0, nodes: [] });
});

test('an anonymous caller reads hidden, deleted and absent images as null', async () => {
  for (const id of [...hidden.map((image) => image.id), 'img-000000000000', '', 'x']) {
    expect(await read('query ($id: ID!) { image(id: $id) { id } }', { id })).toEqual({ image: null });
  }
  for (const { id } of hidden) {
    expect(await read('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
  }
});

test('an anonymous caller reads private fields of a public image as null, viewerCan without reasons', async () => {
  const no = { allowed: false, denied: null };
  const permission = '{ allowed denied { rule } }';
  const { image } = await read(
    `query ($id: ID!) { image(id: $id) { name type owner { id name } region { id } hourlyFee { amount } sharedAt warnings { code }
       shareCount shares { id } impact { shares } baseImage { id } copiedFrom { id }
       viewerCan { launch ${permission} restore ${permission} update ${permission} copy ${permission}
         copyThere: copy(regionIds: ["ap-beijing"]) ${permission} share ${permission}
         shareThem: share(accountIds: ["acc-x"]) ${permission} unshare ${permission} delete ${permission} leave ${permission} } } }`,
    { id: 'img-public' },
  );
  expect(image).toMatchObject({ type: 'PUBLIC', owner: { id: 'acc-platform' }, hourlyFee: { amount: '0' } });
  for (const field of ['sharedAt', 'shareCount', 'shares', 'impact']) expect(image[field]).toBeNull();
  expect(Object.keys(image.viewerCan)).toHaveLength(10);
  for (const each of Object.values(image.viewerCan)) expect(each).toEqual(no);
});

test('an anonymous caller reads regions, public images and listed marketplace images as nodes', async () => {
  const node = async (id: string) => (await read(`{ node(id: "${id}") { __typename id } }`)).node;
  expect(await node('ap-seoul')).toEqual({ __typename: 'Region', id: 'ap-seoul' });
  expect(await node('img-public')).toEqual({ __typename: 'Image', id: 'img-public' });
  expect(await node(approved.id)).toEqual({ __typename: 'Image', id: approved.id });
  expect(await node('nowhere')).toBeNull();
});

describe('an anonymous caller is UNAUTHENTICATED', () => {
  test('for nodes of other types, whether or not they exist', async () => {
    const [share] = await world.store.rows<{ id: string }>('SELECT id FROM share LIMIT 1');
    const ids = [
      stage.instances[0]!.id,
      stage.owner.id,
      'acc-platform',
      share!.id,
      stage.tokenIds[0]!,
      'op-000000000000',
    ];
    for (const id of [...ids, 'ins-000000000000', 'acc-x', 'shr-x', 'tok-x', 'op-']) {
      expectUnauthenticated(await ask(`{ node(id: "${id}") { id } }`));
    }
  });

  test.each([
    '{ launchQuote(input: { imageId: "img-public", instanceType: "S" }) { __typename } }',
    '{ instances { totalCount } }',
    '{ instances { nodes { id } } }',
    '{ instance(id: "ins-x") { id } }',
  ])('for %s', async (query) => {
    const answer = await ask(query);
    expectUnauthenticated(answer);
    expect(JSON.stringify(answer.body.data ?? null)).not.toContain('[');
  });

  test('for an existing instance with the same answer as for an absent one', async () => {
    const query = 'query ($id: ID!) { instance(id: $id) { id } }';
    const [there, absent] = [await ask(query, { id: stage.instances[0]!.id }), await ask(query, { id: 'ins-x' })];
    expect(there.body).toEqual(absent.body);
  });

  test.each(EACH_CALL)('for %s, also as a dry run, and nothing is done', async (name) => {
    const before = await everything(world);
    for (const dryRun of [false, true]) {
      const { input } = callOf(stage, name, { dryRun });
      expectUnauthenticated(await ask(mutationText(name), { input }));
    }
    expect(await everything(world)).toEqual(before);
  });
});
