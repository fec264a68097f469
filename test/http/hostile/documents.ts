import { attack, BAD, BAD_INPUT, body, document, NOT_PARSED, NOT_VALID, type Attack } from '../../support/attacks';
import { many } from '../../support/documents';
import { JSON_TYPE } from '../../support/wire';

/** Malformed documents, documents with unknown names, and variables that do not fit. */

const LONG = 'a'.repeat(90_000);
const over = (exceeded: string, message: string | RegExp = /the limit is |which is the limit\./) => ({
  ...NOT_VALID,
  message,
  exceeded,
});

const NO_DOCUMENTS: Attack[] = [
  document('a document of only a comment', '# nothing', NOT_PARSED),
  document('NUL in its document', '{ a \0 }', NOT_PARSED),
  document('HTML as its document', '<script>alert(1)</script>', NOT_PARSED),
  document('SQL as its document', "SELECT * FROM account; --'", NOT_PARSED),
  document('JSON as its document', '{"query": 1}', NOT_PARSED),
  document('a name of 90,000 characters', `{ ${LONG} }`, over('name')),
  document(
    'a text of 90,000 characters where a number belongs',
    `{ images(first: "${LONG}") { nodes { id } } }`,
    BAD_INPUT,
  ),
  document('a number of 90,000 digits', `{ images(first: ${'9'.repeat(90_000)}) { nodes { id } } }`, BAD_INPUT),
  document('an unterminated string in its document', `{ image(id: "${LONG}`, NOT_PARSED),
  document('a type definition', 'type Query { admin: Boolean }', NOT_VALID),
  document('an extension of the schema', '{ __typename } extend type Query { admin: Boolean }', NOT_VALID),
  document('a subscription but no Accept of a stream', 'subscription { images { nodes { id } } }', {
    ...BAD,
    status: 406,
    message: 'A subscription needs an event stream: send `Accept: text/event-stream`.',
  }),
  document('an empty selection', '{ image(id: "x") {} }', NOT_PARSED),
  document('unknown fields', '{ admin secrets password }', NOT_VALID),
  document('600 unknown fields', `{ image(id: "x") { ${many(600, (at) => `nothing${at}`)} } }`, NOT_VALID),
  document(
    '600 unknown fields of long names',
    `{ image(id: "x") { ${many(600, (at) => `n${'a'.repeat(90)}${at}`)} } }`,
    NOT_VALID,
  ),
  document('prototypes as fields', '{ __proto__ constructor toString hasOwnProperty }', NOT_VALID),
  document('a field that starts with two underscores', '{ __secret }', NOT_VALID),
  document('@defer', '{ image(id: "x") { ... @defer { id } } }', {
    ...NOT_VALID,
    message: 'Unknown directive "@defer".',
  }),
  document('@stream', '{ images { nodes @stream { id } } }', { ...NOT_VALID, message: 'Unknown directive "@stream".' }),
  document('an unknown directive', '{ __typename @cacheControl(maxAge: 1) }', NOT_VALID),
  document('@skip twice on one field', '{ __typename @skip(if: false) @skip(if: false) }', NOT_VALID),
  document('@skip without its argument', '{ __typename @skip }', NOT_VALID),
  document('two anonymous operations', '{ a: __typename } { b: __typename }', NOT_VALID),
];

const named = (query: string, operationName: string, expected: Partial<Attack>, name: string) =>
  body(name, JSON.stringify({ query, operationName }), { status: 200, code: null, ...expected });

const OPERATIONS: Attack[] = [
  named('query A { __typename }', 'B', { code: 'OPERATION_RESOLUTION_FAILURE' }, 'an unknown operation name'),
  named(
    'query A { __typename }',
    'constructor',
    { code: 'OPERATION_RESOLUTION_FAILURE' },
    'an operation name that every object inherits',
  ),
  named(
    'query A { __typename } fragment F on Query { viewer { roles } }',
    'F',
    NOT_VALID,
    'the name of a fragment as its operation name',
  ),
  named(
    'query A { __typename } query B { __typename }',
    '',
    { code: 'OPERATION_RESOLUTION_FAILURE' },
    'two operations and an empty operation name',
  ),
  named('query A { __typename } query A { __typename }', 'A', NOT_VALID, 'two operations of the same name'),
  named('{ __typename }', LONG, { code: 'OPERATION_RESOLUTION_FAILURE' }, 'an operation name of 90,000 characters'),
];

const id = (value: unknown) => ({ id: value });
const ID_QUERY = 'query ($id: ID!) { image(id: $id) { id } }';
const PAGE = 'query ($n: Int) { images(first: $n) { nodes { id } } }';
const COPY = 'query ($ids: [ID!]!) { image(id: "img-public") { viewerCan { copy(regionIds: $ids) { allowed } } } }';
const ids = (count: number) => ({ ids: Array.from({ length: count }, (_, at) => `r${at}`) });

const VARIABLES: Attack[] = [
  document('a page of 2³¹ entries', PAGE, BAD_INPUT, { n: 2 ** 31 }),
  document('a page of −1', PAGE, BAD_INPUT, { n: -1 }),
  document('a page of 0.5', PAGE, BAD_INPUT, { n: 0.5 }),
  document('a page of 10⁹ written out', '{ images(first: 1000000000) { nodes { id } } }', BAD_INPUT),
  document('a page of 2⁶³ written out', '{ images(first: 9223372036854775808) { nodes { id } } }', BAD_INPUT),
  body('a page of 1e999', `{"query":${JSON.stringify(PAGE)},"variables":{"n":1e999}}`, { ...BAD_INPUT, status: 200 }),
  body('a page of -0', `{"query":${JSON.stringify(PAGE)},"variables":{"n":-0}}`, { ...BAD_INPUT, status: 200 }),
  ...[null, 1, true, [], {}, ['x'], { toString: 'x' }].map((value) =>
    document(`the id ${JSON.stringify(value)}`, ID_QUERY, BAD_INPUT, id(value)),
  ),
  document('no value for a required id', ID_QUERY, BAD_INPUT, {}),
  document('an id of 500,000 characters', ID_QUERY, BAD_INPUT, id('x'.repeat(500_000))),
  document('an id that is a list with a text of 500,000 characters', ID_QUERY, BAD_INPUT, id(['x'.repeat(500_000)])),
  body(
    'an id that is a list 200,000 deep',
    `{"query":${JSON.stringify(ID_QUERY)},"variables":{"id":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`,
    { ...BAD_INPUT, status: 400 },
  ),
  document('1,000 ids', COPY, {}, ids(1_000)),
  document('1,001 ids', COPY, { ...BAD_INPUT, message: '`regionIds` takes at most 1,000 ids, not 1,001.' }, ids(1_001)),
  document('20,000 ids that are numbers', COPY, BAD_INPUT, { ids: Array.from({ length: 20_000 }, (_, at) => at) }),
  document('100 unused variables', `query (${many(100, (at) => `$v${at}: Int`)}) { __typename }`, NOT_VALID),
  document('a variable of an unknown type', 'query ($v: Secret!) { image(id: $v) { id } }', NOT_VALID),
  document('an undeclared variable', '{ image(id: $v) { id } }', NOT_VALID),
  document('a variable of an output type', 'query ($v: Image) { image(id: $v) { id } }', NOT_VALID),
  attack(
    'a mutation but no credential',
    {
      headers: { 'content-type': JSON_TYPE },
      body: JSON.stringify({ query: 'mutation { leaveImage(input: { imageId: "x" }) { __typename } }' }),
    },
    { status: 401, code: 'UNAUTHENTICATED' },
  ),
];

export const DOCUMENTS: Attack[] = [...NO_DOCUMENTS, ...OPERATIONS, ...VARIABLES];
