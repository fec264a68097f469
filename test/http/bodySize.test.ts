import { checkBodySize, checkSize } from '../../src/server/documents/variables';

/** The values and keys of a body are counted before it is parsed, regardless of the content of its texts. */

const refusal = (body: string): string | null => {
  try {
    checkBodySize(Buffer.from(body));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};
const TOO_MANY_VALUES = 'The body, `variables` with it, must hold at most 20,000 values.';
const TOO_MANY_KEYS = 'The body, `variables` with it, must hold at most 2,000 keys.';
const around = (variables: string) =>
  `{"query":"{ a(b: [1, {c: 2}]) }","operationName":null,"extensions":{"x":[]},"variables":${variables}}`;

test.each([
  [
    'keys',
    (n: number) => `{${Array.from({ length: n }, (_, at) => `"k${at}":1`).join()}}`,
    2_000,
    2_101,
    TOO_MANY_KEYS,
  ],
  ['maps within maps', (n: number) => '{"a":'.repeat(n) + '1' + '}'.repeat(n), 2_000, 2_101, TOO_MANY_KEYS],
  ['values', (n: number) => `{"a":[${'1,'.repeat(n - 1)}1]}`, 19_999, 40_201, TOO_MANY_VALUES],
  ['empty lists', (n: number) => `{"a":[${'[],'.repeat(n - 1)}[]]}`, 19_999, 20_101, TOO_MANY_VALUES],
  ['lists within lists', (n: number) => `{"a":${'['.repeat(n)}${']'.repeat(n)}}`, 20_000, 40_201, TOO_MANY_VALUES],
])('a body with %s is accepted within the limit and rejected far beyond it', (_, text, passes, refused, message) => {
  checkSize(JSON.parse(text(passes)));
  expect(refusal(around(text(passes)))).toBeNull();
  expect(refusal(around(text(refused)))).toBe(message);
});

test.each(['[{,:', '\\"[,', '\\\\', '\\\\\\"{{', ',:\\\\\\\\', 'é[', '\\u0022,'])(
  'a text that repeats %s adds no values or keys to the count',
  (part) => {
    const text = JSON.stringify({ query: 'x', variables: { a: part.repeat(30_000), [part]: part } });
    expect(refusal(text)).toBeNull();
    expect(refusal(`{"a":"${part.repeat(30_000)}"}`)).toBeNull();
    expect(refusal(`[${'1,'.repeat(41_000)}${text}]`)).toBe(TOO_MANY_VALUES);
    expect(refusal(`{"a":"${part.repeat(3_000)}","b":[${'1,'.repeat(41_000)}1]}`)).toBe(TOO_MANY_VALUES);
  },
);

test.each(['"', '"\\', '{"a":"\\"', '', '\\'])('the body %s, which is not JSON, is left to the parser', (text) => {
  expect(refusal(text)).toBeNull();
});
