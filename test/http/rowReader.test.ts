import { inspect } from 'node:util';
import { buildSchema, execute, parse, type OperationDefinitionNode } from 'graphql';
import { ExecutionPlan } from '../../src/server/plan/plan';

/** A compiled row reader answers as graphql-js does, for properties of every kind. */

const schema = buildSchema(`
  type Query { rows: [Row] }
  enum Size { SMALL LARGE }
  scalar Any
  type Row { id: ID! name: String text: String! count: Int! ratio: Float size: Size ok: Boolean! any: Any other: Row }
`);
const DOCUMENT = parse(
  '{ rows { id __proto__: name constructor: text name count ratio size ok any __typename other { id toString: text } } }',
);
const GOOD = { id: 'a', name: 'n', text: 't', count: 1, ratio: 0.5, size: 'SMALL', ok: true, any: 1, other: null };
const VALUES: unknown[] = [
  ...[null, undefined, '', 'x', 'LARGE', 0, 1, 1.5, Number.NaN, 2 ** 31, true, false, 1n, Symbol.iterator],
  ...[new Error('broken'), {}, [], [1], new Date(0), { valueOf: () => 7 }, { toJSON: () => 'json' }],
  ...[() => 'called', () => null, () => Promise.resolve('later'), () => Promise.reject(new Error('later'))],
  ...[Promise.resolve('later'), Promise.reject(new Error('later')), new String('boxed')],
];
for (const value of VALUES) if (value instanceof Promise) value.catch(() => undefined);

const rows = [
  GOOD,
  ...Object.keys(GOOD).flatMap((key) => VALUES.map((value) => ({ ...GOOD, [key]: value }))),
  { ...GOOD, other: GOOD },
  Object.create(GOOD) as object,
  new (class {
    id = 'class';
    text = 'own';
    count = 2;
    ok = false;
    get name() {
      return 'got';
    }
  })(),
  {},
  null,
];

test('a plan answers or rejects each kind of value in a field of each type as graphql-js does', async () => {
  const query = schema.getQueryType()!.getFields()['rows']!;
  query.resolve = (_source, _args, context) => (context as { rows: unknown[] }).rows;
  const operation = DOCUMENT.definitions[0] as OperationDefinitionNode;
  const plan = new ExecutionPlan(schema, operation, {});
  for (let time = 0; time < 3; time += 1) await plan.execute({ rows: Array.from({ length: 30 }, () => GOOD) }, {});
  const expected = await execute({ schema, document: DOCUMENT, contextValue: { rows } });
  const answered = await plan.execute({ rows }, {});
  const written = (data: unknown) => inspect(data, { depth: null, maxArrayLength: null });
  expect(written(answered.data)).toBe(written(expected.data).replaceAll('[Object: null prototype] ', ''));
  const errorsOf = ({ errors }: typeof answered) => errors?.map(({ message, path }) => [message, path]);
  expect(errorsOf(answered)!.length).toBeGreaterThan(50);
  expect(errorsOf(answered)).toEqual(errorsOf(expected));
});
