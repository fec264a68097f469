import { document, NOT_VALID, BAD_INPUT, type Attack } from '../../support/attacks';
import { many } from '../../support/documents';

/** Documents that are small to send and expensive to check, to execute or to answer. */

const over = (exceeded: string, message: string | RegExp = /the limit is |which is the limit\./) => ({
  ...NOT_VALID,
  message,
  exceeded,
});
const deep = (levels: number) => `{ image(id: "x") ${'{ baseImage '.repeat(levels - 2)}{ id }${'}'.repeat(levels - 1)}`;
const ofType = (levels: number): string => (levels === 0 ? '{ name }' : `{ name ofType ${ofType(levels - 1)} }`);
const fragments = (count: number, of: (at: number) => string) =>
  many(count, (at) => `fragment F${at} on Image { ${of(at)} }`);
/** Returns a selection in which each level is repeated `times` times. */
const folded = (times: number, levels: number): string =>
  levels === 0 ? '{ id }' : `{ ${many(times, () => `baseImage ${folded(times, levels - 1)}`)} }`;

const LARGE: Attack[] = [
  document('13 levels of fields', deep(13), over('depth')),
  document('40 levels of fields', deep(40), over('depth')),
  document('150 levels of fields', deep(150), over('nesting')),
  document('31 aliases', `{ ${many(31, (at) => `a${at}: __typename`)} }`, over('aliases')),
  document('640 aliases', `{ ${many(640, (at) => `a${at}: viewer`)} }`, over('aliases')),
  document('21 root fields', `{ ${many(21, () => 'viewer { roles }')} }`, over('rootFields')),
  document('one field written 52 times', `{ viewer { ${many(52, () => 'roles')} } }`, over('repeats')),
  document(
    'six mutations',
    `mutation { ${many(6, (at) => `a${at}: leaveImage(input: { imageId: "x" }) { __typename }`)} }`,
    over('mutations'),
  ),
  document('51 directives', `{ __typename ${'@a '.repeat(51)} }`, over('directives')),
  document('990 directives', `{ __typename ${'@a '.repeat(990)} }`, over('directives')),
  document('2,001 tokens', `{ image(id: [${'1 '.repeat(1_992)}]) { id } }`, over('tokens')),
  document('99,000 open brackets', '{'.repeat(99_000), over('nesting')),
  document('1,900 open brackets of a list', `{ image(id: ${'['.repeat(1_900)}`, over('nesting')),
  document(
    'a list 99 deep where a text belongs',
    `{ image(id: ${'['.repeat(98)}${']'.repeat(98)}) { id } }`,
    BAD_INPUT,
  ),
  document(
    'a map 99 deep where a text belongs',
    `{ image(id: ${'{a:'.repeat(98)}1${'}'.repeat(98)}) { id } }`,
    BAD_INPUT,
  ),
  document(
    'its owner field written 490 times',
    `{ image(id: "x") { ${many(490, () => 'owner { id }')} } }`,
    over('repeats'),
  ),
  document('four levels of fields, each written four times,', `{ image(id: "x") ${folded(4, 4)} }`, over('repeats')),
  document('five levels of fields, each written three times,', `{ image(id: "x") ${folded(3, 5)} }`, over('repeats')),
  document(
    '100 fragments in one selection',
    `{ image(id: "x") { ${many(100, (at) => `...F${at}`)} } } ${fragments(100, () => 'owner { id }')}`,
    {},
  ),
  document(
    '100 fragments of three fields in one selection',
    `{ image(id: "x") { ${many(100, (at) => `...F${at}`)} } } ${fragments(100, () => 'id name state')}`,
    over('comparisons'),
  ),
  document(
    'a fragment that spreads itself under a field that it has twice',
    '{ image(id: "x") { ...F0 } } fragment F0 on Image { baseImage { ...F0 } baseImage { ...F0 } }',
    over('cost', /more than can be added up/),
  ),
  document('90,000 lines', `${'\n'.repeat(90_000)}{ viewer { roles } }`, {}),
  document(
    '40 fragments, each spread twice in the one before, once in an inline fragment,',
    `{ image(id: "x") { ...F0 } } ${fragments(41, (at) => (at < 40 ? `...F${at + 1} ... on Image { ...F${at + 1} }` : 'name'))}`,
    {},
  ),
  document(
    '40 fragments of a page, each spread twice in the one before, once in an inline fragment,',
    `{ images(first: 1) { nodes { ...F0 } } } ${fragments(41, (at) => (at < 40 ? `...F${at + 1} ... on Image { ...F${at + 1} }` : 'name'))}`,
    {},
  ),
  document(
    '100 fragments, each spread twice in the one before,',
    `{ image(id: "x") { ...F0 } } ${fragments(100, (at) => (at < 99 ? `...F${at + 1} ...F${at + 1}` : 'id'))}`,
    over('repeats'),
  ),
  document(
    '11 fragments, each spread under two fields of the one before,',
    `{ image(id: "x") { ...F0 } } ${fragments(11, (at) => (at < 10 ? `baseImage { ...F${at + 1} } copiedFrom { ...F${at + 1} }` : 'id'))}`,
    {},
  ),
  document(
    '20 fragments, each spread twice under a field of the one before,',
    `{ image(id: "x") { ...F0 } } ${fragments(20, (at) => (at < 19 ? `baseImage { ...F${at + 1} ...F${at + 1} }` : 'id'))}`,
    over('depth'),
  ),
  document('a fragment that spreads itself', '{ image(id: "x") { ...F } } fragment F on Image { id ...F }', {
    ...NOT_VALID,
    message: 'Cannot spread fragment "F" within itself.',
  }),
  document(
    'three fragments that spread each other',
    `{ image(id: "x") { ...F0 } } ${fragments(3, (at) => `baseImage { ...F${(at + 1) % 3} }`)}`,
    over('cost', /more than can be added up/),
  ),
  document(
    '90 fragments in a ring',
    `{ image(id: "x") { ...F0 } } ${fragments(90, (at) => `...F${(at + 1) % 90}`)}`,
    NOT_VALID,
  ),
  document('90 fragments that are never spread', `{ __typename } ${fragments(90, () => 'id')}`, NOT_VALID),
  document(
    'one fragment defined 150 times',
    `{ image(id: "x") { ...F } } ${many(150, () => 'fragment F on Image { id }')}`,
    NOT_VALID,
  ),
  document(
    'the shares of the shares of a page of 100',
    `{ images(first: 100) { nodes { shares { image { shares { id } } } } } }`,
    over('cost'),
  ),
  document('ten pages under aliases', `{ ${many(10, (at) => `a${at}: images(first: 100) { nodes { id } }`)} }`, {}),
  document(
    'the length of a page as a variable',
    'query ($n: Int) { images(first: $n) { nodes { region { id } owner { id } baseImage { owner { id } region { id } warnings { code } viewerCan { copy { allowed } share { allowed } launch { allowed } } } } } }',
    {},
    { n: 100 },
  ),
  document(
    '20 total counts',
    `{ ${many(20, (at) => `a${at}: images(first: 1) { totalCount nodes { id ${'region { id } owner { id } baseImage { id owner { id } }'} shares { account { id } } } }`)} }`,
    {},
  ),
  document('20 times the list of rules', `{ ${many(20, (at) => `a${at}: rules { rule }`)} }`, {}),
  document(
    '29 times the list of rules in an inline fragment',
    `{ ... { ${many(29, (at) => `a${at}: rules { rule }`)} } }`,
    over('rootFields'),
  ),
];

const INTROSPECTION: Attack[] = [
  document('three times the schema', `{ ${many(3, (at) => `a${at}: __schema { types { name } }`)} }`, {}),
  document(
    '30 times the schema',
    `{ ... { ${many(30, (at) => `a${at}: __schema { types { name } }`)} } }`,
    over('rootFields'),
  ),
  document(
    'the types of fields, nested four deep,',
    '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
    NOT_VALID,
  ),
  document('`ofType` nested 30 deep', `{ __type(name: "Image") { fields { type ${ofType(30)} } } }`, {}),
  document('`ofType` nested 110 deep', `{ __type(name: "Image") { fields { type ${ofType(110)} } } }`, over('nesting')),
  document(
    'possible types and interfaces nested five deep',
    '{ __type(name: "Node") { possibleTypes { interfaces { possibleTypes { interfaces { possibleTypes { name } } } } } } }',
    NOT_VALID,
  ),
  document('a query of a type that does not exist', '{ __type(name: "constructor") { name } }', {}),
  document(
    'the fields of 20 types and the schema',
    `{ ... { ${many(20, (at) => `a${at}: __type(name: "Image") { fields { name } }`)} } b: __schema { types { name } } }`,
    over('rootFields'),
  ),
];

export const BOMBS: Attack[] = [...LARGE, ...INTROSPECTION];
