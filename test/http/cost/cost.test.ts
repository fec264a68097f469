import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType } from 'graphql';
import { RULES } from '../../../src/policy/decision';
import { RULEBOOK } from '../../../src/policy/rulebook';
import { createSchema } from '../../../src/graphql/schema';
import { listBound, USUAL_BOUNDS } from '../../../src/server/documents/listBounds';
import { cost } from '../../support/cost';

/** What an operation costs before anybody has read anything: every object its answer may hold is a point. */

const PAGE = 'images(first: 10) { nodes { id } }';
const nodes = (args: string) => `{ images${args} { nodes { id } } }`;
const CAN = (ids: string) => `image(id: "x") { viewerCan { copy(regionIds: ${ids}) { allowed } } }`;
const deepList = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const LAUNCH = 'launchInstances(input: $input)';
const first = (name: string) => `query ($${name}: Int) ${nodes(`(first: $${name})`)}`;
const denials = (also: string) => `mutation { leaveImage(input: {}) { ... on Denied { ${also} } } }`;

const TYPES = Object.keys(createSchema().getTypeMap()).length;
const FIELDS_OF_REGION = Object.keys((createSchema().getType('Region') as GraphQLObjectType).getFields()).length;
/** The rules of the longest rulebook that may deny together with others, but for the first of them. */
const MAX_ALSO =
  Math.max(
    ...Object.values(RULEBOOK).map(
      (rules) => rules.filter(({ step }) => !['ROLE', 'EXISTENCE', 'RELATION'].includes(step)).length,
    ),
  ) - 1;
const denialCost = 11 + MAX_ALSO;

const TABLE: [sentence: string, text: string, points: number, variables?: Record<string, unknown>][] = [
  ['nothing at all costs one', '{ __typename }', 1],
  ['scalars cost nothing', '{ region(id: "x") { id name state mainlandChina } }', 1],
  ['an object costs one', '{ viewer { account { id } } }', 2],
  [
    'objects within objects, one each',
    '{ image(id: "x") { owner { id } region { id } baseImage { owner { id } } } }',
    5,
  ],

  ['a page is 20 where nothing is said', nodes(''), 21],
  ['a page is as long as its first', nodes('(first: 7)'), 8],
  ['a page is as long as its last', nodes('(last: 7)'), 8],
  ['of first and last the longer', nodes('(first: 3, last: 7)'), 8],
  ['a filter does not change it', nodes('(first: 7, filter: { platform: "x" })'), 8],
  ['null is as if nothing were said', nodes('(first: null)'), 21],
  ['nodes and edges are both counted', '{ images(first: 10) { nodes { id } edges { cursor node { id } } } }', 31],
  ['edges without nodes', '{ images(first: 10) { edges { cursor } } }', 11],
  ['the page info is one', '{ images(first: 10) { pageInfo { endCursor } } }', 2],
  ['counting all costs ten more', '{ images(first: 10) { totalCount nodes { id } } }', 21],
  [
    'what is within a page is counted for each entry',
    '{ images(first: 10) { nodes { owner { id } region { id } } } }',
    31,
  ],
  ['lists within a page for each entry', '{ images(first: 10) { nodes { shares { account { id } } } } }', 1_011],
  [
    'the example of docs/api.md',
    '{ images(first: 50) { nodes { id owner { id } region { id } viewerCan { share { allowed } } } } }',
    251,
  ],
  ['operations are a page too', '{ viewer { operations(first: 30) { nodes { id } } } }', 32],
  ['a page of its own within another type', '{ viewer { operations { totalCount nodes { id } } } }', 32],

  ['a page of more than 100 is one of 100', nodes('(first: 2147483647)'), 101],
  ['a page of none is one of one', nodes('(first: 0)'), 2],
  ['a page of less than none is one of one', nodes('(first: -5)'), 2],
  ['a page that is no number is one of 20', nodes('(first: "many")'), 21],

  ['shares of an image are as many as it may have', '{ image(id: "x") { shares { id } } }', 51],
  ['fewer are fewer', '{ image(id: "x") { shares(first: 3) { id } } }', 4],
  ['accounts that an image touches are 50', '{ image(id: "x") { impact { byAccount { account { id } } } } }', 102],
  ['fewer of them are fewer', '{ image(id: "x") { impact { byAccount(first: 4) { account { id } } } } }', 10],
  ['regions are 25', '{ regions { id } }', 25],
  ['rules are all there are', '{ rules { rule } }', RULES.length],
  ['instance types are ten', '{ instanceTypes { id hourlyPrice { amount } } }', 20],
  ['access tokens are as many as an account may have', '{ viewer { accessTokens { id } } }', 101],
  [
    'instances launched are as many as are asked for',
    'mutation { launchInstances(input: { count: 100 }) { ... on LaunchInstancesPayload { instances { region { id } } } } }',
    211,
  ],
  [
    'as the variable says',
    'mutation ($n: Int) { launchInstances(input: { count: $n }) { ... on LaunchInstancesPayload { instances { id } } } }',
    18,
    { n: 7 },
  ],
  [
    'copies are as many as regions',
    'mutation ($input: CopyImageInput!) { copyImage(input: $input) { ... on CopyImagePayload { images { id } } } }',
    14,
    { input: { regionIds: ['a', 'b', 'c'] } },
  ],
  ['the other denials of a denial name no others', denials('also { rule also { rule } }'), denialCost],
  ['a list of scalars costs nothing', '{ viewer { roles } }', 1],

  ['a mutation costs ten more', `mutation ($input: LaunchInstancesInput!) { ${LAUNCH} { __typename } }`, 11],
  [
    'each mutation does',
    `mutation { a: deleteImage(input: {}) { __typename } b: leaveImage(input: {}) { __typename } }`,
    22,
  ],
  [
    'of the types of a union the dearest counts',
    `mutation { launchInstances(input: {}) { ... on LaunchInstancesPayload { instances { image { id } } } ... on Denied { also { rule } } } }`,
    11 + MAX_ALSO,
  ],
  [
    'also where it comes last',
    '{ launchQuote(input: {}) { ... on Denied { rule } ... on LaunchQuote { lines { hourlyUnit { amount } } } } }',
    5,
  ],
  [
    'of those of an interface too',
    '{ node(id: "x") { id ... on Region { name } ... on Image { owner { id } region { id } } } }',
    3,
  ],
  [
    'the types of an interface do not add up',
    '{ node(id: "x") { ... on Share { account { id } } ... on Image { owner { id } } } }',
    2,
  ],

  ['the schema costs its objects', '{ __schema { types { name } } }', 1 + TYPES],
  ['those that are asked for', '{ __schema { queryType { name } } }', 2],
  ['a type costs its own', '{ __type(name: "Region") { fields { name } } }', 1 + FIELDS_OF_REGION],
  ['a type that is none nothing', '{ __type(name: "toString") { fields { name } } viewer { roles } }', 1],
  ['under other names too', '{ a: __schema { types { name } } b: __type(name: "Image") { name } }', 2 + TYPES],

  ['the same field twice is one', `{ ${PAGE} ${PAGE} }`, 11],
  [
    'the same field with more in it is one with both',
    '{ image(id: "x") { owner { id } } image(id: "x") { region { id } } }',
    3,
  ],
  ['another name makes another', `{ a: ${PAGE} b: ${PAGE} }`, 22],

  ['what a fragment holds', `{ ...F } fragment F on Query { ${PAGE} }`, 11],
  ['a fragment spread twice is one', `{ ...F ...F } fragment F on Query { ${PAGE} }`, 11],
  ['fragments in fragments', `{ ...F } fragment F on Query { ...G } fragment G on Query { ${PAGE} }`, 11],
  [
    'a fragment within a page for each entry',
    '{ images(first: 10) { nodes { ...F } } } fragment F on Image { owner { id } }',
    21,
  ],
  ['an inline fragment', `{ ... { ${PAGE} } ... on Query { regions { id } } }`, 36],
  ['a fragment of another type holds nothing', `{ ... on Image { owner { id } } ${PAGE} }`, 11],
  ['a fragment on the interface', '{ image(id: "x") { ... on Node { ... on Image { owner { id } } } } }', 2],
  [
    'fragments that spread each other end',
    `{ ...F } fragment F on Query { ...G ${PAGE} } fragment G on Query { ...F }`,
    11,
  ],
  ['a fragment that is not there', '{ ...F viewer { account { id } } }', 2],

  ['what is skipped costs nothing', `{ ${PAGE.replace(' {', ' @skip(if: true) {')} viewer { roles } }`, 1],
  ['what is not skipped does', `{ ${PAGE.replace(' {', ' @skip(if: false) {')} viewer { roles } }`, 12],
  [
    'what is not included costs nothing',
    `{ ...F @include(if: false) viewer { roles } } fragment F on Query { ${PAGE} }`,
    1,
  ],
  ['what is included does', `{ ... @include(if: true) { ${PAGE} } viewer { roles } }`, 12],
  ['what only is called so does', `{ ... @skipped(if: true) { ${PAGE} } viewer { roles } }`, 12],
  ['a variable skips', `query ($no: Boolean!) { ... @skip(if: $no) { ${PAGE} } viewer { roles } }`, 1, { no: true }],
  [
    'a variable that is no truth does not',
    `query ($no: Boolean!) { ... @skip(if: $no) { ${PAGE} } viewer { roles } }`,
    12,
    { no: 'true' },
  ],
  [
    'a default includes not',
    `query ($yes: Boolean = false) { ... @include(if: $yes) { ${PAGE} } viewer { roles } }`,
    1,
  ],

  ['a variable is the length', `query ($n: Int) ${nodes('(first: $n)')}`, 31, { n: 30 }],
  ['its default is', `query ($n: Int = 30) ${nodes('(first: $n)')}`, 31],
  ['what is given stands before its default', `query ($n: Int = 5) ${nodes('(first: $n)')}`, 31, { n: 30 }],
  ['null stands before its default, and says nothing', `query ($n: Int = 30) ${nodes('(first: $n)')}`, 21, { n: null }],
  ['a default of null says nothing', `query ($n: Int = null) ${nodes('(first: $n)')}`, 21],
  ['a variable left out says nothing', `query ($n: Int) ${nodes('(first: $n)')}`, 21],
  ['a variable that nobody declared says nothing', nodes('(first: $n)'), 21, { n: 30 }],
  ['a text of digits is its number', first('n'), 31, { n: '30' }],
  ['a number without end is 100', first('n'), 101, { n: Infinity }],
  ['what is no number is 20', first('n'), 21, { n: NaN }],
  ['a list is no length', first('n'), 21, { n: [100] }],
  ['a map is no length', first('n'), 21, { n: { valueOf: 100 } }],
  ['a name that every object knows is no value', first('constructor'), 21],
  ['but a variable, where it is one', first('toString'), 101, { toString: 100 }],
  ['and its default is', `query ($valueOf: Int = 100) ${nodes('(first: $valueOf)')}`, 101],
  ['a field that every object knows is none', '{ toString constructor { id } viewer { roles } }', 1],

  ['arguments cost nothing', `{ node(id: "${'x'.repeat(999)}") { id } }`, 1],
  ['but a point for 1,000 characters', `{ node(id: "${'x'.repeat(1_000)}") { id } }`, 2],
  ['so do variables', 'query ($id: ID!) { node(id: $id) { id } }', 4, { id: 'x'.repeat(3_000) }],
  ['and their defaults', `query ($ids: [ID!] = ["${'x'.repeat(2_000)}"]) { ${CAN('$ids')} }`, 5],
  [
    'and what is in lists and maps',
    `query ($ids: [ID!]) { ${CAN('$ids')} }`,
    5,
    { ids: [['x'.repeat(1_000)], { a: 'x'.repeat(1_000) }] },
  ],
  [
    'for each entry that is asked with them',
    'query ($ids: [ID!]) { images(first: 10) { nodes { viewerCan { copy(regionIds: $ids) { allowed } } } } }',
    51,
    { ids: ['x'.repeat(2_000)] },
  ],
  ['however deep they are', 'query ($id: ID!) { node(id: $id) { id } }', 1, { id: deepList(100_000) }],

  ['fields that are not there cost nothing', '{ nothing { nothing { nothing } } viewer { roles } }', 1],
  ['nor does what scalars do not hold', '{ region(id: "x") { name { of { it } } } }', 1],
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
