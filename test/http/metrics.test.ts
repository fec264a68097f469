import { RULES } from '../../src/policy/decision';
import type { AppOptions } from '../../src/server/app';
import { createFixture } from '../support/calls';
import { World } from '../support/world';

/** The metrics: present only where they are enabled, with labels that no caller can add to. */

let world: World;
afterEach(() => world.close());
const open = async (app: Partial<AppOptions>) => {
  world = await World.open({ app });
};

const text = async () => (await world.app.inject({ method: 'GET', url: '/metrics' })).payload;
const samples = (all: string, name: string) => all.split('\n').filter((line) => line.startsWith(name));

test('GET /metrics is 404 unless metrics are enabled', async () => {
  await open({});
  expect((await world.app.inject({ method: 'GET', url: '/metrics' })).statusCode).toBe(404);
});

test('the metrics count denials by rule, without dry runs', async () => {
  await open({ metrics: true });
  const { owner, shared } = await createFixture(world);
  for (const dryRun of [false, false, true]) await owner.do('deleteImage', { imageId: shared.id, dryRun });
  const refusals = samples(await text(), 'image_registry_refusals_total{');
  expect(refusals).toHaveLength(RULES.length);
  expect(refusals.filter((line) => !line.endsWith(' 0'))).toEqual([
    'image_registry_refusals_total{rule="IMAGE_IS_SHARED"} 2',
  ]);
});

test('the metrics keep a fixed set of labels whatever documents are sent', async () => {
  await open({ metrics: true });
  const count = async () => (await text()).split('\n').filter((line) => line.startsWith('image_registry')).length;
  for (const query of ['{ regions { id } }', '{ nothing }', '{', '{ images(first: 0) { nodes { id } } }'])
    await world.anybody.ask(query);
  const before = await count();
  for (let at = 0; at < 50; at += 1) {
    await world.anybody.ask(`query Q${at} { a${at}: region(id: "r${at}") { id } }`);
    await world.anybody.ask(`{ nothing${at} }`);
    await world.anybody.ask(`{ ${at}`);
  }
  expect(await count()).toBe(before);
  expect(samples(await text(), 'image_registry_requests_total{').sort()).toEqual([
    'image_registry_requests_total{kind="none",outcome="GRAPHQL_PARSE_FAILED"} 51',
    'image_registry_requests_total{kind="query",outcome="BAD_USER_INPUT"} 1',
    'image_registry_requests_total{kind="query",outcome="GRAPHQL_VALIDATION_FAILED"} 51',
    'image_registry_requests_total{kind="query",outcome="ok"} 51',
  ]);
  expect(samples(await text(), 'image_registry_request_seconds_count')).toEqual([
    'image_registry_request_seconds_count{kind="query"} 103',
    'image_registry_request_seconds_count{kind="none"} 51',
  ]);
  expect(samples(await text(), 'image_registry_points_total')).toEqual([
    `image_registry_points_total ${25 + 1 + 2 + 50 + 50 * 1}`,
  ]);
});
