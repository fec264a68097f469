import { DEFAULT_LIMITS } from '../../src/policy/limits';
import { RULES, type RuleName } from '../../src/policy/decision';
import { OPERATIONS, RULEBOOK } from '../../src/policy/rulebook';
import { callOf, createFixture, type Fixture } from '../support/calls';
import { NOON, World, type ApiCaller } from '../support/world';

/** Tests what is read about the viewer, regions, instance types and rules. */

let world: World;
let stage: Fixture;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
});
afterEach(() => world.close());

describe('viewer', () => {
  const QUOTA = `query ($id: ID!) { viewer { quota(regionId: $id) { region { id }
    images { limit used remaining resetsAt } operationsToday { limit used remaining resetsAt } } } }`;
  const quota = async (caller: ApiCaller, id = 'ap-guangzhou') => (await caller.data(QUOTA, { id })).viewer.quota;
  const tomorrow = '2026-03-05T00:00:00.000Z';

  test('has a quota per region, the same for the root account and its sub-accounts', async () => {
    await world.image(stage.owner, { state: 'COPYING' });
    await world.image(stage.owner, { state: 'FAILED' });
    await stage.sub.do('updateImage', { imageId: stage.image.id, name: 'x' });
    const expected = {
      region: { id: 'ap-guangzhou' },
      images: { limit: 10, used: 3, remaining: 7, resetsAt: null },
      operationsToday: { limit: 5, used: 1, remaining: 4, resetsAt: tomorrow },
    };
    expect(await quota(stage.owner)).toEqual(expected);
    expect(await quota(stage.sub)).toEqual(expected);
    expect(await quota(stage.owner, 'ap-seoul')).toEqual({
      region: { id: 'ap-seoul' },
      images: { limit: 10, used: 0, remaining: 10, resetsAt: null },
      operationsToday: { limit: 5, used: 0, remaining: 5, resetsAt: tomorrow },
    });
  });

  test('has a quota whose day ends at midnight UTC, with 0 remaining under a lowered limit', async () => {
    const caller = await world.account({ imagesPerRegion: 1, operationsPerDay: 2 });
    const [image] = await world.images(caller, 3);
    for (const name of ['a', 'b']) await caller.do('updateImage', { imageId: image!.id, name });
    await stage.operator.do('updateAccount', { accountId: caller.id, limits: { operationsPerDay: 1 } });
    expect(await quota(caller)).toMatchObject({
      images: { limit: 1, used: 3, remaining: 0 },
      operationsToday: { limit: 1, used: 2, remaining: 0, resetsAt: tomorrow },
    });
    world.clock.now = Date.UTC(2026, 2, 4, 23, 59, 59, 999);
    expect((await quota(caller)).operationsToday).toMatchObject({ used: 2, resetsAt: tomorrow });
    world.clock.now += 1;
    expect((await quota(caller)).operationsToday).toMatchObject({ used: 0, resetsAt: '2026-03-06T00:00:00.000Z' });
  });

  test('has its account, roles and limits', async () => {
    const query =
      '{ viewer { account { id name kind } roles limits { imagesPerRegion sharesPerImage operationsPerDay } } }';
    expect((await stage.sub.data(query)).viewer).toEqual({
      account: { id: stage.sub.id, name: 'its sub-account', kind: 'SUB' },
      roles: ['MEMBER'],
      limits: DEFAULT_LIMITS,
    });
    const provider = await world.account({ roles: ['OPERATOR', 'PROVIDER', 'MEMBER'], sharesPerImage: 0 });
    expect((await provider.data(query)).viewer).toMatchObject({
      roles: ['MEMBER', 'PROVIDER', 'OPERATOR'],
      limits: { sharesPerImage: 0 },
    });
  });

  test('has its operations, done and denied, newest first, the root account’s for a sub-account', async () => {
    await stage.owner.do('updateImage', { imageId: stage.image.id, name: 'x' });
    world.clock.now += 1_000;
    await stage.sub.do('deleteImage', { imageId: stage.shared.id });
    const created = await stage.sub.do('launchInstances', { imageId: stage.image.id, instanceType: 'S' });
    expect(created).toHaveProperty('instances');
    const { by, input } = callOf(stage, 'importImage', { dryRun: true });
    await by.do('importImage', input);
    const query = `{ viewer { operations { totalCount nodes { kind at actor { id } region { id } subjectId outcome rule counted } } } }`;
    const region = { id: 'ap-guangzhou' };
    const [at, later] = [new Date(NOON).toISOString(), new Date(NOON + 1_000).toISOString()];
    const owner = { id: stage.owner.id };
    const sub = { id: stage.sub.id };
    for (const caller of [stage.owner, stage.sub]) {
      const { operations } = (await caller.data(query)).viewer;
      expect(operations.totalCount).toBe(3);
      expect(operations.nodes).toEqual([
        { kind: 'LAUNCH_INSTANCES', at: later, actor: sub, region, subjectId: stage.image.id, outcome: 'DONE', rule: null, counted: false }, // prettier-ignore
        { kind: 'DELETE_IMAGE', at: later, actor: sub, region, subjectId: stage.shared.id, outcome: 'DENIED', rule: 'IMAGE_IS_SHARED', counted: false }, // prettier-ignore
        { kind: 'UPDATE_IMAGE', at, actor: owner, region, subjectId: stage.image.id, outcome: 'DONE', rule: null, counted: true }, // prettier-ignore
      ]);
    }
    expect((await stage.friend.data(query)).viewer.operations).toEqual({ totalCount: 0, nodes: [] });
  });

  test('has operations without a region where their subject is hidden', async () => {
    await stage.other.do('deleteImage', { imageId: stage.image.id });
    await stage.other.do('deleteImage', { imageId: 'img-000000000000' });
    const { viewer } = await stage.other.data('{ viewer { operations { nodes { region { id } rule } } } }');
    const entry = { region: null, rule: 'IMAGE_NOT_FOUND' };
    expect(viewer.operations.nodes).toEqual([entry, entry]);
  });
});

describe('regions', () => {
  test('are listed in the order of their ids, and each is read by its id', async () => {
    const { regions } = await stage.owner.data('{ regions { id supportsImageCopy mainlandChina state } }');
    const ids = regions.map(({ id }: { id: string }) => id);
    expect(ids).toHaveLength(23);
    expect(ids).toEqual([...ids].sort());
    const where = (field: string, value: unknown) =>
      regions.filter((region: Record<string, unknown>) => region[field] === value).map(({ id }: { id: string }) => id);
    expect(where('supportsImageCopy', true)).toEqual(['ap-beijing', 'ap-guangzhou', 'ap-hongkong', 'ap-shanghai']);
    expect(where('state', 'UNAVAILABLE')).toEqual(['ap-mumbai', 'eu-moscow']);
    const read = (id: string) => stage.owner.data('query ($id: ID!) { region(id: $id) { id } }', { id });
    for (const id of ids) expect(await read(id)).toEqual({ region: { id } });
    for (const id of ['', 'nowhere', 'AP-SEOUL', '\u0000']) expect(await read(id)).toEqual({ region: null });
  });
});

test('rules lists every rule that guards an operation, once, in order, with its limit', async () => {
  const { rules } = await world.anybody.data('{ rules { rule statement limit guards } }');
  const guarding = (rule: RuleName) => OPERATIONS.filter((kind) => RULEBOOK[kind].some(({ name }) => name === rule));
  const expected = RULES.filter((rule) => guarding(rule).length > 0);
  expect(rules.map(({ rule }: { rule: string }) => rule)).toEqual(expected);
  for (const { rule, statement, guards } of rules) {
    expect(statement).toMatch(/^[A-Z].*\.$/);
    expect([rule, [...guards].sort()]).toEqual([rule, [...guarding(rule)].sort()]);
  }
  const limits = rules.filter(({ limit }: { limit: number | null }) => limit !== null);
  expect(Object.fromEntries(limits.map(({ rule, limit }: { rule: string; limit: number }) => [rule, limit]))).toEqual({
    IMAGE_LIMIT: 10,
    SHARE_LIMIT: 50,
    ACCESS_TOKEN_LIMIT: 100,
    DAILY_OPERATION_LIMIT: 5,
  });
});

test('instanceTypes lists the types with their prices, cheapest first', async () => {
  await world.store.write((inside) =>
    inside.rows(
      `INSERT INTO instance_type (id, cpus, memory_gb, hourly_price) VALUES ('A', 8, 16, 1000001), ('Z', 1, 1, 1)`,
    ),
  );
  const { instanceTypes } = await world.anybody.data('{ instanceTypes { id hourlyPrice { amount currency } } }');
  expect(instanceTypes).toEqual([
    { id: 'Z', hourlyPrice: { amount: '0.000001', currency: 'USD' } },
    { id: 'S', hourlyPrice: { amount: '0.012', currency: 'USD' } },
    { id: 'A', hourlyPrice: { amount: '1.000001', currency: 'USD' } },
  ]);
});
