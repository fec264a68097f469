import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';
import { createSchema } from '../../src/graphql/schema';
import { CALLS, createFixture, type Fixture } from '../support/calls';
import { everything } from '../support/contents';
import { selection } from '../support/stranger';
import { ask, jsonOf, listen, type RawResponse } from '../support/wire';
import { World } from '../support/world';
import { mutationText } from '../support/mutations';
import { TEXTS } from './hostile/texts';

/** Injections into every argument that takes a text, read out of the schema: each is handled as plain text. */

interface Place {
  name: string;
  parent: string;
  field: string;
  path: string[];
  list: boolean;
}

const schema = createSchema();
const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
const PLACES: Place[] = objects
  .filter(({ name }) => !name.startsWith('__'))
  .flatMap((type) => Object.values(type.getFields()).map((field) => ({ parent: type.name, field })))
  .flatMap(({ parent, field }) =>
    field.args
      .flatMap((arg) => textsIn(arg.type, [arg.name]))
      .map(({ path, list }) => ({
        name: `${parent}.${field.name}(${path.join('.')})`,
        ...{ parent, field: field.name, path, list },
      })),
  );

function textsIn(type: GraphQLInputType, path: string[]): { path: string[]; list: boolean }[] {
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) => textsIn(field.type, [...path, field.name]));
  }
  if (!['ID', 'String', 'Decimal', 'DateTime'].includes(named.name)) return [];
  return [{ path, list: isListType(getNullableType(type)) }];
}

const WAYS: Record<string, (inner: string) => string> = {
  Query: (inner) => inner,
  Subscription: (inner) => inner,
  Viewer: (inner) => `viewer { ${inner} }`,
  ViewerCan: (inner) => `image(id: $own) { viewerCan { ${inner} } }`,
};

function within(given: object, [first, ...rest]: string[], value: unknown): Record<string, unknown> {
  const below = (given as Record<string, object>)[first!] ?? {};
  return { ...given, [first!]: rest.length === 0 ? value : within(below, rest, value) };
}

const BESIDES: Record<string, object> = {
  launchQuote: { input: { imageId: 'img-public', instanceType: 'S' } },
  imageChanged: { regionId: 'ap-guangzhou' },
};

/** Builds a call with a text in one argument, valid otherwise. Mutations are dry runs. */
function callWith({ parent, field, path, list }: Place, stage: Fixture, text: string) {
  const value = list ? [text] : text;
  if (parent === 'Mutation') {
    const input = { ...CALLS[field]!.input(stage), dryRun: true };
    return { by: stage[CALLS[field]!.by], query: mutationText(field), variables: within({ input }, path, value) };
  }
  const { args, type } = (schema.getType(parent) as GraphQLObjectType).getFields()[field]!;
  const input = BESIDES[field] ?? {};
  const variables = within(input, path, value);
  const used = args.filter(({ name }) => name in variables);
  const asked = field === 'node' ? '{ id }' : selection(schema, getNamedType(type).name, 0);
  const inner = `${field}(${used.map(({ name }) => `${name}: $${name}`).join()}) ${asked}`;
  const own = parent === 'ViewerCan' ? ['$own: ID!'] : [];
  const declared = [...used.map((arg) => `$${arg.name}: ${String(arg.type)}`), ...own];
  const kind = parent === 'Subscription' ? 'subscription' : 'query';
  const query = `${kind} (${declared.join()}) { ${WAYS[parent]!(inner)} }`;
  return { by: stage.owner, query, variables: { ...variables, own: stage.image.id } };
}

let world: World;
let stage: Fixture;
let port: number;
let before: unknown;
beforeAll(async () => {
  world = await World.open();
  stage = await createFixture(world);
  port = await listen(world);
  before = await everything(world);
});
afterAll(() => world.close());

/** Reduces an answer to the codes of its errors, or to `Denied`, `Allowed` or `read`. */
function outcome(received: RawResponse): string {
  const { data, errors } = JSON.parse(jsonOf(received));
  if (errors !== undefined)
    return errors.map((error: { extensions: { code: string } }) => error.extensions.code).join();
  return /"__typename":"(Denied|Allowed)"/.exec(JSON.stringify(data))?.[1] ?? 'read';
}

/** Permitted outcomes of a text: it names nothing, or is invalid, or is taken literally. */
const OUTCOMES = ['BAD_USER_INPUT', 'Denied', 'Allowed', 'read'];

test('the schema has more than 80 arguments that take a text', () => {
  expect(PLACES.length).toBeGreaterThan(80);
});

describe.each(PLACES.map((place) => [place.name, place] as const))('the argument %s', (_place, place) => {
  test('handles every injection as plain text or as BAD_USER_INPUT', async () => {
    const askFor = ({ by, query, variables }: ReturnType<typeof callWith>) => {
      const accept = place.parent === 'Subscription' ? 'text/event-stream' : 'application/json';
      return ask(port, query, variables, { authorization: `Bearer ${by.token}`, accept });
    };
    const plain = await askFor(callWith(place, stage, 'plain'));
    expect(OUTCOMES).toContain(outcome(plain));

    for (const [name, text] of TEXTS) {
      const received = await askFor(callWith(place, stage, text));
      const became = outcome(received);
      // The outcome is that of any other text, or the text is rejected for its content.
      expect([name, received.status, [outcome(plain), 'BAD_USER_INPUT'].includes(became), became]).toEqual([
        name,
        200,
        true,
        became,
      ]);
      expect(received.text.replaceAll(JSON.stringify(text).slice(1, -1), '')).not.toMatch(
        /SELECT |INSERT |sqlite|node_modules|\.[jt]s:\d/i,
      );
      expect(Object.keys(received.headers)).not.toContain('set-cookie');
      expect(received.text.length).toBeLessThan(65_536);
    }
  });
});

test('the injections change nothing in the database', async () => {
  expect(await everything(world)).toEqual(before);
});

test('nameContains finds wildcard characters literally', async () => {
  const owner = await world.account({ name: 'lister' });
  for (const name of ['50% off', 'under_score', 'plain']) await world.image(owner, { name });
  const find = async (nameContains: string) => {
    const query = 'query ($f: ImageFilter) { images(filter: $f) { nodes { name } } }';
    const { images } = await owner.data(query, { f: { nameContains, ownerId: owner.id } });
    return images.nodes.map(({ name }: { name: string }) => name);
  };
  expect([await find('%'), await find('_'), await find('\\'), await find('0% o'), await find('a%i')]).toEqual([
    ['50% off'],
    ['under_score'],
    [],
    ['50% off'],
    [],
  ]);
});
