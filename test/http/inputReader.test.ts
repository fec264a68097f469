import {
  buildSchema,
  getArgumentValues,
  getVariableValues,
  parse,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { argumentsReader, variablesReader } from '../../src/server/plan/inputReader';
import { Random } from '../fuzz/random';

/** The compiled readers coerce input as graphql-js does, or leave it to graphql-js, which may reject it. */

const schema = buildSchema(`
  enum Size { SMALL LARGE }
  scalar Any
  input Part { id: ID!, size: Size = SMALL, count: Int! = 2, parts: [Part!], names: [String], any: Any }
  input One @oneOf { id: ID, name: String }
  type Query {
    all(id: ID!, text: String = "left out", count: Int! = 7, ratio: Float, ok: Boolean, size: Size, sizes: [Size!],
        lists: [[Int]], part: Part, one: One, any: Any, constructor: String): Int
  }
`);
const QUERY = parse(`query (
    $id: ID!, $text: String, $count: Int = 3, $ratio: Float, $ok: Boolean, $size: Size = LARGE, $sizes: [Size!],
    $lists: [[Int]], $part: Part, $one: One, $any: Any, $constructor: String, $hasOwnProperty: ID = "x"
  ) {
    all(id: $id, text: $text, count: $count, ratio: $ratio, ok: $ok, size: $size, sizes: $sizes, lists: $lists,
        part: $part, one: $one, any: $any, constructor: $constructor)
    some: all(id: $hasOwnProperty, sizes: [$size, SMALL], part: { id: $id, size: $size, parts: [$part] }, lists: [[1, $count]])
    few: all(id: "a", text: null, size: $size)
  }`).definitions[0] as OperationDefinitionNode;
const NAMES = QUERY.variableDefinitions!.map(({ variable }) => variable.name.value);

const LEAVES: unknown[] = [
  ...[null, '', 'a', 'SMALL', 'LARGE', 'MEDIUM', 0, 1, -1, 2 ** 31, 1.5, 1e300, true, false],
  ...['1', '__proto__', 'constructor'],
];
const KEYS = [
  'id',
  'size',
  'count',
  'parts',
  'names',
  'any',
  'name',
  'unknown',
  'constructor',
  '__proto__',
  'toString',
];

function randomValue(random: Random, depth: number): unknown {
  const kind = depth > 3 ? 0 : random.below(5);
  if (kind < 2) return random.one(LEAVES);
  if (kind === 2) return Array.from({ length: random.below(3) }, () => randomValue(random, depth + 1));
  const fields = KEYS.filter(() => random.below(3) === 0).map((key) => [key, randomValue(random, depth + 1)] as const);
  // `JSON.parse` makes `__proto__` an ordinary key.
  return JSON.parse(
    `{${[['id', 'a'], ...fields].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
  );
}

/** For each variable, a value that fits its type. */
const FITTING: Record<string, (random: Random) => unknown> = {
  id: (random) => random.one(['a', 1]),
  text: () => 'text',
  count: (random) => random.one([null, 0, 8]),
  ratio: () => 0.5,
  ok: () => true,
  size: () => 'SMALL',
  sizes: () => ['SMALL', 'LARGE'],
  lists: () => [[1, null], null, []],
  part: (random) => ({ id: 'a', parts: [{ id: 'b', count: random.below(3), names: [null, 'x'], any: { deep: [1] } }] }),
  one: () => ({ id: 'a' }),
  any: () => [1, 'a', { b: null }],
  constructor: () => 'c',
  hasOwnProperty: () => 'h',
};

function randomVariables(random: Random): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const name of NAMES) {
    const kind = random.below(24);
    if (kind === 0) given[name] = randomValue(random, 0);
    else if (kind < 20) given[name] = FITTING[name]!(random);
  }
  return given;
}

const of = (operation: OperationDefinitionNode, within: GraphQLSchema) => ({
  read: variablesReader(within, operation.variableDefinitions ?? []),
  expected: (given: Record<string, unknown>) => getVariableValues(within, operation.variableDefinitions ?? [], given),
});

test('the reader of variables coerces random values as graphql-js does, or leaves them to it', () => {
  const random = new Random(1);
  const { read, expected } = of(QUERY, schema);
  let coerced = 0;
  for (let time = 0; time < 1_000; time += 1) {
    const given = randomVariables(random);
    const values = read(given);
    if (values === null) continue;
    expect(expected(given)).toStrictEqual({ coerced: values });
    expect(Object.keys(values)).toEqual(Object.keys(expected(given).coerced!));
    coerced += 1;
  }
  expect(coerced).toBeGreaterThan(50);
});

test('the reader of arguments coerces random values as graphql-js does, or leaves them to it', () => {
  const random = new Random(2);
  const definition = schema.getQueryType()!.getFields()['all']!;
  const fields = QUERY.selectionSet.selections as FieldNode[];
  const counts = fields.map((field) => {
    const read = argumentsReader(definition, field);
    let coerced = 0;
    for (let time = 0; time < 1_000; time += 1) {
      const { coerced: variables } = getVariableValues(
        schema,
        QUERY.variableDefinitions ?? [],
        randomVariables(random),
      );
      if (variables === undefined) continue;
      const values = read(variables);
      if (values === null) {
        expect(() => getArgumentValues(definition, field, variables)).toThrow();
        continue;
      }
      expect(values).toStrictEqual(getArgumentValues(definition, field, variables));
      coerced += 1;
    }
    return coerced;
  });
  expect(Math.min(...counts)).toBeGreaterThan(50);
});

test('the reader of variables leaves only values that do not fit to graphql-js', () => {
  const { read } = of(QUERY, schema);
  const random = new Random(3);
  const given = Object.fromEntries(
    NAMES.filter((name) => name !== 'one').map((name) => [name, FITTING[name]!(random)]),
  );
  expect(read(given)).not.toBeNull();
  expect(read({ ...given, id: null })).toBeNull();
  expect(read({ ...given, part: { id: 'a', unknown: 1 } })).toBeNull();
});
