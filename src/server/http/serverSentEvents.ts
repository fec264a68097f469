import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { print } from 'graphql-sse';
import type { StreamResponse } from '../requestTypes';

/** How events are sent: the distinct connections mode of GraphQL over Server-Sent Events. */

declare module 'fastify' {
  interface FastifyReply {
    /** Leaves the admission before the answer has ended: a stream waits for no turn. */
    leave: (() => void) | null;
  }
}

/** How long the last words of a stream may take that is ended, in milliseconds. */
const LAST_WORDS_MS = 1_000;
export const EVENT_TYPE = 'text/event-stream';

/** The end of a stream that says all it had to. */
export const COMPLETE = print({ event: 'complete', data: null });
/**
 * Returns one event of the protocol.
 *
 * @param text its data, which is JSON already
 * @param sequence where the stream resumes after it: a browser's EventSource sends the last one back as `Last-Event-ID`
 */
export const formatEvent = (text: string, sequence?: string) =>
  `${sequence === undefined ? '' : `id: ${sequence}\n`}event: next\ndata: ${text}\n\n`;

/**
 * Returns the sequence in a request's `Last-Event-ID`; null where there is none. An EventSource has nothing to send
 * before its first event, and other clients then send it empty.
 */
export function lastEventId({ headers }: IncomingMessage): string | null {
  const value = headers['last-event-id'];
  return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * Sends a stream until it ends or its caller is gone; what is not read shortly after its end is dropped. What is
 * answered at once is sent in the same form.
 */
export function sendEventStream(
  reply: FastifyReply,
  said: NonNullable<StreamResponse['stream']> | string,
): FastifyReply {
  // Proxies that gather an answer before they pass it on are told not to.
  reply.header('x-accel-buffering', 'no').code(200).type(`${EVENT_TYPE}; charset=utf-8`);
  if (typeof said === 'string') return reply.send(formatEvent(said) + COMPLETE);
  reply.leave?.();
  // Who is gone already closes nothing any more.
  if (reply.raw.destroyed) said.gone();
  reply.raw.once('close', said.gone);
  // A connection that carried a stream carries nothing after it, so that a server that closes waits for none.
  reply.header('connection', 'close');
  const drop = () => void (reply.raw.writableFinished || reply.raw.destroy());
  said.signal.addEventListener('abort', () => setTimeout(drop, LAST_WORDS_MS).unref());
  return reply.send(Readable.from(said.pieces));
}
