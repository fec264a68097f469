import regions from '../../src/seed/regions.json';
import { callOf, createFixture, type Fixture } from '../support/calls';
import { everything } from '../support/contents';
import { IMAGE_CHANGED } from '../support/openSubscriptions';
import { ask, jsonOf, listen } from '../support/wire';
import { World } from '../support/world';

/** Tests unknown regions: a filter matches nothing, a mutation denies, any other argument is BAD_USER_INPUT. */

let world: World;
let stage: Fixture;
let port: number;
beforeAll(async () => {
  world = await World.open();
  stage = await createFixture(world);
  port = await listen(world);
});
afterAll(() => world.close());

/** Checks that the error names the argument, the value and three existing regions, the nearest first. */
function expectNearest(errors: { message: string }[] | undefined, given: string, likeliest: RegExp): void {
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'regionId' } }]);
  const [, first, ...others] =
    /^`regionId` must be the id of a region(?:; got .*)?\. The nearest are (\S+), (\S+), (\S+); `Query.regions` lists all\.$/.exec(
      errors![0]!.message,
    ) ?? [];
  // A value that does not look like an id is not repeated.
  const repeated = /^"[A-Za-z0-9._-]{1,40}"$/.test(given) ? `; got ${given}` : '';
  expect(errors![0]!.message).toContain(`the id of a region${repeated}. The`);
  expect(first).toMatch(likeliest);
  expect(regions.map(({ id }) => id)).toEqual(expect.arrayContaining([first, ...others]));
}

const QUOTA = 'query ($regionId: ID!) { viewer { quota(regionId: $regionId) { region { id } } } }';

/** The value, its form in the error, and the region that the error names first. */
const MISTYPED: [string, string, RegExp][] = [
  ['ap-guangzho', '"ap-guangzho"', /^ap-guangzhou$/],
  ['AP-GUANGZHOU', '"AP-GUANGZHOU"', /^ap-guangzhou$/],
  [' ap-seoul', '" ap-seoul"', /^ap-seoul$/],
  ['ap-seuol', '"ap-seuol"', /^ap-seoul$/],
  ['ap-shanghi', '"ap-shanghi"', /^ap-shanghai$/],
  ['shanghai', '"shanghai"', /^ap-shanghai$/],
  ['eu-frankfurt-1', '"eu-frankfurt-1"', /^eu-frankfurt$/],
  ['eu', '"eu"', /^eu-frankfurt$/],
  ['NA', '"NA"', /^na-ashburn$/],
  ['', '""', /./],
  ['\u0000', '"\\u0000"', /./],
  ["' OR 1=1 --", '"\' OR 1=1 --"', /./],
  ['x'.repeat(10_000), `"${'x'.repeat(40)}…"`, /./],
];

test.each(MISTYPED)('viewer.quota rejects the region %j and names the nearest', async (regionId, given, likeliest) => {
  const { body } = await stage.owner.ask(QUOTA, { regionId });
  expectNearest(body.errors, given, likeliest);
});

test.each(MISTYPED)('imageChanged rejects the region %j and names the nearest', async (regionId, given, likeliest) => {
  const response = await ask(port, IMAGE_CHANGED, { regionId }, { accept: 'text/event-stream' });
  expectNearest(JSON.parse(jsonOf(response)).errors, given, likeliest);
});

test.each(['images', 'instances'])('%s lists nothing in an unknown region', async (list) => {
  for (const [regionId] of MISTYPED) {
    const query = `query ($regionId: ID) { ${list}(filter: { regionId: $regionId }) { totalCount nodes { id } } }`;
    expect(await stage.owner.data(query, { regionId })).toEqual({ [list]: { totalCount: 0, nodes: [] } });
  }
});

test.each([
  ['importImage', (regionId: string) => ({ regionId })],
  ['copyImage', (regionId: string) => ({ regionIds: ['ap-beijing', regionId] })],
  ['shareImage', (regionId: string) => ({ regionId })],
  ['launchInstances', (regionId: string) => ({ regionId })],
  ['publishImage', (regionId: string) => ({ regionIds: [regionId] })],
  ['updateRegion', (regionId: string) => ({ regionId })],
])('%s denies an unknown region with REGION_NOT_FOUND and changes nothing', async (name, of) => {
  for (const regionId of ['ap-guangzho', 'AP-GUANGZHOU', 'nowhere']) {
    const before = ((await everything(world)) as [unknown, unknown])[0];
    const { by, input } = callOf(stage, name, of(regionId));
    expect(await by.do(name, input)).toEqual({
      __typename: 'Denied',
      rule: 'REGION_NOT_FOUND',
      message: 'There is no region with this id for this account.',
      ...{ limit: null, used: null, resetsAt: null, subjects: [regionId], also: [] },
    });
    expect(((await everything(world)) as [unknown, unknown])[0]).toEqual(before);
  }
});

test('viewerCan.copy denies an unknown region with REGION_NOT_FOUND', async () => {
  const query = `query ($id: ID!) { image(id: $id) { viewerCan { copy(regionIds: ["nowhere"]) { denied { rule subjects also { rule } } } } } }`;
  const { image } = await stage.owner.data(query, { id: stage.image.id });
  expect(image.viewerCan.copy.denied).toMatchObject({ rule: 'REGION_NOT_FOUND', subjects: ['nowhere'], also: [] });
});
