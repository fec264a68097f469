import { stageOf, type Stage } from '../support/calls';
import { World, type Asker } from '../support/world';

/** Reading one thing by its id: what is one's own or everybody's, and null for all else. */

let world: World;
let stage: Stage;
beforeEach(async () => {
  world = await World.open();
  stage = await stageOf(world);
});
afterEach(() => world.close());

describe('node', () => {
  const node = async (asker: Asker, id: string) =>
    (await asker.data('query ($id: ID!) { node(id: $id) { __typename id } }', { id })).node;

  /** An id of each type that is the owner's own, or that everybody may read. */
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
    };
  }

  test('each type by its id, for its owner', async () => {
    for (const [type, id] of Object.entries(await ids())) {
      expect(await node(stage.owner, id)).toEqual({ __typename: type, id });
    }
  });

  test('those of others are null for strangers, as are those that are not', async () => {
    const { Region, ...others } = await ids();
    const absent = ['img', 'ins', 'acc', 'shr', 'op', 'tok'].map((prefix) => `${prefix}-000000000000`);
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
    expect(await node(stage.other, Region!)).toEqual({ __typename: 'Region', id: Region });
  });

  test('a sub-account reads what is its root’s, but no tokens of it', async () => {
    for (const [type, id] of Object.entries(await ids())) {
      expect(await node(stage.sub, id)).toEqual(type === 'AccessToken' ? null : { __typename: type, id });
    }
  });

  test('operators read accounts, and no other’s images, instances, shares, lines or tokens', async () => {
    const { Region, Account, ...others } = await ids();
    expect(await node(stage.operator, Region!)).not.toBeNull();
    expect(await node(stage.operator, Account!)).toEqual({ __typename: 'Account', id: Account });
    for (const id of Object.values(others)) expect(await node(stage.operator, id)).toBeNull();
  });

  test('a share is its owner’s and its holder’s; other holders do not see it', async () => {
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

  test('a revoked token is gone', async () => {
    const [id] = stage.tokenIds;
    await stage.owner.do('revokeAccessToken', { accessTokenId: id });
    expect(await node(stage.owner, id!)).toBeNull();
  });

  test('the same id in another case is another id', async () => {
    expect(await node(stage.owner, stage.image.id.toUpperCase())).toBeNull();
    expect(await node(stage.owner, 'AP-SEOUL')).toBeNull();
  });
});

describe('instance', () => {
  test('one’s own, the root’s for its sub-account, nobody else’s', async () => {
    const { id } = stage.instances[0]!;
    const read = (asker: Asker) => asker.data('query ($id: ID!) { instance(id: $id) { id imageId } }', { id });
    for (const asker of [stage.owner, stage.sub]) {
      expect(await read(asker)).toEqual({ instance: { id, imageId: 'img-public' } });
    }
    for (const asker of [stage.other, stage.friend, stage.operator])
      expect(await read(asker)).toEqual({ instance: null });
  });

  test('outlives its image: the id stays, the image is null', async () => {
    const { instances } = await stage.owner.do('launchInstances', { imageId: stage.image.id, instanceType: 'S' });
    await stage.owner.do('deleteImage', { imageId: stage.image.id });
    const { instance } = await stage.owner.data(
      `{ instance(id: "${instances[0].id}") { imageId image { id } state } }`,
    );
    expect(instance).toEqual({ imageId: stage.image.id, image: null, state: 'RUNNING' });
  });
});
