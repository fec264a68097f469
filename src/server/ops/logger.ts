import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * The log: one JSON line an event, whatever the event holds.
 *
 * @param level the least that is written, or `silent`
 * @param destination where to; standard output unless said otherwise
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: fault } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** An error without what hangs on it: a database's error carries the statement and its values. */
function fault(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return { type: error.name, message: error.message, stack: error.stack, ...(code !== undefined && { code }) };
}
