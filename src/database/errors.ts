import { GraphQLError } from 'graphql';
import { unavailable } from '../errors';

/** What a database says when it is not our statement that is wrong, but the moment. */

/** Serialization failures and deadlocks: the same transaction goes through when it is run again. */
const TRY_AGAIN = /^(40001|40P01)$/;

/**
 * SQLite: held by another process, disk full, not readable or writable. PostgreSQL: connection lost (08…), out of
 * resources (53…), shut down or a statement cancelled (57…), a lock not had in time, a server that only reads.
 */
const NOT_NOW =
  /^(SQLITE_(BUSY|FULL|IOERR|READONLY|CANTOPEN|PROTOCOL)|(08|53|57)[0-9A-Z]{3}$|55P03$|25006$|ECONN|EPIPE$|ETIMEDOUT$|ENOTFOUND$|EAI_)/;

/** The pool and the driver say these without a code; TypeORM lets go of a runner whose connection broke. */
const NOT_NOW_WORDS =
  /connection terminated|timeout exceeded when trying to connect|not queryable|connection ended unexpectedly|server closed the connection|query read timeout|already released/i;

const codeOf = (error: unknown) => {
  const { code, driverError } = error as { code?: string | number; driverError?: { code?: string | number } };
  return String(driverError?.code ?? code ?? '');
};

/** Whether running the transaction again may help at once. */
export function isTransient(error: unknown): boolean {
  return TRY_AGAIN.test(codeOf(error));
}

/** Whether another process holds the SQLite file. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

/** Whether the database cannot take or answer this now. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof GraphQLError) return error.extensions['code'] === 'UNAVAILABLE';
  return isTransient(error) || NOT_NOW.test(codeOf(error)) || NOT_NOW_WORDS.test(String((error as Error).message));
}

/** The error as the caller gets it: UNAVAILABLE with a hint when to come back, or what it was. */
export function toUnavailable(error: unknown): unknown {
  if (error instanceof GraphQLError || !isUnavailable(error)) return error;
  return unavailable(
    'The database cannot take this at the moment; try again shortly, with the same idempotency key.',
    1,
    error,
  );
}
