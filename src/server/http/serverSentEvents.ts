import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { print } from 'graphql-sse';
import type { StreamResponse } from '../requestTypes';
import { onClosed } from '../ops/onClosed';

/** Sends events in the distinct connections mode of GraphQL over Server-Sent Events. */

declare module 'fastify' {
  interface FastifyReply {
    /** Releases the request from the admission before the response ends, as an open stream is not queued. */
    leave: (() => void) | null;
  }
}

/** Milliseconds within which the client must read the final message of an ended stream. */
const FINAL_MESSAGE_TIMEOUT_MS = 1_000;
export const EVENT_TYPE = 'text/event-stream';

/** Final message of a complete stream. */
export const COMPLETE = print({ event: 'complete', data: null });
/**
 * Formats one event by the protocol.
 *
 * @param text its data, as JSON
 * @param sequence position from which the stream resumes; a browser's EventSource sends the last one back as
 *   `Last-Event-ID`
 */
export const formatEvent = (text: string, sequence?: string) =>
  `${sequence === undefined ? '' : `id: ${sequence}\n`}event: next\ndata: ${text}\n\n`;

/**
 * Returns the sequence in a request's `Last-Event-ID`; null where it is absent or empty. Before the first event, an
 * EventSource does not send the header, and other clients send it empty.
 */
export function lastEventId({ headers }: IncomingMessage): string | null {
  const value = headers['last-event-id'];
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * Sends a stream until it ends or its client disconnects, and drops what is not read within `FINAL_MESSAGE_TIMEOUT_MS`
 * of its end. A single response is sent in the same form.
 */
export function sendEventStream(
  reply: FastifyReply,
  content: NonNullable<StreamResponse['stream']> | string,
): FastifyReply {
  // Keeps proxies from buffering the stream.
  reply.header('x-accel-buffering', 'no').code(200).type(`${EVENT_TYPE}; charset=utf-8`);
  if (typeof content === 'string') return reply.send(formatEvent(content) + COMPLETE);
  reply.leave?.();
  const request = reply.request.raw;
  onClosed(request, reply.raw, content.gone);
  // Ends the connection with the stream, so that a closing server waits for none.
  reply.header('connection', 'close');
  const drop = () => void (reply.raw.writableFinished || reply.raw.destroy());
  content.signal.addEventListener('abort', () => setTimeout(drop, FINAL_MESSAGE_TIMEOUT_MS).unref());
  return reply.send(Readable.from(oneByOne(content.pieces, request, reply.raw)));
}

/** Yields pieces, and requests the next one only when the client has read the last; a `Readable` would request it before. */
async function* oneByOne(
  pieces: AsyncIterable<string>,
  request: IncomingMessage,
  response: ServerResponse,
): AsyncGenerator<string> {
  for await (const piece of pieces) {
    yield piece;
    // The piece is written when the other callbacks of this iteration of the event loop have run.
    await setImmediate();
    if (response.writableNeedDrain) await drained(request, response);
  }
}

/** Resolves when what was written to a response has been sent, or its connection is closed. */
async function drained(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let cancel = () => {};
  await new Promise<void>((resolve) => {
    cancel = onClosed(request, response, resolve);
    response.once('drain', resolve);
  });
  cancel();
}
