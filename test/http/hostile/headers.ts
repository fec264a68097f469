import { attack, BAD_INPUT, NOT_PARSED, NOT_VALID, type Attack } from '../../support/attacks';
import { JSON_TYPE, RESPONSE_TYPE, type RawRequest } from '../../support/wire';

/** Accept headers, and other hostile headers. */

const QUERY = '{ __typename }';
const GOOD = JSON.stringify({ query: QUERY });
const fine = { status: 200, code: null };
const post = (headers: RawRequest['headers'], text = GOOD): RawRequest => ({
  body: text,
  headers: { 'content-type': JSON_TYPE, ...headers },
});

const unacceptable = {
  status: 406,
  code: 'BAD_REQUEST',
  message: `Answers are ${RESPONSE_TYPE}, ${JSON_TYPE} or text/event-stream; the Accept header takes none.`,
};
const typed = (type: string) => ({ 'content-type': `${type}; charset=utf-8` });
const credential = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'Send one `Authorization: Bearer <token>` header, or none.',
};
const wrong = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'The credential is not valid: unknown, wrong, expired or revoked.',
};

const ACCEPTED: Attack[] = [
  attack('no Accept', post({}), { ...fine, headers: typed(JSON_TYPE) }),
  attack('Accept */*', post({ accept: '*/*' }), { ...fine, headers: typed(JSON_TYPE) }),
  attack('Accept application/*', post({ accept: 'application/*' }), { ...fine, headers: typed(JSON_TYPE) }),
  attack('Accept of application/graphql-response+json', post({ accept: RESPONSE_TYPE }), {
    ...fine,
    headers: typed(RESPONSE_TYPE),
  }),
  attack(
    'Accept that prefers application/graphql-response+json',
    post({ accept: `${JSON_TYPE};q=0.5, ${RESPONSE_TYPE}` }),
    {
      ...fine,
      headers: typed(RESPONSE_TYPE),
    },
  ),
  attack('Accept that prefers plain JSON', post({ accept: `${RESPONSE_TYPE};q=0.1, ${JSON_TYPE};q=0.2` }), {
    ...fine,
    headers: typed(JSON_TYPE),
  }),
  attack('Accept that takes anything but plain JSON', post({ accept: `${JSON_TYPE};q=0, */*;q=0.1` }), {
    ...fine,
    headers: typed(RESPONSE_TYPE),
  }),
  attack('Accept of a stream', post({ accept: 'text/event-stream' }), { ...fine, headers: typed('text/event-stream') }),
  attack('Accept of 1,000 unknown types', post({ accept: Array(1_000).fill('a/b').join() }), unacceptable),
  attack('Accept text/html', post({ accept: 'text/html' }), unacceptable),
  attack('Accept of multipart/mixed', post({ accept: 'multipart/mixed; deferSpec=20220824' }), unacceptable),
  attack('Accept that excludes every type', post({ accept: `${JSON_TYPE};q=0, ${RESPONSE_TYPE};q=0` }), unacceptable),
  attack('Accept that is garbage', post({ accept: ';;,//;q=x' }), unacceptable),
  attack(
    'a syntax error and Accept of application/graphql-response+json',
    post({ accept: RESPONSE_TYPE }, '{"query":"{ a("}'),
    {
      ...NOT_PARSED,
      status: 400,
      headers: typed(RESPONSE_TYPE),
    },
  ),
  attack(
    'an invalid document and Accept of application/graphql-response+json',
    post({ accept: RESPONSE_TYPE }, '{"query":"{ a }"}'),
    {
      ...NOT_VALID,
      status: 400,
    },
  ),
  attack(
    'bad input and Accept of application/graphql-response+json',
    post({ accept: RESPONSE_TYPE }, '{"query":"{ images(first: 0) { nodes { id } } }"}'),
    { ...BAD_INPUT, status: 200 },
  ),
];

const HEADERS: Attack[] = [
  attack('two Authorization headers', post({ authorization: ['Bearer irt_a', 'Bearer irt_b'] as never }), credential),
  attack('an empty Authorization', post({ authorization: '' }), credential),
  attack('Bearer and no token', post({ authorization: 'Bearer ' }), credential),
  attack('Basic credentials', post({ authorization: 'Basic YTpi' }), credential),
  attack('two tokens in one header', post({ authorization: 'Bearer a, Bearer b' }), credential),
  attack('SQL as a token', post({ authorization: "Bearer irt_' OR 1=1 --" }), credential),
  attack('an unknown token', post({ authorization: 'Bearer irt_tok_x' }), wrong),
  attack('a token of 8,000 characters', post({ authorization: `Bearer irt_${'a'.repeat(8_000)}` }), wrong),
  attack(
    'a JWT of the algorithm “none”',
    post({ authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhY2MifQ.' }),
    wrong,
  ),
  attack('the token “constructor”', post({ authorization: 'Bearer constructor' }), wrong),
  attack('headers of 17 KiB', post({ 'x-large': 'a'.repeat(17_000) }), {
    status: 431,
    code: 'BAD_REQUEST',
    message: 'The headers are larger than 16 KiB, or more than 999.',
  }),
  attack(
    '1,500 headers before its Host',
    post(Object.fromEntries(Array.from({ length: 1_500 }, (_, at) => [`x-${at}`, '1']))),
    // Node 24 refuses what earlier versions drop.
    Number(process.versions.node.split('.')[0]) < 24
      ? { status: 400, code: null }
      : { status: 431, code: 'BAD_REQUEST', message: 'The headers are larger than 16 KiB, or more than 999.' },
  ),
  attack('a foreign Host', post({ host: 'evil.example' }), fine),
  attack('a malformed Host', post({ host: '!!/../<script>' }), fine),
  attack(
    'X-Forwarded-For',
    post({
      'x-forwarded-for': "127.0.0.1, '; DROP TABLE account",
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'gopher',
    }),
    fine,
  ),
  attack('X-Original-URL', post({ 'x-original-url': '/metrics', 'x-rewrite-url': '/metrics' }), fine),
  attack('a request id chosen by the client', post({ 'x-request-id': 'mine', 'request-id': 'mine' }), fine),
  attack('a foreign Origin', post({ origin: 'https://evil.example' }), fine),
  attack(
    'the preflight of a foreign origin',
    { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } },
    { status: 405, code: 'BAD_REQUEST' },
  ),
  attack('a cookie', post({ cookie: 'session=1; __proto__=2' }), fine),
  attack('conditional headers', post({ 'if-none-match': '*', 'if-modified-since': 'yesterday' }), fine),
  attack('a Range header', post({ range: 'bytes=0-18446744073709551615' }), fine),
  attack('Expect: 100-continue', post({ expect: '100-continue' }), fine),
  attack('Expect of an unknown value', post({ expect: 'wonders' }), { status: 417, code: null }),
];

export const HEADER_GAMES: Attack[] = [...ACCEPTED, ...HEADERS];
