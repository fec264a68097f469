import {
  astFromValue,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
  print,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { createSchema } from '../../../src/graphql/schema';
import { callOf, EACH_CALL, createFixture, type Fixture } from '../../support/calls';
import { everything } from '../../support/contents';
import { World } from '../../support/world';
import { mutationText } from '../../support/mutations';

/**
 * Tests values of a wrong type in every field of every mutation, read from the schema: each is BAD_USER_INPUT with the
 * field, as a variable and in the document, and nothing is done.
 */

let world: World;
let stage: Fixture;
let before: unknown;
beforeAll(async () => {
  world = await World.open();
  stage = await createFixture(world);
  before = await everything(world);
});
afterEach(async () => expect(await everything(world)).toEqual(before));
afterAll(() => world.close());

const mutations = createSchema().getMutationType()!.getFields();
const inputOf = (name: string) => getNullableType(mutations[name]!.args[0]!.type) as GraphQLInputObjectType;

interface Wrong {
  /** The value as a variable. */
  value: unknown;
  /** The value as it is written in a document. */
  text: string;
}
const asBoth = (value: unknown): Wrong => ({ value, text: JSON.stringify(value) });

const OBJECT: Wrong = { value: { a: 1 }, text: '{ a: 1 }' };
const WRONG: Record<string, Wrong[]> = {
  ID: [5, 0, 1.5, true, ['x', 'y']].map(asBoth).concat(OBJECT, { value: 1e21, text: 'BARE' }),
  String: [5, 1.5, false, ['x', 'y']].map(asBoth).concat(OBJECT),
  Int: [1.5, '1', '', true, 2 ** 31, -(2 ** 31) - 1, 1e308, [1, 2]].map(asBoth).concat(OBJECT),
  Boolean: [0, 1, 'true', ''].map(asBoth),
  DateTime: [
    '',
    'tomorrow',
    '2026-02-30T00:00:00Z',
    '2026-03-05',
    '2026-03-05T00:00:00',
    true,
    5,
    '0000-12-31T23:59:59Z',
    '9999-12-31T23:59:59-12:00',
    '0001-01-01T00:00:00+14:00',
    '-000001-01-01T00:00:00Z',
  ]
    .map(asBoth)
    .concat(OBJECT),
  Decimal: [
    '',
    '-1',
    '1e3',
    '.5',
    '1.',
    '1,5',
    '0.1234567',
    '1000000.000001',
    '1000000000',
    '99999999999999999999',
    'NaN',
    ' 1',
    1,
    0.5,
  ]
    .map(asBoth)
    .concat(OBJECT),
};
/** Wrong enum values. One looks like a message of the service, which must not mislead the parser of the field. */
const NO_SUCH_VALUE = ['NOPE', 'nope', '', 'A; B', 'A at "input.name"; B'].map(asBoth).concat(asBoth(5), OBJECT);

/** Returns the wrong values of a field, with the path that the error of each names. */
function wrongFor(path: string, type: GraphQLInputType): [path: string, wrong: Wrong][] {
  const bare = getNullableType(type);
  if (isListType(bare)) {
    // The wrong entry is the second, after a good one, so that the whole list has to be checked.
    const good = isEnumType(getNullableType(bare.ofType)) ? firstValue(getNullableType(bare.ofType)) : asBoth('x');
    const entries = wrongFor(path, bare.ofType).map(([, wrong]): [string, Wrong] => [
      `${path}[1]`,
      { value: [good.value, wrong.value], text: `[${good.text}, ${wrong.text}]` },
    ]);
    return [...entries, [`${path}[1]`, { value: [good.value, null], text: `[${good.text}, null]` }]];
  }
  if (isInputObjectType(bare)) {
    const inner = Object.values(bare.getFields()).flatMap((field) =>
      wrongFor(`${path}.${field.name}`, field.type).map(([at, wrong]): [string, Wrong] => [
        at,
        { value: { [field.name]: wrong.value }, text: `{ ${field.name}: ${wrong.text} }` },
      ]),
    );
    return inner;
  }
  const wrongs = isEnumType(bare) ? NO_SUCH_VALUE : WRONG[bare.name];
  return wrongs!.map((wrong) => [path, wrong]);
}

function firstValue(type: GraphQLInputType): Wrong {
  const name = isEnumType(type) ? type.getValues()[0]!.name : '';
  return { value: name, text: name };
}

/** Returns a value as it is written in a document. */
function literal(value: unknown, type: GraphQLInputType): string {
  // astFromValue takes a scalar's internal value, which is not the written form of a decimal.
  if (String(getNullableType(type)) === 'Decimal') return JSON.stringify(value);
  return print(astFromValue(value, type)!);
}

const CASES = EACH_CALL.flatMap(([name]) =>
  Object.values(inputOf(name).getFields()).map((field): [string, string, GraphQLInputField] => [
    name,
    field.name,
    field,
  ]),
);

/** Normalises the index of a list entry, which may be written in either way. */
const pathsOf = (answered: unknown) => String(answered).replace(/\.(\d+)/g, '[$1]');

describe('an input in the variables', () => {
  test.each(CASES)('of %s is rejected with a value of a wrong type in input.%s', async (name, at, field) => {
    const { by, input } = callOf(stage, name);
    const cases = wrongFor(`input.${at}`, field.type);
    const answers: unknown[] = [];
    for (const [, { value }] of cases) {
      const { body } = await by.ask(mutationText(name), { input: { ...input, [at]: value } });
      const { code, field: answered } = body.errors?.[0]?.extensions ?? {};
      answers.push([value, code, pathsOf(answered)]);
    }
    expect(answers).toEqual(cases.map(([path, { value }]) => [value, 'BAD_USER_INPUT', path]));
  });

  test.each(CASES.filter(([, , field]) => isRequiredInputField(field)))(
    'of %s is rejected without input.%s, or with null for it',
    async (name, at) => {
      const { by, input } = callOf(stage, name);
      const { [at]: _left, ...others } = input;
      for (const wrong of [others, { ...input, [at]: null }]) {
        const { body } = await by.ask(mutationText(name), { input: wrong });
        expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: `input.${at}` });
      }
    },
  );

  test.each(EACH_CALL)(
    'of %s is rejected with a path that begins with the argument, whatever the name of the variable',
    async (name) => {
      const { by, input } = callOf(stage, name);
      const text = mutationText(name).replace('$input:', '$data:').replace(': $input)', ': $data)');
      const { body } = await by.ask(text, { data: { ...input, dryRun: 'yes' } });
      expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.dryRun' });
    },
  );

  test.each(EACH_CALL)(
    'of %s is rejected with an unknown field, and where it is missing, null or no object',
    async (name) => {
      const { by, input } = callOf(stage, name);
      const { body } = await by.ask(mutationText(name), { input: { ...input, noSuchField: 1 } });
      expect(body.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.noSuchField' });
      for (const variables of [{}, { input: null }, { input: 5 }, { input: [] }]) {
        const answer = await by.ask(mutationText(name), variables);
        expect([variables, answer.body.errors?.[0]?.extensions]).toEqual([
          variables,
          { code: 'BAD_USER_INPUT', field: expect.stringMatching(/^input/) },
        ]);
      }
    },
  );
});

describe('an input in the document', () => {
  /** Returns the mutation with its input as literals, one field replaced. */
  function written(name: string, input: Record<string, unknown>, at: string, text: string): string {
    const fields = inputOf(name).getFields();
    const { [at]: _replaced, ...others } = input;
    const good = Object.entries(others).map(([key, value]) => `${key}: ${literal(value, fields[key]!.type)}`);
    return `mutation { ${name}(input: { ${[...good, `${at}: ${text}`].join(', ')} }) { __typename } }`;
  }

  test.each(CASES)('of %s is rejected with a literal of a wrong type in input.%s', async (name, at, field) => {
    const { by, input } = callOf(stage, name);
    const cases = wrongFor(`input.${at}`, field.type);
    const answers: unknown[] = [];
    for (const [, { text }] of cases) {
      const { body } = await by.ask(written(name, input, at, text));
      const { code, field: answered } = body.errors?.[0]?.extensions ?? {};
      // The index in a list may be missing here: the location of the error gives the position.
      answers.push([text, code, pathsOf(answered).replace('[1]', '')]);
    }
    expect(answers).toEqual(cases.map(([path, { text }]) => [text, 'BAD_USER_INPUT', path.replace('[1]', '')]));
  });

  test.each(EACH_CALL)('of %s is rejected with an unknown field, and without a required one', async (name) => {
    const { by, input } = callOf(stage, name);
    const required = Object.values(inputOf(name).getFields()).find(isRequiredInputField)!.name;
    const { [required]: _left, ...others } = input;
    for (const text of [written(name, input, 'noSuchField', '1'), written(name, others, 'dryRun', 'false')]) {
      const { body } = await by.ask(text);
      expect(body.errors?.[0]?.extensions['code']).toMatch(/^(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/);
      expect(body.data).toBeUndefined();
    }
  });

  test.each(EACH_CALL)('of %s is accepted where it is well-formed', async (name) => {
    const { by, input } = callOf(stage, name, { dryRun: true });
    const { dryRun: _dry, ...others } = input;
    const [at, value] = Object.entries(others)[0]!;
    const text = literal(value, inputOf(name).getFields()[at]!.type);
    expect(await by.data(written(name, input, at, text))).toEqual({ [name]: { __typename: 'Allowed' } });
  });
});
