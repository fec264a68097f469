import { document, NOT_VALID, BAD_INPUT, type Attack } from '../../support/attacks';
import { many } from '../../support/documents';

/** Documents that are small to send and large to judge, to answer or to read. */

const over = (exceeded: string, message: string | RegExp = /the limit is |which is the limit\./) => ({
  ...NOT_VALID,
  message,
  exceeded,
});
const deep = (levels: number) => `{ image(id: "x") ${'{ baseImage '.repeat(levels - 2)}{ id }${'}'.repeat(levels - 1)}`;
const ofType = (levels: number): string => (levels === 0 ? '{ name }' : `{ name ofType ${ofType(levels - 1)} }`);
const fragments = (count: number, of: (at: number) => string) =>
  many(count, (at) => `fragment F${at} on Image { ${of(at)} }`);
/** A selection in which each level is written so many times. */
const folded = (times: number, levels: number): string =>
  levels === 0 ? '{ id }' : `{ ${many(times, () => `baseImage ${folded(times, levels - 1)}`)} }`;

const LARGE: Attack[] = [
  document('13 levels', deep(13), over('depth')),
  document('40 levels', deep(40), over('depth')),
  document('150 levels', deep(150), over('nesting')),
  document('31 aliases', `{ ${many(31, (at) => `a${at}: __typename`)} }`, over('aliases')),
  document('1,000 aliases', `{ ${many(640, (at) => `a${at}: viewer`)} }`, over('aliases')),
  document('21 fields', `{ ${many(21, () => 'viewer { roles }')} }`, over('rootFields')),
  document('52 times one field', `{ viewer { ${many(52, () => 'roles')} } }`, over('repeats')),
  document(
    'six mutations',
    `mutation { ${many(6, (at) => `a${at}: leaveImage(input: { imageId: "x" }) { __typename }`)} }`,
    over('mutations'),
  ),
  document('51 directives', `{ __typename ${'@a '.repeat(51)} }`, over('directives')),
  document('1,900 directives', `{ __typename ${'@a '.repeat(990)} }`, over('directives')),
  document('2,001 tokens', `{ image(id: [${'1 '.repeat(1_992)}]) { id } }`, over('tokens')),
  document('99,000 brackets', '{'.repeat(99_000), over('nesting')),
  document('1,900 brackets of a list', `{ image(id: ${'['.repeat(1_900)}`, over('nesting')),
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
  document('490 times the owner', `{ image(id: "x") { ${many(490, () => 'owner { id }')} } }`, over('repeats')),
  document('four times each of four levels', `{ image(id: "x") ${folded(4, 4)} }`, over('repeats')),
  document('three times each of five levels', `{ image(id: "x") ${folded(3, 5)} }`, over('repeats')),
  document(
    '100 fragments in one selection',
    `{ image(id: "x") { ${many(100, (at) => `...F${at}`)} } } ${fragments(100, () => 'owner { id }')}`,
    {},
  ),
  document(
    'each fragment twice in the one before',
    `{ image(id: "x") { ...F0 } } ${fragments(100, (at) => (at < 99 ? `...F${at + 1} ...F${at + 1}` : 'id'))}`,
    over('repeats'),
  ),
  document(
    'each fragment under a field, twice',
    `{ image(id: "x") { ...F0 } } ${fragments(11, (at) => (at < 10 ? `baseImage { ...F${at + 1} } copiedFrom { ...F${at + 1} }` : 'id'))}`,
    {},
  ),
  document(
    '20 levels of fragments, each twice the one before',
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
  document('fragments nobody spreads', `{ __typename } ${fragments(90, () => 'id')}`, NOT_VALID),
  document(
    'the same fragment 150 times',
    `{ image(id: "x") { ...F } } ${many(150, () => 'fragment F on Image { id }')}`,
    NOT_VALID,
  ),
  document('100 pages of 100', `{ images(first: 100) { nodes { shares { image { shares { id } } } } } }`, over('cost')),
  document('ten pages under other names', `{ ${many(10, (at) => `a${at}: images(first: 100) { nodes { id } }`)} }`, {}),
  document(
    'a page of a variable',
    'query ($n: Int) { images(first: $n) { nodes { region { id } owner { id } baseImage { owner { id } region { id } warnings { code } viewerCan { copy { allowed } share { allowed } launch { allowed } } } } } }',
    {},
    { n: 100 },
  ),
  document(
    'counting 20 times',
    `{ ${many(20, (at) => `a${at}: images(first: 1) { totalCount nodes { id ${'region { id } owner { id } baseImage { id owner { id } }'} shares { account { id } } } }`)} }`,
    {},
  ),
  document('20 times the rulebook', `{ ${many(20, (at) => `a${at}: rules { rule }`)} }`, {}),
  document('29 times the rulebook', `{ ... { ${many(29, (at) => `a${at}: rules { rule }`)} } }`, over('rootFields')),
];

const INTROSPECTION: Attack[] = [
  document('the schema three times', `{ ${many(3, (at) => `a${at}: __schema { types { name } }`)} }`, {}),
  document(
    'the schema 30 times',
    `{ ... { ${many(30, (at) => `a${at}: __schema { types { name } }`)} } }`,
    over('rootFields'),
  ),
  document(
    'fields of types of fields',
    '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
    NOT_VALID,
  ),
  document('a type of a type, 30 deep', `{ __type(name: "Image") { fields { type ${ofType(30)} } } }`, {}),
  document(
    'a type of a type, 110 deep',
    `{ __type(name: "Image") { fields { type ${ofType(110)} } } }`,
    over('nesting'),
  ),
  document(
    'possible types of interfaces of possible types',
    '{ __type(name: "Node") { possibleTypes { interfaces { possibleTypes { interfaces { possibleTypes { name } } } } } } }',
    NOT_VALID,
  ),
  document('a type that is not there', '{ __type(name: "constructor") { name } }', {}),
  document(
    '26 types',
    `{ ... { ${many(20, (at) => `a${at}: __type(name: "Image") { fields { name } }`)} } b: __schema { types { name } } }`,
    over('rootFields'),
  ),
];

export const BOMBS: Attack[] = [...LARGE, ...INTROSPECTION];
