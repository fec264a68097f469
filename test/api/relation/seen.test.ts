import type { Image } from '../../../src/entities/image';
import { newId } from '../../../src/database/ids';
import { World, type ApiCaller } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests what each relation sees of an image, and that hidden and absent images cannot be distinguished. */

let world: World;
let custom: Image;
let pending: Image;
let market: Image;
let owner: ApiCaller;
let recipient: ApiCaller;
let other: ApiCaller;
let provider: ApiCaller;
let member: ApiCaller;
let operator: ApiCaller;

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

async function seenBy(caller: ApiCaller, id: string) {
  const { image, node } = await caller.data(`query ($id: ID!) { image(id: $id) ${SEEN} node(id: $id) { id } }`, { id });
  const { images } = await caller.data(`{ images(first: 40) { totalCount nodes ${SEEN} } }`);
  const listed = images.nodes.find((row: Image) => row.id === id) ?? null;
  // Every path to an image has the same answer, and the total count is that of the list.
  expect(listed).toEqual(image);
  expect(node?.id ?? null).toBe(image?.id ?? null);
  expect(images.totalCount).toBe(images.nodes.length);
  return image;
}

describe('an image', () => {
  test('shows its owner its shares and impact', async () => {
    const recipients = [recipient.id, other.id].sort().map((id) => ({ account: { id } }));
    const image = await seenBy(owner, custom.id);
    expect(image).toEqual({
      id: custom.id,
      type: 'CUSTOM',
      sharedAt: null,
      warnings: [],
      shareCount: 2,
      shares: expect.arrayContaining(recipients),
      impact: { shares: 2, copies: 0, runningInstances: 0, byAccount: recipients },
    });
    expect(image.shares).toHaveLength(2);
  });

  test('shows a recipient a warning and no other recipient', async () => {
    await world.instance(other, { imageId: custom.id });
    expect(await seenBy(recipient, custom.id)).toEqual({
      id: custom.id,
      type: 'SHARED',
      sharedAt: '2026-03-03T12:00:00.000Z',
      warnings: UNREVIEWED,
      ...nothingOfOthers,
    });
  });

  test('shows a recipient neither the share nor the account of another recipient as a node', async () => {
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

  test('that is shared is listed for the recipient in its region alone', async () => {
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
  ])('that is custom is hidden from %s', async (_who, who) => {
    await owner.do('unshareImage', { imageId: custom.id, accountIds: [recipient.id] });
    expect(await seenBy(who(), custom.id)).toBeNull();
  });

  test('that is public is visible to everyone, without data of others', async () => {
    const seen = { id: 'img-public', type: 'PUBLIC', sharedAt: null, warnings: [], ...nothingOfOthers };
    for (const caller of [owner, recipient, member, operator, world.anybody])
      expect(await seenBy(caller, 'img-public')).toEqual(seen);
  });

  test('that is approved for the marketplace is visible to everyone, as MARKETPLACE to its provider too', async () => {
    const seen = { id: market.id, type: 'MARKETPLACE', sharedAt: null, warnings: [], ...nothingOfOthers };
    for (const caller of [provider, member, operator, world.anybody])
      expect(await seenBy(caller, market.id)).toEqual(seen);
  });

  test('that waits for approval is visible to its provider and operators alone', async () => {
    for (const caller of [provider, operator])
      expect(await seenBy(caller, pending.id)).toMatchObject({ type: 'MARKETPLACE' });
    for (const caller of [member, owner, world.anybody]) expect(await seenBy(caller, pending.id)).toBeNull();
  });
});

describe('hidden and absent images have the same answer', () => {
  /** Every call that names an image, with inputs that could reveal a hidden one. */
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
    ['for a custom image', () => custom.id],
    ['for a marketplace image that is not approved', () => pending.id],
  ];

  /** Returns status and body as text, with the id of the image replaced. */
  async function answerText(
    caller: ApiCaller,
    text: string,
    variables: (id: string) => object,
    id: string,
  ): Promise<string> {
    const { status, body } = await caller.ask(text, variables(id));
    return `${status} ${JSON.stringify(body)}`.replaceAll(id, '<id>');
  }

  describe.each(hidden)('%s', (_what, id) => {
    test.each(calls)('in %s', async (mutation, input) => {
      for (const dryRun of [true, false]) {
        const variables = (imageId: string) => ({ input: { ...input(imageId), dryRun } });
        const answers = [id(), newId('img')].map((each) => answerText(member, mutationText(mutation), variables, each));
        const [real, random] = await Promise.all(answers);
        expect(real).toBe(random);
        expect(real).toContain('"rule":"IMAGE_NOT_FOUND"');
      }
      // The ledger of the viewer does not distinguish them either.
      const [a, b] = (await world.ledger(member)).map((entry) => ({ ...entry, subjectId: null }));
      expect(a).toEqual(b);
      expect(a).toMatchObject({ outcome: 'DENIED', rule: 'IMAGE_NOT_FOUND', regionId: null, counted: 0 });
    });

    test('in queries', async () => {
      const text = `query ($id: ID!) { image(id: $id) ${SEEN} node(id: $id) { id } }`;
      const variables = (each: string) => ({ id: each });
      const real = await answerText(member, text, variables, id());
      expect(real).toBe(await answerText(member, text, variables, newId('img')));
      expect(real).toContain('"image":null,"node":null');
    });
  });

  test('in deleteImage with a malformed id too', async () => {
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
