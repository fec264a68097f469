import type { Image } from '../../../src/entities/image';
import { newId } from '../../../src/database/ids';
import { World, mutationText, type Asker } from '../../support/world';

/** Who sees what of an image, and that what is hidden cannot be told from what is absent. */

let world: World;
let custom: Image;
let pending: Image;
let market: Image;
let owner: Asker;
let recipient: Asker;
let other: Asker;
let provider: Asker;
let member: Asker;
let operator: Asker;

beforeEach(async () => {
  world = await World.open();
  owner = await world.account({ name: 'owner' });
  recipient = await world.account({ name: 'recipient' });
  other = await world.account({ name: 'other recipient' });
  member = await world.account({ name: 'member' });
  provider = await world.account({ name: 'provider', roles: ['MEMBER', 'PROVIDER'], agreementSigned: true });
  operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
  custom = await world.image(owner);
  await world.share(custom, [recipient, other]);
  const marketplace = { kind: 'MARKETPLACE', origin: 'MARKETPLACE', baseImageId: null } as const;
  market = await world.image(provider, { ...marketplace, reviewState: 'APPROVED' });
  pending = await world.image(provider, { ...marketplace, reviewState: 'PENDING' });
});
afterEach(() => world.close());

const SEEN = `{ id type sharedAt warnings { code } shareCount shares { account { id } }
  impact { shares copies runningInstances byAccount { account { id } } } }`;
const nothingOfOthers = { shareCount: null, shares: null, impact: null };
const UNREVIEWED = [{ code: 'UNREVIEWED_SOURCE' }];

async function seenBy(asker: Asker, id: string) {
  const { image, node } = await asker.data(`query ($id: ID!) { image(id: $id) ${SEEN} node(id: $id) { id } }`, { id });
  const { images } = await asker.data(`{ images(first: 40) { totalCount nodes ${SEEN} } }`);
  const listed = images.nodes.find((row: Image) => row.id === id) ?? null;
  // Every way to an image leads to the same answer, and the count counts what is listed.
  expect(listed).toEqual(image);
  expect(node?.id ?? null).toBe(image?.id ?? null);
  expect(images.totalCount).toBe(images.nodes.length);
  return image;
}

describe('seeing', () => {
  test('the owner sees its image, who holds it, and what deleting would touch', async () => {
    const holders = [recipient.id, other.id].sort().map((id) => ({ account: { id } }));
    const image = await seenBy(owner, custom.id);
    expect(image).toEqual({
      id: custom.id,
      type: 'CUSTOM',
      sharedAt: null,
      warnings: [],
      shareCount: 2,
      shares: expect.arrayContaining(holders),
      impact: { shares: 2, copies: 0, runningInstances: 0, byAccount: holders },
    });
    expect(image.shares).toHaveLength(2);
  });

  test('a recipient sees a shared image, with a warning, and never another recipient', async () => {
    await world.instance(other, { imageId: custom.id });
    expect(await seenBy(recipient, custom.id)).toEqual({
      id: custom.id,
      type: 'SHARED',
      sharedAt: '2026-03-03T12:00:00.000Z',
      warnings: UNREVIEWED,
      ...nothingOfOthers,
    });
  });

  test('nor by the other’s share, nor by the other’s account', async () => {
    const [own, others] = await world.store.rows<{ id: string }>(
      'SELECT id FROM share WHERE image_id = ? ORDER BY account_id = ? DESC',
      [custom.id, recipient.id],
    );
    const node = async (id: string) =>
      (await recipient.data('query ($id: ID!) { node(id: $id) { __typename id } }', { id })).node;
    expect(await node(own!.id)).toEqual({ __typename: 'Share', id: own!.id });
    expect(await node(others!.id)).toBeNull();
    expect(await node(other.id)).toBeNull();
    expect(await node(owner.id)).toEqual({ __typename: 'Account', id: owner.id });
  });

  test('a share is in its image’s region only', async () => {
    const inRegion = async (id: string) =>
      (
        await recipient.data(
          'query ($id: ID!) { images(filter: { regionId: $id, types: [SHARED] }) { nodes { id } } }',
          { id },
        )
      ).images.nodes;
    expect(await inRegion('ap-guangzhou')).toEqual([{ id: custom.id }]);
    expect(await inRegion('ap-beijing')).toEqual([]);
  });

  test.each([
    ['a member', () => member],
    ['an operator', () => operator],
    ['a former recipient', () => recipient],
  ])('%s sees nothing of a custom image', async (_who, who) => {
    await owner.do('unshareImage', { imageId: custom.id, accountIds: [recipient.id] });
    expect(await seenBy(who(), custom.id)).toBeNull();
  });

  test('a public image is everyone’s', async () => {
    const seen = { id: 'img-public', type: 'PUBLIC', sharedAt: null, warnings: [], ...nothingOfOthers };
    for (const asker of [owner, recipient, member, operator, world.anybody])
      expect(await seenBy(asker, 'img-public')).toEqual(seen);
  });

  test('an approved marketplace image is everyone’s, also to its provider no custom image', async () => {
    const seen = { id: market.id, type: 'MARKETPLACE', sharedAt: null, warnings: [], ...nothingOfOthers };
    for (const asker of [provider, member, operator, world.anybody])
      expect(await seenBy(asker, market.id)).toEqual(seen);
  });

  test('one that is not approved is its provider’s and the operators’', async () => {
    for (const asker of [provider, operator])
      expect(await seenBy(asker, pending.id)).toMatchObject({ type: 'MARKETPLACE' });
    for (const asker of [member, owner, world.anybody]) expect(await seenBy(asker, pending.id)).toBeNull();
  });
});

describe('hidden and absent are one and the same', () => {
  /** Every call that names an image, with all that could give a hidden one away. */
  const calls: [string, (imageId: string) => object][] = [
    ['launchInstances', (imageId) => ({ imageId, instanceType: 'S' })],
    ['launchInstances', (imageId) => ({ imageId, instanceType: 'S', regionId: 'ap-beijing' })],
    ['launchInstances', (imageId) => ({ imageId, instanceType: 'S', regionId: 'no-region' })],
    ['restoreInstance', (imageId) => ({ imageId, instanceId: 'ins-none' })],
    ['updateImage', (imageId) => ({ imageId, name: 'mine' })],
    ['copyImage', (imageId) => ({ imageId, regionIds: ['ap-guangzhou', 'ap-mumbai', 'no-region'] })],
    ['shareImage', (imageId) => ({ imageId, accountIds: [other.id, 'acc-none'], regionId: 'ap-beijing' })],
    ['unshareImage', (imageId) => ({ imageId, accountIds: [other.id, member.id] })],
    ['deleteImage', (imageId) => ({ imageId })],
    ['leaveImage', (imageId) => ({ imageId })],
  ];
  const hidden: [string, () => string][] = [
    ['a custom image', () => custom.id],
    ['a marketplace image not approved', () => pending.id],
  ];

  /** The whole body as text, with the id it is about taken out. */
  async function spoken(asker: Asker, text: string, variables: (id: string) => object, id: string): Promise<string> {
    const { status, body } = await asker.ask(text, variables(id));
    return `${status} ${JSON.stringify(body)}`.replaceAll(id, '<id>');
  }

  describe.each(hidden)('%s', (_what, id) => {
    test.each(calls)('%s', async (mutation, input) => {
      for (const dryRun of [true, false]) {
        const variables = (imageId: string) => ({ input: { ...input(imageId), dryRun } });
        const answers = [id(), newId('img')].map((each) => spoken(member, mutationText(mutation), variables, each));
        const [real, random] = await Promise.all(answers);
        expect(real).toBe(random);
        expect(real).toContain('"rule":"IMAGE_NOT_FOUND"');
      }
      // Nor does one’s own ledger tell them apart.
      const [a, b] = (await world.ledger(member)).map((line) => ({ ...line, subjectId: null }));
      expect(a).toEqual(b);
      expect(a).toMatchObject({ outcome: 'DENIED', rule: 'IMAGE_NOT_FOUND', regionId: null, counted: 0 });
    });

    test('queries', async () => {
      const text = `query ($id: ID!) { image(id: $id) ${SEEN} node(id: $id) { id } }`;
      const variables = (each: string) => ({ id: each });
      const real = await spoken(member, text, variables, id());
      expect(real).toBe(await spoken(member, text, variables, newId('img')));
      expect(real).toContain('"image":null,"node":null');
    });
  });

  test('a malformed id is an absent one', async () => {
    for (const imageId of ['', ' ', 'IMG', `img-${'x'.repeat(100)}`, 'img-público', "' OR 1=1 --"]) {
      expect(await member.do('deleteImage', { imageId })).toEqual({
        __typename: 'Denied',
        rule: 'IMAGE_NOT_FOUND',
        message: 'There is no image with this id for this account.',
        limit: null,
        used: null,
        resetsAt: null,
        subjects: [imageId],
        also: [],
      });
    }
  });
});
