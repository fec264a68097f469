import { deflateSync, gzipSync } from 'node:zlib';
import { attack, BAD, body, type Attack } from '../../support/attacks';
import { JSON_TYPE } from '../../support/wire';

/** Bodies that are not a request, in every way in which a body can fail to be one. */

const QUERY = '{ __typename }';
const GOOD = JSON.stringify({ query: QUERY });
const MIB = 1_048_576;

/** Returns a valid request of exactly that many bytes. */
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
  body('an empty body', '', empty),
  body('a body of one space', ' ', invalid),
  body('a truncated body', GOOD.slice(0, -5), invalid),
  body('two requests in one body', GOOD + GOOD, invalid),
  body('plain words as the body', 'give me everything', invalid),
  body('a body of NUL', '\0', invalid),
  body('NUL after a valid body', `${GOOD}\0`, invalid),
  body('NaN in the body', '{"query":NaN}', invalid),
  body('a comment in the JSON', `/* */${GOOD}`, invalid),
  body('single quotes in the JSON', "{'query':'{ __typename }'}", invalid),
  body('a raw line break in a JSON string', '{"query":"{\n__typename }"}', invalid),
  body('bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), invalid),
  body('an undeclared body in UTF-16', Buffer.from(GOOD, 'utf16le'), invalid),
  body(
    'a body declared as UTF-16',
    Buffer.from(GOOD, 'utf16le'),
    { status: 415, code: 'BAD_REQUEST' },
    { 'content-type': `${JSON_TYPE}; charset=utf-16` },
  ),
  body(
    'a body declared as latin-1',
    GOOD,
    { status: 415, code: 'BAD_REQUEST', message: 'The body must be UTF-8.' },
    { 'content-type': `${JSON_TYPE}; charset=iso-8859-1` },
  ),
  body(
    'a gzip body',
    gzipSync(GOOD),
    { status: 415, code: 'BAD_REQUEST', message: 'The body must not be compressed.' },
    { 'content-encoding': 'gzip' },
  ),
  body('an undeclared gzip body', gzipSync(GOOD), invalid),
  body(
    'a deflate body',
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
    'an unknown content encoding of a plain body',
    GOOD,
    { status: 415, code: 'BAD_REQUEST', message: 'The body must not be compressed.' },
    { 'content-encoding': 'x' },
  ),

  body('a body of exactly 1 MiB', sized(MIB), fine),
  body('a body of 1 MiB and a byte', sized(MIB + 1), tooLarge),
  body('a body of 2 MiB', sized(2 * MIB), tooLarge),

  body('null as the body', 'null', noObject),
  body('true as the body', 'true', noObject),
  body('a number as the body', '42', noObject),
  body('a huge number as the body', `1${'0'.repeat(100_000)}`, noObject),
  body('a JSON string as the body', '"{ __typename }"', noObject),
  body('an empty list as the body', '[]', one),
  body('a batch of one', `[${GOOD}]`, one),
  body('a batch of a thousand', `[${Array(1_000).fill(GOOD).join()}]`, one),
  body('lists nested 500,000 deep', '['.repeat(500_000) + ']'.repeat(500_000), manyValues),
  body('nested lists that are never closed', '['.repeat(1_000_000), manyValues),
  body('maps nested 100,000 deep', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000), manyKeys),
  body('an empty map as the body', '{}', noQuery),
  body(
    '70,000 keys in the body',
    JSON.stringify(Object.fromEntries(Array.from({ length: 70_000 }, (_, at) => [`k${at}`, 1]))),
    manyKeys,
  ),
  body('only a prototype in the body', '{"__proto__":{"query":"{ __typename }"}}', noQuery),
  body('a query and a prototype', '{"query":"{ __typename }","__proto__":{"admin":true}}', fine),
  body('a prototype spelled with an escape', '{"query":"{ __typename }","\\u005f_proto__":{"admin":true}}', fine),
  body('a constructor with a prototype', '{"query":"{ __typename }","constructor":{"prototype":{"admin":true}}}', fine),
  body('a prototype in the variables', '{"query":"{ __typename }","variables":{"__proto__":{"x":1}}}', fine),

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
    'variables nested 1,500 deep',
    `{"query":"{ __typename }","variables":${'{"a":'.repeat(1_500)}1${'}'.repeat(1_500)}}`,
    fine,
  ),
  body(
    'undeclared variables',
    JSON.stringify({ query: QUERY, variables: { a: 1, constructor: 2, toString: 3 } }),
    fine,
  ),
  body('null as its persisted query', JSON.stringify({ extensions: { persistedQuery: null } }), noQuery),
  body('its query given twice, of which the last counts,', '{"query":"{ nothing }","query":"{ __typename }"}', fine),

  attack('a form as the body', typed('application/x-www-form-urlencoded', 'query=%7B__typename%7D'), wrongType),
  attack(
    'a multipart form as the body',
    typed(
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--',
    ),
    wrongType,
  ),
  attack('the content type text/plain', typed('text/plain'), wrongType),
  attack('the content type application/graphql', typed('application/graphql', QUERY), wrongType),
  attack('the content type text/json', typed('text/json'), wrongType),
  attack('the content type application/jsonp', typed('application/jsonp'), wrongType),
  attack(
    'the content type application/xml',
    typed('application/xml', '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'),
    wrongType,
  ),
  attack('the content type text/plain with JSON as a parameter', typed('text/plain; application/json'), wrongType),
  attack('no content type', typed(undefined), wrongType),
  attack('an empty content type', typed(''), wrongType),
  attack('garbage as the content type', typed(';;;'), wrongType),
  attack('the content type of JSON with a charset', typed(`${JSON_TYPE}; charset="UTF-8"`), fine),
];
