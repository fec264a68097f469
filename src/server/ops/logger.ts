import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * Creates the log, which writes each event as one line of JSON, whatever the event contains.
 *
 * @param level lowest level that is written, or `silent`
 * @param destination standard output by default
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: serializeError } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Serialises an error without its other properties: a database's error carries the statement and its values. */
function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return { type: error.name, message: error.message, stack: error.stack, ...(code !== undefined && { code }) };
}
