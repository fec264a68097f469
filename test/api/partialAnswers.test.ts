import { buildSchema, isNonNullType } from 'graphql';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { World, type ApiCaller } from '../support/world';

/** Tests that an error in one mutation of a document never removes the answer of another. */

let world: World;
let owner: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  owner = await world.account();
});
afterEach(() => world.close());

const LAUNCH = 'launchInstances(input: { imageId: "img-public", instanceType: "NOPE" }) { __typename }';
const TOKEN = (name: string) =>
  `createAccessToken(input: { name: "${name}", scopes: [READ] }) { ... on CreateAccessTokenPayload { token } }`;

test.each([1, 2, 3, 4, 5])('a token is returned although a launch in its document fails, sent %d times', async (n) => {
  const text = `mutation { a: ${TOKEN('x')} b: ${LAUNCH} c: ${TOKEN('y')} }`;
  for (let time = 1; time < n; time += 1) await owner.ask(text);
  const { body } = await owner.ask(text);
  expect(body.data).toEqual({
    a: { token: expect.stringMatching(/^irt_/) },
    b: null,
    c: { token: expect.stringMatching(/^irt_/) },
  });
  expect(body.errors).toMatchObject([
    { path: ['b'], extensions: { code: 'BAD_USER_INPUT', field: 'input.instanceType' } },
  ]);
  expect((await world.callerWith(owner.id, body.data.a.token).ask('{ viewer { roles } }')).status).toBe(200);
});

test('a failed mutation is null as a field, not as the whole data', async () => {
  const { body } = await owner.ask(`mutation { ${LAUNCH} }`);
  expect(body.data).toEqual({ launchInstances: null });
});

test('every field of Mutation is nullable', () => {
  const sdl = readFileSync(path.join(__dirname, '..', '..', 'schema.graphql'), 'utf8');
  const fields = Object.values(buildSchema(sdl).getMutationType()!.getFields());
  expect(fields.length).toBeGreaterThan(20);
  expect(fields.filter(({ type }) => isNonNullType(type)).map(({ name }) => name)).toEqual([]);
});
