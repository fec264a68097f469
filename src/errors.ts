import { GraphQLError, type ValueNode } from 'graphql';

/**
 * Errors other than denials by a rule: the request is malformed or not authenticated, or the service is unavailable.
 * Each has a stable `extensions.code`; any other error is internal, and is masked and logged.
 */

/** Makes the HTTP status and headers of an error, which Apollo removes from the response. */
const http = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Map(Object.entries(headers)),
});

/**
 * Makes the error for malformed input.
 *
 * @param field path of the argument, such as `input.name`; null where the throwing code does not know it
 * @param message names the fault and the limit
 */
export function badInput(field: string | null, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', ...(field === null ? {} : { field }) } });
}

/** Makes the error for a literal that a scalar rejects; its argument is found later, by the node in the document. */
export function badLiteral(node: ValueNode, message: string): GraphQLError {
  return new GraphQLError(message, { nodes: [node], extensions: { code: 'BAD_USER_INPUT' } });
}

/** Makes the error for a missing or invalid credential. */
export function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'UNAUTHENTICATED', http: http(401, { 'www-authenticate': 'Bearer' }) },
  });
}

/** Makes the error for a valid credential that does not permit the request. */
export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN', http: http(403) } });
}

/** Makes the error for an idempotency key that was used for another call. */
export function idempotencyMismatch(): GraphQLError {
  return new GraphQLError(
    'This idempotency key was used for another mutation or another input. Nothing was done; take a new key.',
    { extensions: { code: 'IDEMPOTENCY_MISMATCH', field: 'input.idempotencyKey' } },
  );
}

/** Makes the error for an unavailable service; the call may succeed after `retryAfterSeconds`. The cause is logged. */
export function unavailable(message: string, retryAfterSeconds = 1, cause?: unknown): GraphQLError {
  return new GraphQLError(message, {
    originalError: cause instanceof Error ? cause : null,
    extensions: {
      code: 'UNAVAILABLE',
      retryAfterSeconds,
      http: http(503, { 'retry-after': String(retryAfterSeconds) }),
    },
  });
}
