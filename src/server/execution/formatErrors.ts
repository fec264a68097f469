import { unwrapResolverError } from '@apollo/server/errors';
import type { FastifyBaseLogger } from 'fastify';
import {
  BREAK,
  GraphQLError,
  Kind,
  visit,
  type ASTNode,
  type GraphQLFormattedError,
  type SourceLocation,
} from 'graphql';
import { causeOf, toGraphQLError } from '../../graphql/errors';
import { DocumentSource } from '../documents/documentSource';

/** Codes that a response may contain; an error with any other is internal and masked. */
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

/** Returns whether an error is meant for the caller. */
export function isExpected(error: GraphQLFormattedError): boolean {
  return CODES.has(String(error.extensions?.['code']));
}

/**
 * Formats an error for the caller: with a stable code and, for bad input, the field. An unexpected error is masked.
 *
 * @param formatted its message, places and extensions
 * @param error the error as it was thrown
 */
function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  if (!isExpected(formatted)) {
    return {
      message: 'Internal error. Quote the request id when you report it.',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    };
  }
  const field = formatted.extensions?.['field'] ?? fieldOf(formatted, error);
  // A scalar rejects a literal during validation; such an error is bad input nevertheless.
  const isInput = formatted.extensions?.['code'] === 'BAD_USER_INPUT' || isRejectedLiteral(error);
  if (!isInput) return formatted;
  const { extensions, ...rest } = formatted;
  return { ...rest, extensions: { ...extensions, code: 'BAD_USER_INPUT', ...(field === null ? {} : { field }) } };
}

/** Errors as the caller gets them, with the HTTP status and headers of the first one that has them. */
export interface FormattedErrors {
  errors: GraphQLFormattedError[];
  status: number | undefined;
  headers: Iterable<[string, string]>;
}

/**
 * Formats errors for the caller, and logs what an operator needs to know of them: internal errors, and the causes of
 * UNAVAILABLE.
 *
 * @param reqId id of the request, which its log entries have
 */
export function reportErrors(thrown: readonly unknown[], reqId: string, log: FastifyBaseLogger): FormattedErrors {
  let firstHttp: { status: number; headers: Map<string, string> } | undefined;
  const formatted = thrown.map((each) => {
    const error = toGraphQLError(each);
    logUnexpected(error, reqId, log);
    const { http, ...extensions } = (error.extensions ?? {}) as { http?: NonNullable<typeof firstHttp> };
    firstHttp ??= http;
    const { message, path } = error;
    const locations = locationsOf(error);
    return formatError({ message, ...(locations && { locations }), ...(path && { path }), extensions }, error);
  });
  return { errors: formatted, status: firstHttp?.status, headers: firstHttp?.headers ?? [] };
}

/** Returns the places of an error in its document. */
function locationsOf({ source, positions, locations }: GraphQLError): readonly SourceLocation[] | undefined {
  return source instanceof DocumentSource ? positions?.map((position) => source.locate(position)) : locations;
}

function logUnexpected(error: GraphQLError, reqId: string, log: FastifyBaseLogger): void {
  const err = causeOf(error);
  if (!isExpected(error)) log.error({ reqId, err }, 'internal error');
  else if (error.extensions['code'] === 'UNAVAILABLE' && !(err instanceof GraphQLError))
    log.warn({ reqId, err }, 'unavailable');
}

/** Returns whether a scalar rejected a literal: the validation error then keeps the original value node. */
function isRejectedLiteral(error: unknown): boolean {
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

/** Returns the path of the argument that an error of the document or of its variables concerns. */
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
  return value && pathToPosition(thrown, value);
}

/** Appends a missing or unknown input field to a path: the error names it in its message alone. */
function missingField(message: string, path: string): string {
  const missing =
    /Field "(\w+)" of required type/.exec(message) ?? /Field "(\w+)" is not defined by type/.exec(message);
  return missing === null ? path : `${path}.${missing[1]}`;
}

/** Returns the path of arguments and input fields, such as `input.name`, to the first wanted node inside one. */
function pathTo({ source }: GraphQLError, wanted: (node: ASTNode) => boolean): string | null {
  if (!(source instanceof DocumentSource)) return null;
  let found: string | null = null;
  visit(source.document, {
    enter(node, _key, parent, _path, ancestors) {
      if (!wanted(node)) return undefined;
      found = named([...ancestors, parent].filter((above) => above !== undefined && 'kind' in above));
      return found === null ? undefined : BREAK;
    },
  });
  return found;
}

/** Returns the same path to a node, found by its position in the text without a full visit: errors may be numerous. */
function pathToPosition({ source }: GraphQLError, { kind, loc }: ASTNode): string | null {
  if (!(source instanceof DocumentSource) || loc === undefined) return null;
  const above: ASTNode[] = [];
  let node: ASTNode | undefined = source.document;
  while (node !== undefined && !(node.kind === kind && node.loc?.start === loc.start)) {
    above.push(node);
    node = childAt(node, loc.start);
  }
  return node === undefined ? null : named(above);
}

function childAt(node: ASTNode, offset: number): ASTNode | undefined {
  const children = Object.values(node).flat() as Partial<ASTNode>[];
  return children.find((child): child is ASTNode => {
    const isNode = typeof child === 'object' && child !== null && child.kind !== undefined && child.loc !== undefined;
    return isNode && child.loc.start <= offset && offset < child.loc.end;
  });
}

function named(above: readonly ASTNode[]): string | null {
  const names = above.filter(({ kind }) => NAMED.includes(kind)).map(nameIn);
  return names.length > 0 ? names.join('.') : null;
}

const NAMED: string[] = [Kind.ARGUMENT, Kind.OBJECT_FIELD];
const nameIn = (node: ASTNode) => (node as { name: { value: string } }).name.value;

/** Errors of a response without data: the first ones suffice. */
const MAX_ERRORS = 50;
/** Characters kept of a longer message or field, from its start and from its end. */
const [FROM_START, FROM_END] = [200, 150];

/**
 * Cuts errors to a size that does not depend on the request's.
 *
 * @param besideData whether the response has data; all errors are kept then, as each explains a null
 */
export function truncateErrors(errors: readonly GraphQLFormattedError[], besideData: boolean): GraphQLFormattedError[] {
  return errors.slice(0, besideData ? undefined : MAX_ERRORS).map((error) => {
    const field = error.extensions?.['field'];
    const named = typeof field === 'string' && { extensions: { ...error.extensions, field: truncate(field) } };
    return { ...error, message: truncate(error.message), ...named };
  });
}

const truncate = (text: string) =>
  text.length <= FROM_START + FROM_END ? text : `${text.slice(0, FROM_START)} … ${text.slice(-FROM_END)}`;
