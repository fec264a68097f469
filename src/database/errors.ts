/** Errors of the database layer, which the API reports under its own codes. */

/** The database cannot answer or take a write now; the call may succeed after `retryAfterSeconds`. */
export class DatabaseUnavailable extends Error {
  readonly retryAfterSeconds = 1;
}

/** An argument of a list, of a region or of the event log has no meaning there. */
export class InvalidArgument extends Error {
  /**
   * @param field path of the argument, such as `after`
   * @param message names the fault and the limit
   */
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

/** Serialization failures and deadlocks, after which the same transaction succeeds when it runs again. */
const TRY_AGAIN = /^(40001|40P01)$/;

/**
 * SQLite: locked by another process, disk full, not readable or writable. PostgreSQL: connection lost (08…), out of
 * resources (53…), shut down or a statement cancelled (57…), a lock timeout, a read-only server.
 */
const NOT_NOW =
  /^(SQLITE_(BUSY|FULL|IOERR|READONLY|CANTOPEN|PROTOCOL)|(08|53|57)[0-9A-Z]{3}$|55P03$|25006$|ECONN|EPIPE$|ETIMEDOUT$|ENOTFOUND$|EAI_)/;

/**
 * Messages of errors that the pool and the driver throw without a code. TypeORM releases a runner whose connection
 * broke.
 */
const NOT_NOW_WORDS =
  /connection terminated|timeout exceeded when trying to connect|not queryable|connection ended unexpectedly|server closed the connection|query read timeout|already released/i;

const codeOf = (error: unknown) => {
  const { code, driverError } = error as { code?: string | number; driverError?: { code?: string | number } };
  return String(driverError?.code ?? code ?? '');
};

/** Returns whether running the transaction again immediately may succeed. */
export function isTransient(error: unknown): boolean {
  return TRY_AGAIN.test(codeOf(error));
}

/** Returns whether another process has locked the SQLite file. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

/** Returns whether the database cannot take a write or answer a read now. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable) return true;
  return isTransient(error) || NOT_NOW.test(codeOf(error)) || NOT_NOW_WORDS.test(String((error as Error).message));
}

/** Converts an error of an unavailable database to `DatabaseUnavailable`; returns any other as it is. */
export function toUnavailable(error: unknown): unknown {
  if (error instanceof DatabaseUnavailable || !isUnavailable(error)) return error;
  const message = 'The database is unavailable. Retry in 1 second, with the same idempotency key.';
  return new DatabaseUnavailable(message, { cause: error });
}
