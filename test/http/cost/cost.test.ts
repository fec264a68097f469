import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType } from 'graphql';
import { RULES } from '../../../src/policy/decision';
import { RULEBOOK } from '../../../src/policy/rulebook';
import { createSchema } from '../../../src/graphql/schema';
import { listBound, USUAL_BOUNDS } from '../../../src/server/documents/listBounds';
import { cost } from '../../support/cost';
import { many } from '../../support/documents';

/** The static cost of an operation, before the first SQL: one point for each object that its answer may hold. */

const PAGE = 'images(first: 10) { nodes { id } }';
const nodes = (args: string) => `{ images${args} { nodes { id } } }`;
const CAN = (ids: string) => `image(id: "x") { viewerCan { copy(regionIds: ${ids}) { allowed } } }`;
const deepList = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const LAUNCH = 'launchInstances(input: $input)';
const first = (name: string) => `query ($${name}: Int) ${nodes(`(first: $${name})`)}`;
const denials = (also: string) => `mutation { leaveImage(input: {}) { ... on Denied { ${also} } } }`;

const TYPES = Object.keys(createSchema().getTypeMap()).length;
const FIELDS_OF_REGION = Object.keys((createSchema().getType('Region') as GraphQLObjectType).getFields()).length;
/** The most denials that `also` can hold: the rules of the longest rulebook that may deny together, less one. */
const MAX_ALSO =
  Math.max(
    ...Object.values(RULEBOOK).map(
      (rules) => rules.filter(({ step }) => !['ROLE', 'EXISTENCE', 'RELATION'].includes(step)).length,
    ),
  ) - 1;
const denialCost = 11 + MAX_ALSO;

const TABLE: [sentence: string, text: string, points: number, variables?: Record<string, unknown>][] = [
  ['__typename alone costs one point', '{ __typename }', 1],
  ['scalars cost nothing', '{ region(id: "x") { id name state mainlandChina } }', 1],
  ['an object costs one', '{ viewer { account { id } } }', 2],
  ['nested objects cost one each', '{ image(id: "x") { owner { id } region { id } baseImage { owner { id } } } }', 5],

  ['a page without first or last costs 20 entries', nodes(''), 21],
  ['a page costs as many entries as its first', nodes('(first: 7)'), 8],
  ['a page costs as many entries as its last', nodes('(last: 7)'), 8],
  ['a page with first and last costs the larger of both', nodes('(first: 3, last: 7)'), 8],
  ['a filter does not change the cost of a page', nodes('(first: 7, filter: { platform: "x" })'), 8],
  ['a page with first: null costs 20 entries', nodes('(first: null)'), 21],
  [
    'nodes and edges of a page are both counted',
    '{ images(first: 10) { nodes { id } edges { cursor node { id } } } }',
    31,
  ],
  ['edges without nodes cost one each', '{ images(first: 10) { edges { cursor } } }', 11],
  ['pageInfo costs one', '{ images(first: 10) { pageInfo { endCursor } } }', 2],
  ['totalCount costs ten', '{ images(first: 10) { totalCount nodes { id } } }', 21],
  [
    'an object within a page is counted for each entry',
    '{ images(first: 10) { nodes { owner { id } region { id } } } }',
    31,
  ],
  [
    'a list within a page is counted for each entry',
    '{ images(first: 10) { nodes { shares { account { id } } } } }',
    1_011,
  ],
  [
    'the example of docs/api.md costs 251',
    '{ images(first: 50) { nodes { id owner { id } region { id } viewerCan { share { allowed } } } } }',
    251,
  ],
  ['the operations of the viewer cost as a page', '{ viewer { operations(first: 30) { nodes { id } } } }', 32],
  [
    'a page within another type costs 20 entries and ten for totalCount',
    '{ viewer { operations { totalCount nodes { id } } } }',
    32,
  ],

  ['a page of more than 100 costs 100 entries', nodes('(first: 2147483647)'), 101],
  ['a page of 0 costs one entry', nodes('(first: 0)'), 2],
  ['a page of a negative length costs one entry', nodes('(first: -5)'), 2],
  ['a page whose length is not a number costs 20 entries', nodes('(first: "many")'), 21],

  ['shares of an image cost as many as it may have', '{ image(id: "x") { shares { id } } }', 51],
  ['shares of an image cost no more than their first', '{ image(id: "x") { shares(first: 3) { id } } }', 4],
  [
    'accounts in the impact of an image cost 50 entries',
    '{ image(id: "x") { impact { byAccount { account { id } } } } }',
    102,
  ],
  [
    'accounts in the impact of an image cost no more than their first',
    '{ image(id: "x") { impact { byAccount(first: 4) { account { id } } } } }',
    10,
  ],
  ['regions cost 25', '{ regions { id } }', 25],
  ['rules cost as many as there are', '{ rules { rule } }', RULES.length],
  ['instance types cost ten entries', '{ instanceTypes { id hourlyPrice { amount } } }', 20],
  ['access tokens cost as many as an account may have', '{ viewer { accessTokens { id } } }', 101],
  [
    'launched instances cost as many as the count of the input',
    'mutation { launchInstances(input: { count: 100 }) { ... on LaunchInstancesPayload { instances { region { id } } } } }',
    211,
  ],
  [
    'launched instances cost as many as the variable of the count',
    'mutation ($n: Int) { launchInstances(input: { count: $n }) { ... on LaunchInstancesPayload { instances { id } } } }',
    18,
    { n: 7 },
  ],
  [
    'copies cost as many as the regions of the input',
    'mutation ($input: CopyImageInput!) { copyImage(input: $input) { ... on CopyImagePayload { images { id } } } }',
    14,
    { input: { regionIds: ['a', 'b', 'c'] } },
  ],
  [
    'the other denials of a denial are counted without further denials below them',
    denials('also { rule also { rule } }'),
    denialCost,
  ],
  ['a list of scalars costs nothing', '{ viewer { roles } }', 1],

  ['a mutation costs ten more', `mutation ($input: LaunchInstancesInput!) { ${LAUNCH} { __typename } }`, 11],
  [
    'each mutation of a document costs ten more',
    `mutation { a: deleteImage(input: {}) { __typename } b: leaveImage(input: {}) { __typename } }`,
    22,
  ],
  [
    'a union costs as much as its most expensive type',
    `mutation { launchInstances(input: {}) { ... on LaunchInstancesPayload { instances { image { id } } } ... on Denied { also { rule } } } }`,
    11 + MAX_ALSO,
  ],
  [
    'a union costs as much as its most expensive type, also where that is last',
    '{ launchQuote(input: {}) { ... on Denied { rule } ... on LaunchQuote { lines { hourlyUnit { amount } } } } }',
    5,
  ],
  [
    'an interface costs as much as its most expensive type',
    '{ node(id: "x") { id ... on Region { name } ... on Image { owner { id } region { id } } } }',
    3,
  ],
  [
    'the costs of the types of an interface are not added up',
    '{ node(id: "x") { ... on Share { account { id } } ... on Image { owner { id } } } }',
    2,
  ],

  ['introspection of the schema costs its objects', '{ __schema { types { name } } }', 1 + TYPES],
  ['introspection of the schema costs only the selected objects', '{ __schema { queryType { name } } }', 2],
  ['introspection of a type costs its fields', '{ __type(name: "Region") { fields { name } } }', 1 + FIELDS_OF_REGION],
  [
    'introspection of an unknown type costs nothing',
    '{ __type(name: "toString") { fields { name } } viewer { roles } }',
    1,
  ],
  [
    'introspection under aliases costs the same',
    '{ a: __schema { types { name } } b: __type(name: "Image") { name } }',
    2 + TYPES,
  ],

  ['the same field written twice costs once', `{ ${PAGE} ${PAGE} }`, 11],
  [
    'the same field with two selections costs once, with both selections',
    '{ image(id: "x") { owner { id } } image(id: "x") { region { id } } }',
    3,
  ],
  ['the same field under another alias costs again', `{ a: ${PAGE} b: ${PAGE} }`, 22],

  ['the fields of a fragment are counted', `{ ...F } fragment F on Query { ${PAGE} }`, 11],
  ['a fragment spread twice costs once', `{ ...F ...F } fragment F on Query { ${PAGE} }`, 11],
  [
    'a fragment within a fragment is counted',
    `{ ...F } fragment F on Query { ...G } fragment G on Query { ${PAGE} }`,
    11,
  ],
  [
    'a fragment within a page is counted for each entry',
    '{ images(first: 10) { nodes { ...F } } } fragment F on Image { owner { id } }',
    21,
  ],
  ['the fields of inline fragments are counted', `{ ... { ${PAGE} } ... on Query { regions { id } } }`, 36],
  ['a fragment of another type costs nothing', `{ ... on Image { owner { id } } ${PAGE} }`, 11],
  ['a fragment on an interface is counted', '{ image(id: "x") { ... on Node { ... on Image { owner { id } } } } }', 2],
  [
    'fragments that spread each other are counted once',
    `{ ...F } fragment F on Query { ...G ${PAGE} } fragment G on Query { ...F }`,
    11,
  ],
  ['an undefined fragment costs nothing', '{ ...F viewer { account { id } } }', 2],

  ['a skipped field costs nothing', `{ ${PAGE.replace(' {', ' @skip(if: true) {')} viewer { roles } }`, 1],
  ['a field with @skip(if: false) costs', `{ ${PAGE.replace(' {', ' @skip(if: false) {')} viewer { roles } }`, 12],
  [
    'a fragment that is not included costs nothing',
    `{ ...F @include(if: false) viewer { roles } } fragment F on Query { ${PAGE} }`,
    1,
  ],
  ['a fragment that is included costs', `{ ... @include(if: true) { ${PAGE} } viewer { roles } }`, 12],
  ['a fragment under an unknown directive costs', `{ ... @skipped(if: true) { ${PAGE} } viewer { roles } }`, 12],
  [
    'a variable can skip a fragment',
    `query ($no: Boolean!) { ... @skip(if: $no) { ${PAGE} } viewer { roles } }`,
    1,
    { no: true },
  ],
  [
    'a variable that is not a boolean skips nothing',
    `query ($no: Boolean!) { ... @skip(if: $no) { ${PAGE} } viewer { roles } }`,
    12,
    { no: 'true' },
  ],
  [
    'the default of a variable can exclude a fragment',
    `query ($yes: Boolean = false) { ... @include(if: $yes) { ${PAGE} } viewer { roles } }`,
    1,
  ],

  ['a variable is the length of a page', `query ($n: Int) ${nodes('(first: $n)')}`, 31, { n: 30 }],
  ['the default of a variable is the length of a page', `query ($n: Int = 30) ${nodes('(first: $n)')}`, 31],
  ['a given variable takes precedence over its default', `query ($n: Int = 5) ${nodes('(first: $n)')}`, 31, { n: 30 }],
  [
    'null takes precedence over a default and means 20 entries',
    `query ($n: Int = 30) ${nodes('(first: $n)')}`,
    21,
    { n: null },
  ],
  ['a default of null means 20 entries', `query ($n: Int = null) ${nodes('(first: $n)')}`, 21],
  ['a missing variable means 20 entries', `query ($n: Int) ${nodes('(first: $n)')}`, 21],
  ['an undeclared variable means 20 entries', nodes('(first: $n)'), 21, { n: 30 }],
  ['a length as a text of digits counts as its number', first('n'), 31, { n: '30' }],
  ['an infinite length costs 100 entries', first('n'), 101, { n: Infinity }],
  ['a length of NaN costs 20 entries', first('n'), 21, { n: NaN }],
  ['a list as the length means 20 entries', first('n'), 21, { n: [100] }],
  ['a map as the length means 20 entries', first('n'), 21, { n: { valueOf: 100 } }],
  ['a missing variable named constructor means 20 entries', first('constructor'), 21],
  ['a given variable named toString is the length of a page', first('toString'), 101, { toString: 100 }],
  [
    'the default of a variable named valueOf is the length of a page',
    `query ($valueOf: Int = 100) ${nodes('(first: $valueOf)')}`,
    101,
  ],
  ['fields named toString and constructor cost nothing', '{ toString constructor { id } viewer { roles } }', 1],

  ['an argument of fewer than 1,000 characters costs nothing', `{ node(id: "${'x'.repeat(999)}") { id } }`, 1],
  ['an argument costs a point per 1,000 characters', `{ node(id: "${'x'.repeat(1_000)}") { id } }`, 2],
  [
    'a variable costs a point per 1,000 characters',
    'query ($id: ID!) { node(id: $id) { id } }',
    4,
    { id: 'x'.repeat(3_000) },
  ],
  [
    'the default of a variable costs a point per 1,000 characters',
    `query ($ids: [ID!] = ["${'x'.repeat(2_000)}"]) { ${CAN('$ids')} }`,
    5,
  ],
  ['47 literals of one character in a list cost nothing', `{ ${CAN(`[${many(47, () => '"x"')}]`)} }`, 3],
  ['48 literals of one character in a list cost a point', `{ ${CAN(`[${many(48, () => '"x"')}]`)} }`, 4],
  [
    '1,000 ids of two characters cost 22 points',
    `query ($ids: [ID!]) { ${CAN('$ids')} }`,
    25,
    { ids: Array(1_000).fill('xx') },
  ],
  [
    'texts in lists and maps cost a point per 1,000 characters',
    `query ($ids: [ID!]) { ${CAN('$ids')} }`,
    5,
    { ids: [['x'.repeat(1_000)], { a: 'x'.repeat(1_000) }] },
  ],
  [
    'a long argument within a page costs for each entry',
    'query ($ids: [ID!]) { images(first: 10) { nodes { viewerCan { copy(regionIds: $ids) { allowed } } } } }',
    51,
    { ids: ['x'.repeat(2_000)] },
  ],
  [
    'the subjects of a denial cost as much as the arguments that they may repeat, under each alias',
    `query ($ids: [ID!]) { image(id: "x") { viewerCan { copy(regionIds: $ids) { a: denied { s: subjects t: subjects } b: denied { also { subjects } } } } } }`,
    3 + 22 + (1 + 2 * 23) + 1 + MAX_ALSO * (1 + 23),
    { ids: Array(1_000).fill('xx') },
  ],
  ...['', 'img-1', 'x'.repeat(999)].map((id): (typeof TABLE)[number] => [
    `the subjects of a denial cost a point beside an id of ${id.length} characters`,
    `query ($id: ID!) { image(id: $id) { viewerCan { copy { denied { s: subjects t: subjects } } } } }`,
    4 + 2,
    { id },
  ]),
  [
    'arguments of a mutation cost a point per 200 characters',
    'mutation ($ids: [ID!]!) { terminateInstances(input: { instanceIds: $ids }) { __typename } }',
    11 + 110,
    { ids: Array(1_000).fill('xx') },
  ],
  [
    'a list nested 100,000 deep in a variable costs each of its lists and overflows no stack',
    'query ($id: ID!) { node(id: $id) { id } }',
    2_000,
    { id: deepList(100_000) },
  ],

  ['unknown fields cost nothing', '{ nothing { nothing { nothing } } viewer { roles } }', 1],
  ['unknown selections on scalars cost nothing', '{ region(id: "x") { name { of { it } } } }', 1],
];

test.each(TABLE.map((row) => [row[0], row] as const))('%s', (_sentence, [, text, points, variables]) => {
  expect(cost(text, variables)).toBe(points);
});

test('every plain list of objects has a bound', () => {
  const unknown: string[] = [];
  const connections = /(Connection|Edge)$/;
  for (const type of Object.values(createSchema().getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || connections.test(type.name)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!String(field.type).includes('[') || isLeafType(getNamedType(field.type))) continue;
      const bound = listBound(type.name, field.name, { args: {}, input: {}, bounds: USUAL_BOUNDS });
      if (bound === null) unknown.push(`${type.name}.${field.name}`);
    }
  }
  expect(unknown).toEqual([]);
});
