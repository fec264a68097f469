import { operationOf, parseAndCheckDocument } from '../../src/server/documents/parse';
import { DOCUMENT_LIMITS } from '../../src/graphql/requestLimits';
import { many, refusal, tooLarge } from '../support/documents';

/** The size limits of documents: both sides of every number, for every way in which a document can grow. */

/** Returns a document with that many levels of fields, counted from the operation. */
const deep = (levels: number): string => (levels === 1 ? '{ a }' : `{ a ${deep(levels - 1)} }`);
/** The same with each level in an inline fragment. */
const deepInline = (levels: number): string =>
  levels === 1 ? '{ ... { a } }' : `{ ... { a ${deepInline(levels - 1)} } }`;
/** The same with each level in a fragment of its own, spread twice. */
const deepSpread = (levels: number): string =>
  `{ ...F0 ...F0 } ${many(levels, (at) => `fragment F${at} on T { a${at < levels - 1 ? ` { ...F${at + 1} ...F${at + 1} }` : ''} }`)}`;
/** The same with fragments defined in the other order. */
const deepBackwards = (levels: number): string =>
  `${many(levels, (at) => `fragment F${at} on T { a${at > 0 ? ` { ...F${at - 1} }` : ''} }`)} { ...F${levels - 1} }`;

const rootFields = (count: number) => many(count, (at) => `f${at}`);
const split = (count: number) => `...A ... { ${rootFields(10)} } } fragment A on T { ${rootFields(count - 10)}`;

const depth = (levels: number) =>
  tooLarge('depth', 12, levels, `This document is ${levels} levels deep; the limit is 12.`);
const counted = (name: 'aliases' | 'directives', limit: number) =>
  tooLarge(name, limit, limit + 1, `This document has ${limit + 1} ${name}; the limit is ${limit}.`);
const fields = tooLarge('rootFields', 20, 21, 'This operation has 21 fields; the limit is 20.');
const mutations = tooLarge('mutations', 5, 6, 'This mutation has 6 fields; the limit is 5.');
const repeats = tooLarge(
  'repeats',
  50,
  51,
  'This document writes 51 fields or fragments again into a selection; the limit is 50.',
);

const characters = tooLarge(
  'characters',
  100_000,
  100_001,
  'This document has 100001 characters; the limit is 100000.',
);

const BOTH_SIDES: [name: string, text: (n: number) => string, limit: number, refused: object][] = [
  ['characters of a comment', (n) => `{ a } #${'x'.repeat(n - 7)}`, 100_000, characters],
  ['characters of a text', (n) => `{ a(b: "${'['.repeat(n - 12)}") }`, 100_000, characters],
  ['levels of fields', deep, 12, depth(13)],
  ['levels in inline fragments', deepInline, 12, depth(13)],
  ['levels in fragments, each spread twice', deepSpread, 12, depth(13)],
  ['levels in fragments defined before their use', deepBackwards, 12, depth(13)],
  ['levels in the second operation', (n) => `query A { a } query B ${deep(n)}`, 12, depth(13)],
  ['levels under an alias', (n) => `{ b: a ${deep(n - 1)} }`, 12, depth(13)],
  ['levels under a skipped field', (n) => `{ a @skip(if: true) ${deep(n - 1)} }`, 12, depth(13)],
  ['aliases', (n) => `{ a { ${many(n, (at) => `a${at}: b`)} } }`, 30, counted('aliases', 30)],
  [
    'aliases in several selections',
    (n) => `{ ${many(2, (x) => `f${x} { ${many(x ? n - 15 : 15, (at) => `a${at}: b`)} }`)} }`,
    30,
    counted('aliases', 30),
  ],
  [
    'aliases in a fragment',
    (n) => `{ ...F } fragment F on T { a { ${many(n, (at) => `a${at}: b`)} } }`,
    30,
    counted('aliases', 30),
  ],
  [
    'aliases in a fragment that is never spread',
    (n) => `{ a } fragment F on T { ${many(n, (at) => `a${at}: b`)} }`,
    30,
    counted('aliases', 30),
  ],
  ['fields of a query', (n) => `{ ${rootFields(n)} }`, 20, fields],
  ['fields of a query in fragments', (n) => `{ ${split(n)} }`, 20, fields],
  [
    'fields of a query, introspection included',
    (n) => `{ ${rootFields(n - 2)} __schema { a } __typename }`,
    20,
    fields,
  ],
  ['fields of a subscription', (n) => `subscription { ${rootFields(n)} }`, 20, fields],
  ['fields of the second query', (n) => `query A { a } query B { ${rootFields(n)} }`, 20, fields],
  ['mutations', (n) => `mutation { ${rootFields(n)} }`, 5, mutations],
  ['mutations under aliases', (n) => `mutation { ${many(n, (at) => `a${at}: b`)} }`, 5, mutations],
  [
    'mutations in fragments',
    (n) => `mutation { ...F ... { a b } } fragment F on M { ${rootFields(n - 2)} }`,
    5,
    mutations,
  ],
  ['mutations of one name', (n) => `mutation { ${many(n, () => 'a')} }`, 5, mutations],
  ['mutations of the second operation', (n) => `query A { a } mutation B { ${rootFields(n)} }`, 5, mutations],
  ['directives', (n) => `{ a ${many(n, () => '@x')} }`, 50, counted('directives', 50)],
  [
    'directives in all locations',
    (n) => `query ($v: T @x) @x { a @x ... @x { b } ...F @x } fragment F on T @x { c ${many(n - 6, () => '@x')} }`,
    50,
    counted('directives', 50),
  ],
  ['repetitions of one field', (n) => `{ a { ${many(n + 1, () => 'b')} } }`, 50, repeats],
  ['repetitions of one field with a selection', (n) => `{ a { ${many(n + 1, () => 'b { c }')} } }`, 50, repeats],
  [
    'repetitions of one field with other arguments',
    (n) => `{ a { ${many(n + 1, (at) => `b(x: ${at})`)} } }`,
    50,
    repeats,
  ],
  [
    'repetitions in many selections',
    (n) => `{ ${many(10, (at) => `a${at} { ${many(n / 10 + 1, () => 'b')} }`)} ${n % 10 ? 'a0' : ''} }`,
    50,
    repeats,
  ],
  [
    'repetitions of one fragment spread',
    (n) => `{ a { ${many(n + 1, () => '...F')} } } fragment F on T { b }`,
    50,
    repeats,
  ],
  ['additional inline fragments', (n) => `{ a { ${many(n + 1, (at) => `... on T${at} { b${at} }`)} } }`, 50, repeats],
  ['repetitions of one field in a fragment', (n) => `{ a } fragment F on T { ${many(n + 1, () => 'b')} }`, 50, repeats],
];

test.each(BOTH_SIDES)(
  'a document may have as many %s as the limit, and one more is rejected',
  (_name, text, limit, refused) => {
    expect(refusal(text(limit))).toBeNull();
    expect(refusal(text(limit + 1))).toEqual(refused);
  },
);

describe('the size check', () => {
  test('ends at a fragment that spreads itself, and leaves it to validation', () => {
    expect(refusal('{ ...A } fragment A on T { a { ...B } } fragment B on T { b { ...A } }')).toBeNull();
  });

  test('measures a fragment once although each level spreads the next one twice', () => {
    expect(refusal(deepSpread(12))).toBeNull();
    const doubled = (at: number) => `fragment F${at} on T { ${at < 39 ? `...F${at + 1} ...F${at + 1}` : 'a'} }`;
    expect(refusal(`{ ...F0 } ${many(40, doubled)}`)).toBeNull();
  });

  test('counts a root field of a fragment once although the fragment is spread three times', () => {
    expect(refusal(`{ ...F ...F ...F } fragment F on T { ${rootFields(20)} }`)).toBeNull();
  });

  test('does not count a field under an alias as a repetition', () => {
    expect(refusal(`{ a { ${many(52, (at) => (at < 51 ? 'b' : 'c: b'))} } }`)).toBeNull();
  });

  test('does not count the levels of introspection', () => {
    expect(refusal(`{ __schema ${deep(20)} }`)).toBeNull();
    expect(refusal(`{ __schema { a } ${'a { '.repeat(12)} a ${'} '.repeat(12)} }`)).toEqual(depth(13));
  });
});

describe('the count of what validation compares', () => {
  test('names the limit of pairs where fields of one name are too many', () => {
    const fragments = many(100, (at) => `fragment F${at} on T { a b c }`);
    expect(refusal(`{ x { ${many(100, (at) => `...F${at}`)} } } ${fragments}`)).toEqual(
      tooLarge(
        'comparisons',
        10_000,
        10_045,
        'This document has 10045 pairs of fields with one name in a selection, fragments included; the limit is 10000.',
      ),
    );
  });

  test('names the limit of selections where fragments are spread in too many places', () => {
    const next = (at: number) => (at < 90 ? `...F${at + 1}` : '');
    const fragments = many(91, (at) => `fragment F${at} on T { ${many(6, (n) => `a${at}b${n}`)} ${next(at)} }`);
    expect(refusal(`{ x { ${many(40, (at) => `c${at} { ...F0 }`)} } } ${fragments}`)).toEqual(
      tooLarge(
        'selections',
        20_000,
        20_001,
        'This document has 20001 selections, with each fragment wherever it is spread; the limit is 20000.',
      ),
    );
  });
});

describe('operationOf', () => {
  const document = parseAndCheckDocument('query A { a } query B { b } fragment F on T { f }', DOCUMENT_LIMITS).document;

  test.each([
    ['A', 'A'],
    ['B', 'B'],
    ['F', undefined],
    ['C', undefined],
    ['constructor', undefined],
    [null, undefined],
  ])('finds, for the name %p, the operation %p', (name, found) => {
    expect(operationOf(document, name)?.name?.value).toBe(found);
  });

  test('finds the only operation without a name', () => {
    expect(operationOf(parseAndCheckDocument('query A { a }', DOCUMENT_LIMITS).document, null)?.name?.value).toBe('A');
  });

  test('returns null for a document of fragments only', () => {
    expect(operationOf(parseAndCheckDocument('fragment F on T { f }', DOCUMENT_LIMITS).document, null)).toBeNull();
  });
});
