import { unwrapResolverError } from '@apollo/server/errors';
import {
  BREAK,
  GraphQLError,
  Kind,
  parse,
  visit,
  type ASTNode,
  type DocumentNode,
  type GraphQLFormattedError,
  type Source,
} from 'graphql';

/** The codes an answer may carry; anything else is our own fault and is masked. */
const CODES = new Set([
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'IDEMPOTENCY_MISMATCH',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
]);

/** Whether an error is one of ours, meant for the caller. */
export function isExpected(error: GraphQLFormattedError): boolean {
  return CODES.has(String(error.extensions?.['code']));
}

/**
 * An error as the caller gets it: a stable code, for bad input the field; what we did not mean to say is masked.
 *
 * @param formatted Apollo's own form of it, @param error the error as it was thrown
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (!isExpected(formatted)) {
    return { message: 'Something went wrong here; it is logged.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  }
  const field = formatted.extensions?.['field'] ?? fieldOf(formatted, error);
  // A scalar that refuses a literal does so while the document is validated; it is bad input all the same.
  const isInput = formatted.extensions?.['code'] === 'BAD_USER_INPUT' || isScalarRefusal(error);
  if (!isInput) return formatted;
  const { extensions, ...rest } = formatted;
  return { ...rest, extensions: { ...extensions, code: 'BAD_USER_INPUT', ...(field === null ? {} : { field }) } };
}

/** Errors as the caller gets them, and the HTTP status and headers that the first of them asks for. */
export function formatErrors(errors: readonly GraphQLError[]): {
  errors: GraphQLFormattedError[];
  status: number | undefined;
  headers: Iterable<[string, string]>;
} {
  let asks: { status: number; headers: Map<string, string> } | undefined;
  const formatted = errors.map((error) => {
    const { http, ...extensions } = (error.extensions ?? {}) as { http?: NonNullable<typeof asks> };
    asks ??= http;
    const { message, locations, path } = error;
    return formatError({ message, ...(locations && { locations }), ...(path && { path }), extensions }, error);
  });
  return { errors: formatted, status: asks?.status, headers: asks?.headers ?? [] };
}

/** Validation keeps the original message and nodes; a value node at fault tells that it was about a value. */
function isScalarRefusal(error: unknown): boolean {
  const thrown = unwrapResolverError(error);
  return (
    thrown instanceof GraphQLError &&
    thrown.extensions['code'] === 'GRAPHQL_VALIDATION_FAILED' &&
    valueNode(thrown) !== null
  );
}

const VALUES: string[] = [
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
];

function valueNode(error: GraphQLError): ASTNode | null {
  const [node] = error.nodes ?? [];
  return node !== undefined && VALUES.includes(node.kind) ? node : null;
}

/** The path of the argument an error of the document or of its variables is about. */
function fieldOf(formatted: GraphQLFormattedError, error: unknown): string | null {
  const thrown = unwrapResolverError(error);
  if (!(thrown instanceof GraphQLError)) return null;
  const variable = /^Variable "\$(\w+)" (?:got invalid value .*? at "\w+((?:\.\w+|\[\d+\])*)"; |got |of )/s.exec(
    formatted.message,
  );
  if (variable !== null) {
    const [, name, rest = ''] = variable;
    const argument = pathTo(thrown, (node) => node.kind === Kind.VARIABLE && node.name.value === name) ?? name;
    return missingField(formatted.message, `${argument}${rest}`);
  }
  const value = valueNode(thrown);
  return value && pathToPlace(thrown, value);
}

/** A required field that is not there is named in the message, not in the path. */
function missingField(message: string, path: string): string {
  const missing =
    /Field "(\w+)" of required type/.exec(message) ?? /Field "(\w+)" is not defined by type/.exec(message);
  return missing === null ? path : `${path}.${missing[1]}`;
}

/** Argument and input fields on the way to the first such node that has any, as `input.name`. */
function pathTo({ source }: GraphQLError, wanted: (node: ASTNode) => boolean): string | null {
  if (source === undefined) return null;
  let found: string | null = null;
  visit(documentOf(source), {
    enter(node, _key, parent, _path, ancestors) {
      if (!wanted(node)) return undefined;
      found = named([...ancestors, parent].filter((above) => above !== undefined && 'kind' in above));
      return found === null ? undefined : BREAK;
    },
  });
  return found;
}

/** The same to a node whose place in the text is known, which looks into nothing else: there may be many errors. */
function pathToPlace({ source }: GraphQLError, { kind, loc }: ASTNode): string | null {
  if (source === undefined || loc === undefined) return null;
  const above: ASTNode[] = [];
  let node: ASTNode | undefined = documentOf(source);
  while (node !== undefined && !(node.kind === kind && node.loc?.start === loc.start)) {
    above.push(node);
    node = childAt(node, loc.start);
  }
  return node === undefined ? null : named(above);
}

function childAt(node: ASTNode, place: number): ASTNode | undefined {
  const children = Object.values(node).flat() as Partial<ASTNode>[];
  return children.find((child): child is ASTNode => {
    const isNode = typeof child === 'object' && child !== null && child.kind !== undefined && child.loc !== undefined;
    return isNode && child.loc.start <= place && place < child.loc.end;
  });
}

function named(above: readonly ASTNode[]): string | null {
  const names = above.filter(({ kind }) => NAMED.includes(kind)).map(nameIn);
  return names.length > 0 ? names.join('.') : null;
}

/** A document is parsed once for all of its errors: a hundred times took 400 ms. */
function documentOf(source: Source): DocumentNode {
  if (latest?.source !== source) latest = { source, document: parse(source) };
  return latest.document;
}
/** One document alone: kept for as long as their sources live, they would double what the document cache takes. */
let latest: { source: Source; document: DocumentNode } | null = null;

const NAMED: string[] = [Kind.ARGUMENT, Kind.OBJECT_FIELD];
const nameIn = (node: ASTNode) => (node as { name: { value: string } }).name.value;

/** Errors of an answer without data: the first ones say enough. */
const MAX_ERRORS = 50;
/** Characters of what an error repeats of the request, from its beginning and from its end. */
const [FROM_START, FROM_END] = [200, 150];

/** Errors that do not grow with what was sent; beside data all of them, as each says why something is null. */
export function truncateErrors(errors: readonly GraphQLFormattedError[], besideData: boolean): GraphQLFormattedError[] {
  return errors.slice(0, besideData ? undefined : MAX_ERRORS).map((error) => {
    const field = error.extensions?.['field'];
    const named = typeof field === 'string' && { extensions: { ...error.extensions, field: cut(field) } };
    return { ...error, message: cut(error.message), ...named };
  });
}

const cut = (text: string) =>
  text.length <= FROM_START + FROM_END ? text : `${text.slice(0, FROM_START)} … ${text.slice(-FROM_END)}`;
