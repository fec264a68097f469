import { everything } from '../support/contents';
import { NOON, World, type Answer, type ApiCaller } from '../support/world';
import { mutationText } from '../support/mutations';

/** Tests that operators create and change accounts. */

let world: World;
let operator: ApiCaller;
let member: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  operator = await world.account({ roles: ['OPERATOR'] });
  member = await world.account({ name: 'member' });
});
afterEach(() => world.close());

const VIEWER =
  '{ viewer { account { id name kind } roles limits { imagesPerRegion sharesPerImage operationsPerDay } } }';
const DEFAULTS = { imagesPerRegion: 10, sharesPerImage: 50, operationsPerDay: 5 };

const viewerOf = async (caller: ApiCaller) => (await caller.data(VIEWER)).viewer;
const fault = ({ body }: Answer) => body.errors?.[0]?.extensions;

describe('createAccount', () => {
  test('makes a root account, a MEMBER with the limits of the rulebook, whose token works immediately', async () => {
    const made = await operator.do('createAccount', { name: ' Acme\u0301 ' });
    expect(made.account).toEqual({ id: expect.stringMatching(/^acc-[0-9a-z]{12}$/), name: 'Acmé', kind: 'ROOT' });
    expect(await viewerOf(world.callerWith(made.account.id, made.token))).toEqual({
      account: made.account,
      roles: ['MEMBER'],
      limits: DEFAULTS,
    });
    expect(await world.callerWith(made.account.id, made.token).do('createAccessToken', { name: 'x', scopes: ['READ'] })).toHaveProperty('token'); // prettier-ignore
  });

  test('gives the account the roles of the input, each once, in the order of the schema', async () => {
    const { account, token } = await operator.do('createAccount', {
      name: 'x',
      roles: ['OPERATOR', 'PROVIDER', 'OPERATOR'],
    });
    const made = world.callerWith(account.id, token);
    expect((await viewerOf(made)).roles).toEqual(['PROVIDER', 'OPERATOR']);
    expect(await made.do('createAccount', { name: 'y' })).toHaveProperty('account');
  });

  test('makes a sub-account with the roles and limits of its root account, which owns its images', async () => {
    const root = await world.account({ roles: ['PROVIDER'], imagesPerRegion: 3 });
    const made = await operator.do('createAccount', { name: 'sub', kind: 'SUB', rootId: root.id });
    const sub = world.callerWith(made.account.id, made.token);
    expect(await viewerOf(sub)).toEqual({
      account: { id: made.account.id, name: 'sub', kind: 'SUB' },
      roles: ['PROVIDER'],
      limits: { ...DEFAULTS, imagesPerRegion: 3 },
    });
    const instance = await world.instance(root);
    const { image } = await sub.do('createImage', { instanceId: instance.id, name: 'x' });
    expect(image.owner.id).toBe(root.id);
    expect(await world.ledger(root)).toEqual([expect.objectContaining({ actorId: sub.id, counted: 1 })]);
  });

  test('denies a sub-account of a sub-account or of an unknown account', async () => {
    const sub = await world.account({ rootId: member.id });
    expect(await operator.do('createAccount', { name: 'x', kind: 'SUB', rootId: sub.id })).toMatchObject({
      rule: 'ROOT_ACCOUNTS_ONLY',
      subjects: [sub.id],
    });
    expect(await operator.do('createAccount', { name: 'x', kind: 'SUB', rootId: 'acc-x' })).toMatchObject({
      rule: 'ACCOUNT_NOT_FOUND',
      subjects: ['acc-x'],
    });
  });

  test.each([
    ['a sub-account without a rootId', { kind: 'SUB' }, 'input.rootId'],
    ['a rootId without a kind', { rootId: 'acc-platform' }, 'input.rootId'],
    ['a root account with a rootId', { kind: 'ROOT', rootId: 'acc-platform' }, 'input.rootId'],
    ['a sub-account with roles', { kind: 'SUB', rootId: 'acc-platform', roles: ['OPERATOR'] }, 'input.roles'],
    ['an empty list of roles', { roles: [] }, 'input.roles'],
  ])('rejects %s with BAD_USER_INPUT', async (_what, input, field) => {
    const before = await everything(world);
    const answer = await operator.ask(mutationText('createAccount'), { input: { name: 'x', ...input } });
    expect(fault(answer)).toEqual({ code: 'BAD_USER_INPUT', field });
    expect(await everything(world)).toEqual(before);
  });
});

describe('updateAccount', () => {
  const update = (input: object) => operator.do('updateAccount', { accountId: member.id, ...input });

  test('replaces the roles, from the account’s next call on', async () => {
    expect(await update({ roles: ['OPERATOR'] })).toMatchObject({ account: { id: member.id } });
    expect((await viewerOf(member)).roles).toEqual(['OPERATOR']);
    expect(await member.do('updateRegion', { regionId: 'ap-seoul', supportsImageCopy: true })).toHaveProperty('region');
    await update({ roles: ['MEMBER', 'PROVIDER'] });
    expect((await viewerOf(member)).roles).toEqual(['MEMBER', 'PROVIDER']);
    expect(await member.do('updateRegion', { regionId: 'ap-seoul', supportsImageCopy: true })).toMatchObject({
      rule: 'OPERATOR_ONLY',
    });
  });

  test('sets the limits that are named, leaves the others alone, and applies them immediately', async () => {
    expect((await update({ limits: { imagesPerRegion: 1 } })).limits).toEqual({ ...DEFAULTS, imagesPerRegion: 1 });
    const sized = { imagesPerRegion: 1, sharesPerImage: 2, operationsPerDay: 5 };
    expect((await update({ limits: { sharesPerImage: 2, operationsPerDay: null } })).limits).toEqual(sized);
    expect((await viewerOf(member)).limits).toEqual(sized);
    const { id: instanceId } = await world.instance(member);
    expect(await member.do('createImage', { instanceId, name: 'a' })).toHaveProperty('image');
    expect(await member.do('createImage', { instanceId, name: 'b' })).toMatchObject({ rule: 'IMAGE_LIMIT', limit: 1 });
    await update({ limits: { imagesPerRegion: 2 } });
    expect(await member.do('createImage', { instanceId, name: 'b' })).toHaveProperty('image');
  });

  test('lets an account that is out of operations go on with a higher limit', async () => {
    const image = await world.image(member);
    const rename = (name: string) => member.do('updateImage', { imageId: image.id, name });
    for (const name of ['1', '2', '3', '4', '5']) expect(await rename(name)).toHaveProperty('image');
    expect(await rename('6')).toMatchObject({ rule: 'DAILY_OPERATION_LIMIT', limit: 5, used: 5 });
    await update({ limits: { operationsPerDay: 6 } });
    expect(await rename('6')).toHaveProperty('image');
    expect(await rename('7')).toMatchObject({ rule: 'DAILY_OPERATION_LIMIT', limit: 6, used: 6 });
  });

  describe.each(['imagesPerRegion', 'sharesPerImage', 'operationsPerDay'])('for the limit %s', (limit) => {
    test.each([0, 10_000])('accepts %d', async (value) => {
      expect((await update({ limits: { [limit]: value } })).limits).toEqual({ ...DEFAULTS, [limit]: value });
    });

    test.each([-1, 10_001, 1.5, 2 ** 31, '5'])('rejects %p with BAD_USER_INPUT', async (value) => {
      const before = await everything(world);
      const input = { accountId: member.id, limits: { [limit]: value } };
      expect(fault(await operator.ask(mutationText('updateAccount'), { input }))).toEqual({
        code: 'BAD_USER_INPUT',
        field: `input.limits.${limit}`,
      });
      expect(await everything(world)).toEqual(before);
    });
  });

  test('denies the first image and operation under limits of 0, and existing images stay', async () => {
    const image = await world.image(member);
    await update({ limits: { imagesPerRegion: 0, operationsPerDay: 0 } });
    const { id: instanceId } = await world.instance(member);
    expect(await member.do('createImage', { instanceId, name: 'a' })).toMatchObject({
      rule: 'IMAGE_LIMIT',
      limit: 0,
      used: 1,
      also: [{ rule: 'DAILY_OPERATION_LIMIT', limit: 0, used: 0 }],
    });
    expect((await member.data(`{ image(id: "${image.id}") { id } }`)).image).toEqual({ id: image.id });
  });

  test.each([
    ['limits', { limits: { operationsPerDay: 1 } }],
    ['roles', { roles: ['MEMBER'] }],
    ['the signed agreement', { agreementSigned: true }],
    ['suspension and a limit', { suspended: true, limits: { imagesPerRegion: 1 } }],
  ])('denies %s of a sub-account with ROOT_ACCOUNTS_ONLY', async (_what, input) => {
    const sub = await world.account({ rootId: member.id });
    const before = await world.contents();
    expect(await update({ accountId: sub.id, ...input })).toMatchObject({
      rule: 'ROOT_ACCOUNTS_ONLY',
      subjects: [sub.id],
      also: [],
    });
    expect(await world.contents()).toEqual(before);
  });

  test('suspends a sub-account and returns the limits of its root account', async () => {
    await update({ limits: { imagesPerRegion: 4 } });
    const sub = await world.account({ rootId: member.id });
    expect((await update({ accountId: sub.id, suspended: true })).limits).toEqual({ ...DEFAULTS, imagesPerRegion: 4 });
  });

  test('writes to the ledger of the operator, not of the account, and counts to no daily limit', async () => {
    await update({ suspended: false });
    await update({ accountId: 'acc-x', suspended: true });
    const entry = { kind: 'UPDATE_ACCOUNT', actorId: operator.id, regionId: null, at: NOON, counted: 0 };
    expect(await world.ledger(operator)).toEqual([
      { ...entry, subjectId: member.id, outcome: 'DONE', rule: null },
      { ...entry, subjectId: 'acc-x', outcome: 'DENIED', rule: 'ACCOUNT_NOT_FOUND' },
    ]);
    expect(await world.ledger(member)).toEqual([]);
  });
});
