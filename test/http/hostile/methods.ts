import { attack, BAD, NOT_PARSED, type Attack } from '../../support/attacks';
import { JSON_TYPE, type RawRequest } from '../../support/wire';

/** Hostile methods, paths and query strings. */

const QUERY = '{ __typename }';
const GOOD = JSON.stringify({ query: QUERY });
const fine = { status: 200, code: null };
const post = (headers: RawRequest['headers'], text = GOOD): RawRequest => ({
  body: text,
  headers: { 'content-type': JSON_TYPE, ...headers },
});
const get = (query: string, headers: RawRequest['headers'] = {}): RawRequest => ({
  method: 'GET',
  path: `/graphql?${query}`,
  headers,
});
const asked = (query: string, more = '') => get(`query=${encodeURIComponent(query)}${more}`);
const path = (text: string): RawRequest => ({ method: 'GET', path: text, headers: {} });

const notFound = { status: 404, code: 'BAD_REQUEST', message: 'Not found. The API is at /graphql.' };
const onlyReads = (kind: string) => ({
  status: 405,
  code: 'BAD_REQUEST',
  message: `A ${kind} needs POST; GET is for queries.`,
  headers: { allow: 'POST' },
});

const METHODS: Attack[] = [
  ...['PUT', 'PATCH', 'DELETE'].map((method) =>
    attack(
      `the method ${method}`,
      { ...post({ 'content-length': GOOD.length }), method },
      {
        status: 405,
        code: 'BAD_REQUEST',
        message: `Method ${method} is not allowed. Use POST, or GET for queries.`,
        headers: { allow: 'GET, POST' },
      },
    ),
  ),
  attack(
    'the method OPTIONS',
    { method: 'OPTIONS', headers: {} },
    { status: 405, code: 'BAD_REQUEST', headers: { allow: 'GET, POST' } },
  ),
  attack(
    'the method HEAD',
    { method: 'HEAD', headers: {} },
    { status: 405, code: null, headers: { allow: 'GET, POST' } },
  ),
  attack('the method TRACE', { method: 'TRACE', headers: {} }, notFound),
  attack('the method PROPFIND', { method: 'PROPFIND', headers: {} }, notFound),
];

const QUERY_STRINGS: Attack[] = [
  attack('a query by GET', asked(QUERY), fine),
  attack('GET and no query', get(''), BAD),
  attack('GET and an empty query', get('query='), BAD),
  attack('GET and two queries', asked(QUERY, '&query=%7Ba%7D'), { ...BAD, message: '`query` must be given once.' }),
  attack('GET and two sets of variables', asked(QUERY, '&variables={}&variables={}'), {
    ...BAD,
    message: '`variables` must be given once.',
  }),
  attack('GET and two operation names', asked(QUERY, '&operationName=a&operationName=b'), {
    ...BAD,
    message: '`operationName` must be given once.',
  }),
  attack('GET and two sets of extensions', asked(QUERY, '&extensions={}&extensions={}'), {
    ...BAD,
    message: '`extensions` must be given once.',
  }),
  attack('GET and a list parameter in brackets', get('query[]=%7Ba%7D'), BAD),
  attack('GET and variables that are not JSON', asked(QUERY, '&variables={'), {
    ...BAD,
    message: '`variables` must be JSON.',
  }),
  attack('GET and variables that are a list', asked(QUERY, '&variables=[]'), {
    ...BAD,
    message: '`variables` must be a map.',
  }),
  attack('GET and extensions that are not JSON', asked(QUERY, '&extensions=x'), {
    ...BAD,
    message: '`extensions` must be JSON.',
  }),
  attack('GET and a malformed percent escape', get('query=%E0%A4%A'), { ...NOT_PARSED, status: 200 }),
  attack('GET and a prototype as a parameter', asked(QUERY, '&__proto__[x]=1&constructor=1'), fine),
  attack('GET and a prototype in its variables', asked(QUERY, '&variables={"__proto__":{"x":1}}'), fine),
  attack(
    'a mutation by GET',
    asked('mutation { leaveImage(input: { imageId: "x" }) { __typename } }'),
    onlyReads('mutation'),
  ),
  attack(
    'a mutation by GET that shares its document with a query',
    asked(
      'query A { __typename } mutation B { leaveImage(input: { imageId: "x" }) { __typename } }',
      '&operationName=B',
    ),
    onlyReads('mutation'),
  ),
  attack(
    'a mutation by GET in a fragment',
    asked('mutation { ...F } fragment F on Mutation { leaveImage(input: { imageId: "x" }) { __typename } }'),
    onlyReads('mutation'),
  ),
  attack('a subscription by GET', asked('subscription { a }'), {
    ...BAD,
    status: 406,
    message: 'A subscription needs an event stream: send `Accept: text/event-stream`.',
  }),
  attack(
    'a mutation by GET and headers that override the method',
    {
      ...asked('mutation { a }'),
      headers: { 'x-http-method-override': 'POST', 'x-http-method': 'POST', 'x-method-override': 'POST' },
    },
    onlyReads('mutation'),
  ),
  attack(
    'GET and a body',
    { ...asked(QUERY), body: '{"query":"{ nothing }"}', headers: { 'content-type': JSON_TYPE, 'content-length': 23 } },
    fine,
  ),
  attack(
    'POST and its query in the URL',
    { ...post({}, '{}'), path: `/graphql?query=${encodeURIComponent(QUERY)}` },
    BAD,
  ),
  attack('POST and a header that overrides the method', post({ 'x-http-method-override': 'GET' }), fine),
];

const PATHS: Attack[] = [
  ...[
    '/graphql/',
    '/GraphQL',
    '/graphql/x',
    '//graphql',
    '/graphql%00',
    '/graphql/../etc/passwd',
    '/page/../../../package.json',
    '/page/%2e%2e%2fpackage.json',
    '/page/..%5c..%5cpackage.json',
    '/page/',
    '/.env',
    '/.git/config',
    '/node_modules/',
    '/metrics',
    '/public/playground/index.html',
    '/health',
    '/%c0%ae%c0%ae/etc/passwd',
    `/${'a'.repeat(10_000)}`,
  ].map((text) =>
    attack(`the path ${text.slice(0, 40)}`, path(text), {
      status: text.includes('%c0') ? 400 : 404,
      code: 'BAD_REQUEST',
    }),
  ),
];

export const METHODS_AND_PATHS: Attack[] = [...METHODS, ...QUERY_STRINGS, ...PATHS];
