import type { Image } from '../../../src/entities/image';
import { callOf, CALLS, EACH_CALL, createFixture, type Fixture } from '../../support/calls';
import { everything } from '../../support/contents';
import { importInto, used } from '../../support/denials';
import { World, type Answer } from '../../support/world';
import { mutationText } from '../../support/mutations';

/**
 * Tests the classes of vulnerabilities that OpenStack's image service has had, each end to end. Those about limits and
 * imports have separate files, and the tests of the log cover secrets in it (CVE-2014-1948).
 *
 * Classes that do not apply, and why:
 * - Code run through a storage backend (CVE-2014-0162): there is no backend and no shell; nothing is executed.
 * - Files of the host read through a crafted disk (CVE-2015-5163, CVE-2022-47951, CVE-2024-32498): no disk is read.
 * - A parser exhausted by a crafted disk (CVE-2015-5162): no disk is parsed.
 * - Space filled by disks that are too large or were left behind (CVE-2014-5356, CVE-2014-9684, CVE-2015-1881,
 *   CVE-2015-3289): no disk is stored; of its size only a bounded number is kept.
 * - Signatures of images that collide (CVE-2015-8234): images are not signed.
 * - Metadata definitions shown to other tenants: there are none; an image has only its fixed fields.
 */

let world: World;
let stage: Fixture;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
});
afterEach(() => world.close());

const codeOf = ({ body }: Answer) => body.errors?.map(({ extensions }) => extensions['code']);
const rowOf = async (id: string) =>
  (await world.store.rows<Record<string, unknown>>('SELECT * FROM image WHERE id = ?', [id]))[0]!;

describe('clients cannot set status, owner and kind (CVE-2015-5251, CVE-2016-0757):', () => {
  /** Fields that the service alone decides, under their names here and in OpenStack. */
  const SERVICE_FIELDS = ['id', 'state', 'status', 'active', 'ownerId', 'owner', 'rootId', 'actorId', 'kind', 'type', 'visibility', 'isPublic', 'listed', 'reviewState', 'reviewReason', 'origin', 'location', 'locations', 'baseImageId', 'copiedFromId', 'checksum', 'createdAt', 'updatedAt', 'sharedAt', 'deletedAt', 'deleted', 'revokedAt', 'secretHash', 'token', 'counted', 'rule', 'at']; // prettier-ignore
  /** The inputs that may have such a name: decisions of operators. */
  const BY_RIGHT: Record<string, string[]> = { createAccount: ['rootId', 'kind'], updateRegion: ['state'] };

  test.each(EACH_CALL)('%s rejects every such field as unknown', async (name) => {
    const { by, input } = callOf(stage, name);
    const before = await everything(world);
    const taken: string[] = [];
    for (const field of SERVICE_FIELDS) {
      const answer = await by.ask(mutationText(name), { input: { ...input, dryRun: true, [field]: 'x' } });
      const unknown = new RegExp(`Field "${field}" is not defined by type`).test(
        answer.body.errors?.[0]?.message ?? '',
      );
      if (unknown) expect(codeOf(answer)).toEqual(['BAD_USER_INPUT']);
      else taken.push(field);
    }
    expect(taken.sort()).toEqual((BY_RIGHT[name] ?? []).sort());
    expect(await everything(world)).toEqual(before);
  });

  test('an image that is not AVAILABLE keeps its state through every call with it', async () => {
    for (const state of ['FAILED', 'CREATING', 'IMPORTING', 'COPYING'] as const) {
      const { id: imageId } = await world.image(stage.owner, { state });
      const calls = { updateImage: { name: 'x' }, copyImage: { regionIds: ['ap-beijing'] }, shareImage: { accountIds: [stage.friend.id] }, launchInstances: { instanceType: 'S' } }; // prettier-ignore
      for (const [name, input] of Object.entries(calls)) {
        expect((await stage.owner.do(name, { imageId, ...input })).rule).toBe('IMAGE_NOT_READY');
      }
      expect((await rowOf(imageId))['state']).toBe(state);
    }
  });

  test('a member cannot publish an image, submit one or approve one', async () => {
    const publish = callOf(stage, 'publishImage').input;
    expect((await stage.owner.do('publishImage', publish)).rule).toBe('OPERATOR_ONLY');
    const submit = { imageId: stage.image.id, name: 'x', hourlyPrice: '0' };
    expect((await stage.owner.do('submitMarketplaceImage', submit)).rule).toBe('PROVIDER_ONLY');
    for (const verdict of ['APPROVE', 'REJECT']) {
      const review = { imageId: stage.pending.id, verdict };
      expect((await stage.provider.do('reviewMarketplaceImage', review)).rule).toBe('OPERATOR_ONLY');
    }
    const { images } = await world.anybody.data('{ images { nodes { id } } }');
    const everybodys = [stage.publicImage.id, stage.listed.id, 'img-public'];
    expect(images.nodes.map(({ id }: Image) => id).sort()).toEqual(everybodys.sort());
  });
});

describe('an image cannot be replaced for accounts that trust it (CVE-2016-0757):', () => {
  test('an update by its owner changes its name and description alone', async () => {
    const before = await rowOf(stage.shared.id);
    await stage.owner.do('updateImage', { imageId: stage.shared.id, name: 'New', description: 'other' });
    const after = await rowOf(stage.shared.id);
    expect(after).toEqual({ ...before, name: 'New', name_key: 'new', description: 'other' });
  });

  test('an approved image stays as it was approved until the next review', async () => {
    const { image } = await stage.provider.do('submitMarketplaceImage', callOf(stage, 'submitMarketplaceImage').input);
    await stage.operator.do('reviewMarketplaceImage', { imageId: image.id, verdict: 'APPROVE' });
    const approved = await rowOf(image.id);
    const edit = { imageId: image.id, name: 'Another', hourlyPrice: '9' };
    expect(await stage.provider.do('submitMarketplaceImage', edit)).toHaveProperty('image');
    expect(await rowOf(image.id)).toEqual(approved);
    await stage.provider.do('updateImage', { imageId: image.id, name: 'Another' });
    expect(await rowOf(image.id)).toEqual(approved);
  });

  test('the id of a deleted image is not given to another (CVE-2016-4383)', async () => {
    const { id: imageId } = stage.image;
    expect(await stage.owner.do('deleteImage', { imageId })).toMatchObject({ imageId });
    const { image } = await stage.owner.do('importImage', importInto());
    expect(image.id).not.toBe(imageId);
    expect((await stage.owner.data('query ($id: ID!) { image(id: $id) { id } }', { id: imageId })).image).toBeNull();
    // The row stays, so that no other image can ever get the id.
    expect((await rowOf(imageId))['owner_id']).toBe(stage.owner.id);
  });
});

describe('nothing is done without authorization (CVE-2012-4573, CVE-2012-5482):', () => {
  /** The rule or code for another account; null where the call concerns only the caller. */
  const EXPECTED: Record<string, string | null> = {
    createImage: 'INSTANCE_NOT_FOUND',
    importImage: null,
    copyImage: 'IMAGE_NOT_FOUND',
    updateImage: 'IMAGE_NOT_FOUND',
    deleteImage: 'IMAGE_NOT_FOUND',
    shareImage: 'IMAGE_NOT_FOUND',
    unshareImage: 'IMAGE_NOT_FOUND',
    leaveImage: 'IMAGE_NOT_FOUND',
    launchInstances: 'IMAGE_NOT_FOUND',
    restoreInstance: 'IMAGE_NOT_FOUND',
    terminateInstances: 'INSTANCE_NOT_FOUND',
    createAccessToken: null,
    revokeAccessToken: 'BAD_USER_INPUT',
    publishImage: 'OPERATOR_ONLY',
    retireImage: 'OPERATOR_ONLY',
    submitMarketplaceImage: 'PROVIDER_ONLY',
    reviewMarketplaceImage: 'OPERATOR_ONLY',
    withdrawMarketplaceImage: 'PROVIDER_ONLY',
    restrictLaunchSources: null,
    createAccount: 'OPERATOR_ONLY',
    updateAccount: 'OPERATOR_ONLY',
    updateRegion: 'OPERATOR_ONLY',
  };

  test.each(Object.keys(CALLS))(
    '%s is denied to anonymous callers and does nothing for another account',
    async (name) => {
      const { input } = callOf(stage, name);
      const before = await everything(world);
      const unsigned = await world.anybody.ask(mutationText(name), { input });
      expect([unsigned.status, codeOf(unsigned)]).toEqual([401, ['UNAUTHENTICATED']]);
      expect(await everything(world)).toEqual(before);

      const contents = await world.contents();
      const { body } = await stage.other.ask(mutationText(name), { input });
      const outcome = body.errors?.[0]?.extensions['code'] ?? body.data[name].rule ?? null;
      expect([outcome, body.data?.[name]?.also ?? []]).toEqual([EXPECTED[name], []]);
      if (EXPECTED[name] !== null) expect(await world.contents()).toEqual(contents);
    },
  );
});

describe('existence is not revealed:', () => {
  const NOWHERE = 'img-000000000000';

  test('a hidden and an absent image have the same answers in queries and mutations', async () => {
    const hidden = stage.image.id;
    const texts = [
      'query ($id: ID!) { image(id: $id) { id } node(id: $id) { id } }',
      'query ($id: ID!) { launchQuote(input: { imageId: $id, instanceType: "S" }) { ... on Denied { rule message subjects } } }',
    ];
    const asked = async (id: string) => {
      const answers: unknown[] = [];
      for (const text of texts) answers.push(await stage.other.data(text, { id }));
      for (const [name] of EACH_CALL.filter(([name]) => 'imageId' in callOf(stage, name).input)) {
        answers.push(await stage.other.do(name, { ...callOf(stage, name).input, imageId: id }));
      }
      return JSON.stringify(answers).replaceAll(id, 'IT');
    };
    expect(await asked(hidden)).toBe(await asked(NOWHERE));
  });

  test('a list, its count and its filters contain no hidden image', async () => {
    const text = `query ($filter: ImageFilter) { images(filter: $filter) { totalCount nodes { id } } }`;
    for (const filter of [{ types: ['CUSTOM', 'SHARED'] }, { nameContains: 'own' }, { ownerId: stage.owner.id }]) {
      expect(await stage.other.data(text, { filter })).toEqual({ images: { totalCount: 0, nodes: [] } });
    }
  });
});

describe('every call is authorized again (CVE-2013-4428):', () => {
  const SEEN = 'query ($id: ID!) { image(id: $id) { id } }';

  test('a share that is taken back ends with the next call', async () => {
    const { id } = stage.shared;
    for (let round = 0; round < 3; round += 1) expect((await stage.friend.data(SEEN, { id })).image).toEqual({ id });
    await stage.owner.do('unshareImage', { imageId: id, accountIds: [stage.friend.id] });
    expect((await stage.friend.data(SEEN, { id })).image).toBeNull();
    expect((await stage.friend.do('launchInstances', { imageId: id, instanceType: 'S' })).rule).toBe('IMAGE_NOT_FOUND');
  });

  test('a revoked token and a suspended account are rejected from the next call on', async () => {
    const { token, accessToken } = await stage.friend.do('createAccessToken', { name: 'x', scopes: ['READ'] });
    const caller = world.callerWith(stage.friend.id, token);
    expect((await caller.ask(SEEN, { id: stage.shared.id })).status).toBe(200);
    await stage.friend.do('revokeAccessToken', { accessTokenId: accessToken.id });
    expect((await caller.ask(SEEN, { id: stage.shared.id })).status).toBe(401);
    await stage.operator.do('updateAccount', { accountId: stage.friend.id, suspended: true });
    expect((await stage.friend.ask(SEEN, { id: stage.shared.id })).status).toBe(403);
  });
});

test('an unwanted share has a warning, counts to no limit, can be restricted and left (CVE-2013-4354)', async () => {
  const pushed = await world.image(stage.owner, { name: 'Ubuntu Server 22.04' });
  await stage.owner.do('shareImage', { imageId: pushed.id, accountIds: [stage.other.id] });
  const { image, images } = await stage.other.data(
    'query ($id: ID!) { image(id: $id) { type reviewState owner { id } warnings { code } } images(filter: { types: [CUSTOM, PUBLIC] }) { nodes { id } } }',
    { id: pushed.id },
  );
  expect(image).toEqual({ type: 'SHARED', reviewState: 'UNREVIEWED', owner: { id: stage.owner.id }, warnings: [{ code: 'UNREVIEWED_SOURCE' }] }); // prettier-ignore
  expect(images.nodes.map(({ id }: Image) => id)).not.toContain(pushed.id);
  expect(await used(stage.other)).toEqual({ images: 0, today: 0 });

  await stage.other.do('restrictLaunchSources', { launchSources: 'REVIEWED' });
  const launch = { imageId: pushed.id, instanceType: 'S' };
  expect((await stage.other.do('launchInstances', launch)).rule).toBe('SOURCE_NOT_TRUSTED');
  expect(await stage.other.do('leaveImage', { imageId: pushed.id })).toMatchObject({ imageId: pushed.id });
  expect((await stage.other.do('launchInstances', launch)).rule).toBe('IMAGE_NOT_FOUND');
  expect((await rowOf(pushed.id))['owner_id']).toBe(stage.owner.id);
});
