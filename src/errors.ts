import { GraphQLError, type ValueNode } from 'graphql';

/**
 * The errors that are not a rule's refusal: the call is malformed, unsigned, or comes at a bad time. Each has a stable
 * `extensions.code`; what is none of these is our own fault, masked and logged.
 */

/** The HTTP status (and headers) an error asks for; Apollo takes it out of the answer. */
const http = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Map(Object.entries(headers)),
});

/**
 * Malformed input.
 *
 * @param field the path of the argument, such as `input.name`; null where the thrower does not know it
 * @param message what is wrong, with the limit
 */
export function badInput(field: string | null, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', ...(field === null ? {} : { field }) } });
}

/** A value written in the document that a scalar does not take; which argument it is, the document tells. */
export function badLiteral(node: ValueNode, message: string): GraphQLError {
  return new GraphQLError(message, { nodes: [node], extensions: { code: 'BAD_USER_INPUT' } });
}

/** No credential where one is needed, or a wrong one. */
export function unauthenticated(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'UNAUTHENTICATED', http: http(401, { 'www-authenticate': 'Bearer' }) },
  });
}

/** The credential is good, but not for this. */
export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN', http: http(403) } });
}

/** The key was used for something else. */
export function idempotencyMismatch(): GraphQLError {
  return new GraphQLError(
    'This idempotency key was used for another mutation or another input. Nothing was done; take a new key.',
    { extensions: { code: 'IDEMPOTENCY_MISMATCH', field: 'input.idempotencyKey' } },
  );
}

/** The service cannot take this now; the same call may go through after so many seconds. The cause goes to the log. */
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
