import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Callbacks of responses that wait for their turn on a connection, by the connection. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when a response has been passed to the operating system or its connection is closed; immediately
 * where that is so already. Node emits no `close` for a response that has not begun when its connection is closed, as
 * one to a pipelined request, nor a second time for one whose client has left.
 *
 * @returns a function that cancels the callback
 */
export function onClosed({ socket }: IncomingMessage, response: ServerResponse, callback: () => void): () => void {
  if (response.destroyed || socket.destroyed) {
    callback();
    return () => undefined;
  }
  const cancel = () => {
    response.off('close', done);
    waiting.get(socket)?.delete(done);
  };
  const done = () => {
    cancel();
    callback();
  };
  response.on('close', done);
  if (response.socket === null) callbacksOf(socket).add(done);
  return cancel;
}

/** Returns the callbacks of a connection, which has one listener for all of them. */
function callbacksOf(socket: Socket): Set<() => void> {
  let callbacks = waiting.get(socket);
  if (callbacks === undefined) {
    const created = (callbacks = new Set());
    waiting.set(socket, created);
    socket.once('close', () => {
      for (const each of [...created]) each();
    });
  }
  return callbacks;
}
