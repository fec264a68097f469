import type { FastifyReply } from 'fastify';
import type { UnreadResponses } from '../admission/unreadResponses';
import type { GraphQLResponse } from '../requestTypes';
import { onClosed } from '../ops/onClosed';

/** Characters from which a response is counted; a shorter one fits the buffers of its connection. */
const COUNTED_LENGTH = 65_536;
/** Milliseconds without progress after which the connection of a client that does not read is closed. */
const READ_TIMEOUT_MS = 30_000;

/**
 * Sends the text of a response. A long one counts as not read until it has been passed to the operating system, and its
 * client loses the connection where it reads nothing for a while.
 */
export function sendText(
  { text, callerKey }: GraphQLResponse,
  reply: FastifyReply,
  unread: UnreadResponses,
): FastifyReply {
  if (text.length < COUNTED_LENGTH) return reply.send(text);
  // The string would stay in the heap for as long as the client takes.
  const body = Buffer.from(text);
  const end = () => void reply.raw.destroy();
  onClosed(reply.request.raw, reply.raw, unread.hold(callerKey, body.length, end));
  reply.raw.setTimeout(READ_TIMEOUT_MS, end);
  return reply.send(body);
}
