import { GraphQLError } from 'graphql';
import { DatabaseUnavailable, InvalidArgument } from '../database/errors';

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
 * @param field path of the argument, such as `input.name`
 * @param message names the fault and the limit
 */
export function badInput(field: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', field } });
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

/**
 * Converts an error of the database layer to the API's, in the place of the document where it was thrown; returns any
 * other as it is, and one that is no GraphQL error as an internal one.
 */
export function toGraphQLError(error: unknown): GraphQLError {
  const { nodes, source, positions, path } = error instanceof GraphQLError ? error : ({} as Partial<GraphQLError>);
  const converted = apiErrorOf(causeOf(error));
  if (converted === null) return error instanceof GraphQLError ? error : internal(error);
  const { message, originalError, extensions } = converted;
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions });
}

function apiErrorOf(cause: unknown): GraphQLError | null {
  if (cause instanceof InvalidArgument) return badInput(cause.field, cause.message);
  if (!(cause instanceof DatabaseUnavailable)) return null;
  return unavailable(cause.message, cause.retryAfterSeconds, cause.cause);
}

const internal = (error: unknown) => new GraphQLError('', { originalError: error as Error });

/** Returns the error that GraphQL errors were made of; a GraphQL error itself where it was made of none. */
export function causeOf(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) return error;
  return error.originalError === undefined || error.originalError === null ? error : causeOf(error.originalError);
}
