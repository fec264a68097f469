import { InstanceType } from '../../src/entities/instance';
import { Region } from '../../src/entities/region';
import { createFixture, type Fixture } from '../support/calls';
import { World, type ApiCaller } from '../support/world';

/** Tests reading by id: own and public things, and null for everything else. */

let world: World;
let stage: Fixture;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
});
afterEach(() => world.close());

describe('node', () => {
  const node = async (caller: ApiCaller, id: string) =>
    (await caller.data('query ($id: ID!) { node(id: $id) { __typename id } }', { id })).node;

  /** Returns an id of each type that belongs to the owner or is public. */
  async function ids(): Promise<Record<string, string>> {
    await stage.owner.do('updateImage', { imageId: stage.image.id, name: 'renamed' });
    const { viewer } = await stage.owner.data('{ viewer { operations(first: 1) { nodes { id } } } }');
    const [share] = await world.store.rows<{ id: string }>('SELECT id FROM share WHERE account_id = ?', [
      stage.friend.id,
    ]);
    return {
      Region: 'ap-seoul',
      Image: stage.image.id,
      Instance: stage.instances[0]!.id,
      Account: stage.owner.id,
      Share: share!.id,
      Operation: viewer.operations.nodes[0].id,
      AccessToken: stage.tokenIds[0]!,
      InstanceType: 'S',
      Viewer: `vwr-${stage.owner.id}`,
    };
  }

  test('returns a thing of each type to its owner', async () => {
    for (const [type, id] of Object.entries(await ids())) {
      expect(await node(stage.owner, id)).toEqual({ __typename: type, id });
    }
  });

  test('is null for hidden, absent and malformed ids; regions and instance types are public', async () => {
    const { Region, InstanceType, ...others } = await ids();
    const absent = ['img', 'ins', 'acc', 'shr', 'op', 'tok', 'vwr'].map((prefix) => `${prefix}-000000000000`);
    const odd = [
      '',
      'x',
      'img-',
      'acc-',
      'toString-x',
      '__proto__-x',
      "' OR 1=1 --",
      '\u0000',
      '\ud800',
      'i'.repeat(9_000),
    ];
    for (const id of [...Object.values(others), ...absent, ...odd]) expect(await node(stage.other, id)).toBeNull();
    for (const caller of [stage.other, world.anybody]) {
      expect(await node(caller, Region!)).toEqual({ __typename: 'Region', id: Region });
      expect(await node(caller, InstanceType!)).toEqual({ __typename: 'InstanceType', id: InstanceType });
    }
  });

  test('returns to a sub-account things of its root account, except tokens and the viewer', async () => {
    for (const [type, id] of Object.entries(await ids())) {
      const seen = type !== 'AccessToken' && type !== 'Viewer';
      expect(await node(stage.sub, id)).toEqual(seen ? { __typename: type, id } : null);
    }
  });

  test('is UNAUTHENTICATED for an anonymous caller with the id of a type that needs a credential', async () => {
    const { Region: _r, InstanceType: _i, Image, ...others } = await ids();
    expect(await node(world.anybody, Image!)).toBeNull();
    for (const id of Object.values(others)) {
      const { status, body } = await world.anybody.ask('query ($id: ID!) { node(id: $id) { id } }', { id });
      expect([id, status, body.errors?.[0]?.extensions['code']]).toEqual([id, 401, 'UNAUTHENTICATED']);
    }
  });

  test('returns the viewer by an id that is not its account’s', async () => {
    const VIEWER = '__typename id roles account { __typename id } quota(regionId: "ap-seoul") { region { id } }';
    for (const caller of [stage.owner, stage.sub]) {
      const { viewer } = await caller.data(`{ viewer { ${VIEWER} } }`);
      expect(viewer).toMatchObject({ id: `vwr-${caller.id}`, account: { id: caller.id } });
      const again = await caller.data(`query ($id: ID!) { node(id: $id) { ... on Viewer { ${VIEWER} } } }`, viewer);
      expect(again).toEqual({ node: viewer });
    }
  });

  test('returns an instance type with its price, the same as through an edge', async () => {
    const ofType = '... on InstanceType { __typename id cpus memoryGb hourlyPrice { amount currency } }';
    const { node: type, instance } = await stage.owner.data(
      `query ($id: ID!) { node(id: "S") { ${ofType} } instance(id: $id) { instanceType { ${ofType} } } }`,
      { id: stage.instances[0]!.id },
    );
    expect(type).toEqual({
      ...{ __typename: 'InstanceType', id: 'S', cpus: 1, memoryGb: 1 },
      hourlyPrice: { amount: '0.012', currency: 'USD' },
    });
    expect(instance.instanceType).toEqual(type);
  });

  test.each(['S5.MEDIUM4', 'ap_seoul-like', 'img-1', 'ins-fast', 'acc-1', 'op-1', 'vwr-1', 'a'.repeat(40)])(
    'returns the instance type with the id %s, although ids of another type look like it',
    async (id) => {
      await world.store.write(({ manager }) =>
        manager.insert(InstanceType, { id, cpus: 1, memoryGb: 1, hourlyPrice: 1 }),
      );
      for (const caller of [stage.owner, world.anybody])
        expect(await node(caller, id)).toEqual({ __typename: 'InstanceType', id });
    },
  );

  test('returns a region with an id like another type’s, before an instance type with that id', async () => {
    for (const id of ['tok-1', 'img-1', 'xx']) {
      const row = { id, name: 'a region', mainlandChina: false, supportsImageCopy: false, state: 'AVAILABLE' } as const;
      await world.store.write(async ({ manager }) => {
        await manager.insert(Region, row);
        await manager.insert(InstanceType, { id, cpus: 1, memoryGb: 1, hourlyPrice: 1 });
      });
      for (const caller of [stage.owner, world.anybody])
        expect(await node(caller, id)).toEqual({ __typename: 'Region', id });
    }
  });

  test('returns accounts of others to operators, and nothing else of them', async () => {
    const { Region, InstanceType, Account, ...others } = await ids();
    expect(await node(stage.operator, Region!)).not.toBeNull();
    expect(await node(stage.operator, InstanceType!)).not.toBeNull();
    expect(await node(stage.operator, Account!)).toEqual({ __typename: 'Account', id: Account });
    for (const id of Object.values(others)) expect(await node(stage.operator, id)).toBeNull();
  });

  test('returns a share to its recipient while it lasts, and not to another recipient', async () => {
    const rows = await world.store.rows<{ id: string; accountId: string }>(
      'SELECT id, account_id AS "accountId" FROM share',
    );
    const [own, anothers] = [true, false].map(
      (is) => rows.find((row) => (row.accountId === stage.friend.id) === is)!.id,
    );
    expect(await node(stage.friend, own!)).toEqual({ __typename: 'Share', id: own });
    expect(await node(stage.friend, anothers!)).toBeNull();
    await stage.owner.do('unshareImage', { imageId: stage.shared.id, accountIds: [stage.friend.id] });
    expect(await node(stage.friend, own!)).toBeNull();
    expect(await node(stage.friend, stage.shared.id)).toBeNull();
  });

  test('is null for a revoked token', async () => {
    const [id] = stage.tokenIds;
    await stage.owner.do('revokeAccessToken', { accessTokenId: id });
    expect(await node(stage.owner, id!)).toBeNull();
  });

  test('is null for an id in another case', async () => {
    expect(await node(stage.owner, stage.image.id.toUpperCase())).toBeNull();
    expect(await node(stage.owner, 'AP-SEOUL')).toBeNull();
  });
});

describe('instance', () => {
  test('is returned to its owner and the sub-accounts, and to nobody else', async () => {
    const { id } = stage.instances[0]!;
    const read = (caller: ApiCaller) => caller.data('query ($id: ID!) { instance(id: $id) { id imageId } }', { id });
    for (const caller of [stage.owner, stage.sub]) {
      expect(await read(caller)).toEqual({ instance: { id, imageId: 'img-public' } });
    }
    for (const caller of [stage.other, stage.friend, stage.operator])
      expect(await read(caller)).toEqual({ instance: null });
  });

  test('keeps the id of a deleted image, with null as the image', async () => {
    const { instances } = await stage.owner.do('launchInstances', { imageId: stage.image.id, instanceType: 'S' });
    await stage.owner.do('deleteImage', { imageId: stage.image.id });
    const { instance } = await stage.owner.data(
      `{ instance(id: "${instances[0].id}") { imageId image { id } state } }`,
    );
    expect(instance).toEqual({ imageId: stage.image.id, image: null, state: 'RUNNING' });
  });
});
