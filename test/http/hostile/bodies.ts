import { deflateSync, gzipSync } from 'node:zlib';
import { attack, BAD, body, type Attack } from '../../support/attacks';
import { JSON_TYPE } from '../../support/wire';

/** Bodies that are no request, in every way a body can be none. */

const QUERY = '{ __typename }';
const GOOD = JSON.stringify({ query: QUERY });
const MIB = 1_048_576;

/** A good request of exactly so many bytes. */
const sized = (bytes: number) => JSON.stringify({ query: QUERY, x: 'x'.repeat(bytes - GOOD.length - 7) });

const invalid = { ...BAD, message: 'The body is not valid JSON.' };
const empty = { ...BAD, message: 'The body is empty; it must be a JSON object with `query`.' };
const noObject = { ...BAD, message: 'The body must be a JSON object with `query`.' };
const noQuery = {
  ...BAD,
  message: '`query` must be the text of a GraphQL document. There is a page to write one on at /.',
};
const wrongType = { status: 415, code: 'BAD_REQUEST', message: 'Send the body as `Content-Type: application/json`.' };
const tooLarge = {
  status: 413,
  code: 'BAD_REQUEST',
  message: 'The body is larger than 1048576 bytes, which is the limit.',
};
const one = { ...BAD, message: 'A request holds one operation; send several as separate requests.' };
const manyPieces = (limit: string) => ({
  status: 400,
  code: 'BAD_USER_INPUT',
  message: `The body, \`variables\` with it, must hold at most ${limit}.`,
});
const manyValues = manyPieces('20,000 values');
const manyKeys = manyPieces('2,000 keys');
const fine = { status: 200, code: null };
const typed = (type: string | undefined, text: string | Buffer = GOOD) => ({
  body: text,
  headers: type === undefined ? {} : { 'content-type': type },
});

export const BODIES: Attack[] = [
  body('nothing', '', empty),
  body('a space', ' ', invalid),
  body('half a request', GOOD.slice(0, -5), invalid),
  body('two requests', GOOD + GOOD, invalid),
  body('words', 'give me everything', invalid),
  body('NUL', '\0', invalid),
  body('NUL after a request', `${GOOD}\0`, invalid),
  body('NaN', '{"query":NaN}', invalid),
  body('a comment', `/* */${GOOD}`, invalid),
  body('single quotes', "{'query':'{ __typename }'}", invalid),
  body('a line break in a text', '{"query":"{\n__typename }"}', invalid),
  body('bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), invalid),
  body('UTF-16', Buffer.from(GOOD, 'utf16le'), invalid),
  body(
    'UTF-16 that says so',
    Buffer.from(GOOD, 'utf16le'),
    { status: 415, code: 'BAD_REQUEST' },
    { 'content-type': `${JSON_TYPE}; charset=utf-16` },
  ),
  body(
    'latin-1 that says so',
    GOOD,
    { status: 415, code: 'BAD_REQUEST', message: 'The body must be UTF-8.' },
    { 'content-type': `${JSON_TYPE}; charset=iso-8859-1` },
  ),
  body(
    'gzip',
    gzipSync(GOOD),
    { status: 415, code: 'BAD_REQUEST', message: 'The body must not be compressed.' },
    { 'content-encoding': 'gzip' },
  ),
  body('gzip that does not say so', gzipSync(GOOD), invalid),
  body(
    'deflate',
    deflateSync(GOOD),
    { status: 415, code: 'BAD_REQUEST', message: 'The body must not be compressed.' },
    { 'content-encoding': 'deflate' },
  ),
  body(
    'a gzip bomb',
    gzipSync(Buffer.alloc(50 * MIB, 'x')),
    { status: 415, code: 'BAD_REQUEST', message: 'The body must not be compressed.' },
    { 'content-encoding': 'gzip' },
  ),
  body(
    'an encoding nobody knows, plain in truth',
    GOOD,
    { status: 415, code: 'BAD_REQUEST', message: 'The body must not be compressed.' },
    { 'content-encoding': 'x' },
  ),

  body('exactly 1 MiB', sized(MIB), fine),
  body('1 MiB and a byte', sized(MIB + 1), tooLarge),
  body('2 MiB', sized(2 * MIB), tooLarge),

  body('null', 'null', noObject),
  body('true', 'true', noObject),
  body('a number', '42', noObject),
  body('a huge number', `1${'0'.repeat(100_000)}`, noObject),
  body('a text', '"{ __typename }"', noObject),
  body('an empty list', '[]', one),
  body('a batch of one', `[${GOOD}]`, one),
  body('a batch of a thousand', `[${Array(1_000).fill(GOOD).join()}]`, one),
  body('lists within lists, 500,000 deep', '['.repeat(500_000) + ']'.repeat(500_000), manyValues),
  body('lists within lists that do not end', '['.repeat(1_000_000), manyValues),
  body('maps within maps, 100,000 deep', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), manyKeys),
  body('an empty map', '{}', noQuery),
  body(
    '70,000 keys',
    JSON.stringify(Object.fromEntries(Array.from({ length: 70_000 }, (_, at) => [`k${at}`, 1]))),
    manyKeys,
  ),
  body('a prototype', '{"__proto__":{"query":"{ __typename }"}}', invalid),
  body('a prototype beside a query', '{"query":"{ __typename }","__proto__":{"admin":true}}', invalid),
  body('a prototype spelled with an escape', '{"query":"{ __typename }","\\u005f_proto__":{"admin":true}}', invalid),
  body(
    'a constructor with a prototype',
    '{"query":"{ __typename }","constructor":{"prototype":{"admin":true}}}',
    invalid,
  ),
  body('a prototype in the variables', '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}', invalid),

  ...[null, 1, true, [], {}, '', ['{ __typename }'], { __typename: 1 }].map((query) =>
    body(`the query ${JSON.stringify(query)}`, JSON.stringify({ query }), noQuery),
  ),
  ...['x', 1, true, []].map((variables) =>
    body(`the variables ${JSON.stringify(variables)}`, JSON.stringify({ query: QUERY, variables }), {
      ...BAD,
      message: '`variables` must be a map.',
    }),
  ),
  ...['x', 1, true, []].map((extensions) =>
    body(`the extensions ${JSON.stringify(extensions)}`, JSON.stringify({ query: QUERY, extensions }), {
      ...BAD,
      message: '`extensions` must be a map.',
    }),
  ),
  ...[1, true, [], {}].map((operationName) =>
    body(`the operation name ${JSON.stringify(operationName)}`, JSON.stringify({ query: QUERY, operationName }), {
      ...BAD,
      message: '`operationName` must be a string.',
    }),
  ),
  body(
    'variables within variables, 1,500 deep',
    `{"query":"{ __typename }","variables":${'{"a":'.repeat(1_500)}1${'}'.repeat(1_500)}}`,
    fine,
  ),
  body(
    'variables nobody declared',
    JSON.stringify({ query: QUERY, variables: { a: 1, constructor: 2, toString: 3 } }),
    fine,
  ),
  body('a persisted query without one', JSON.stringify({ extensions: { persistedQuery: null } }), noQuery),
  body('a query given twice: the last counts', '{"query":"{ nothing }","query":"{ __typename }"}', fine),

  attack('a form', typed('application/x-www-form-urlencoded', 'query=%7B__typename%7D'), wrongType),
  attack(
    'a multipart form',
    typed(
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--',
    ),
    wrongType,
  ),
  attack('text/plain', typed('text/plain'), wrongType),
  attack('application/graphql', typed('application/graphql', QUERY), wrongType),
  attack('text/json', typed('text/json'), wrongType),
  attack('application/jsonp', typed('application/jsonp'), wrongType),
  attack(
    'application/xml',
    typed('application/xml', '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'),
    wrongType,
  ),
  attack('text/plain that names JSON', typed('text/plain; application/json'), wrongType),
  attack('no type', typed(undefined), wrongType),
  attack('an empty type', typed(''), wrongType),
  attack('garbage as a type', typed(';;;'), wrongType),
  attack('JSON with a parameter', typed(`${JSON_TYPE}; charset="UTF-8"`), fine),
];
