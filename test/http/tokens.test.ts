import { many, refusal, tooLarge } from '../support/documents';

/** Limits checked before a document is parsed: deep nesting makes a parser recurse without bound. */

describe('the limit of 2,000 tokens', () => {
  const tooMany = {
    message: 'This document has more than 2000 tokens, which is the limit.',
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name: 'tokens', limit: 2_000 } },
  };
  // A list of numbers: `{`, `a`, `(`, `x`, `:`, `[`, the numbers, `]`, `)` and `}`.
  const list = (tokens: number) => `{ a(x: [${many(tokens - 9, () => '1')}]) }`;

  test('accepts 2,000 tokens and rejects 2,001', () => {
    expect(refusal(list(2_000))).toBeNull();
    expect(refusal(list(2_001))).toEqual(tooMany);
  });

  test('counts comments, wherever they are', () => {
    const commented = (comments: number) => `#\n{ a ${'#\n'.repeat(comments - 2)} }#`;
    expect(refusal(commented(1_997))).toBeNull();
    expect(refusal(commented(1_998))).toEqual(tooMany);
    expect(refusal(`{ a }${'#\n'.repeat(1_998)}`)).toEqual(tooMany);
  });

  test('does not count commas, byte order marks or the content of texts and comments', () => {
    expect(refusal(`{ a } ${' ,\uFEFF'.repeat(24_000)}`)).toBeNull();
    expect(refusal(`{ a(x: "${'{ '.repeat(49_000)}") }`)).toBeNull();
    expect(refusal(`{ a } # ${'{ '.repeat(49_000)}`)).toBeNull();
  });
});

describe('the check before parsing', () => {
  const nested = (count: number) => `{ a(x: ${'['.repeat(count - 2)}1${']'.repeat(count - 2)}) }`;
  const inline = (count: number) => `${'{ ...'.repeat(count - 1)} { a ${'}'.repeat(count)}`;
  const nesting = tooLarge('nesting', 100, 101, 'This document has 101 brackets within each other; the limit is 100.');
  const long = (length: number) => 'a'.repeat(length);
  const name = tooLarge('name', 100, 101, 'A name in this document has 101 characters; the limit is 100.');

  test.each<[string, (n: number) => string, object]>([
    ['nested brackets of a list', nested, nesting],
    ['nested brackets of inline fragments', inline, nesting],
    ['characters of an alias', (n) => `{ ${long(n)}: a }`, name],
    ['characters of a field', (n) => `{ ${long(n)} }`, name],
    ['characters of a fragment', (n) => `{ ...${long(n)} } fragment ${long(n)} on T { a }`, name],
    ['characters of a variable', (n) => `query ($${long(n)}: Int) { a(x: $${long(n)}) }`, name],
    ['characters of an enum value', (n) => `{ a(x: ${long(n)}) }`, name],
  ])('accepts 100 %s and rejects 101', (_name, text, refused) => {
    expect(refusal(text(100))).toBeNull();
    expect(refusal(text(101))).toEqual(refused);
  });

  test('rejects 1,900 brackets that are never closed for their nesting', () => {
    for (const bracket of ['[', '{', '{a:', '{...', '{a', '(']) {
      expect(refusal(`{ a(x: ${bracket.repeat(1_900)}`)).toEqual(nesting);
    }
  });

  test('does not count adjacent brackets as nested', () => {
    expect(refusal(`{ a(x: [${'[1] '.repeat(500)}]) b }`)).toBeNull();
  });

  test('does not count brackets in texts and comments', () => {
    expect(refusal(`{ a(x: "${'['.repeat(500)}") } # ${'{'.repeat(500)}`)).toBeNull();
  });
});

test.each([
  ['', 'Syntax Error: Unexpected <EOF>.'],
  ['{', 'Syntax Error: Expected Name, found <EOF>.'],
  ['{ a(x: "\n") }', 'Syntax Error: Unterminated string.'],
  ['{ a \u0000 }', 'Syntax Error: Unexpected character: U+0000.'],
  ['😀', 'Syntax Error: Unexpected character: U+1F600.'],
])('the document %j is rejected with GRAPHQL_PARSE_FAILED', (text, message) => {
  expect(refusal(text)).toEqual({ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
});
