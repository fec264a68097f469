import type { Socket } from 'node:net';

/** Milliseconds within which a whole request must arrive; its headers within half of that. */
export const REQUEST_TIME_MS = 10_000;

/** Rejects input that is not HTTP, too slow, or has too large headers: sends a short response and closes the socket. */
export function rejectMalformedRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, message] = rejectionOf(error.code);
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}`;
  if (socket.writable) socket.write(`${head}\r\nConnection: close\r\n\r\n${body}`);
  socket.destroySoon();
}

function rejectionOf(code: string | undefined): [status: string, message: string] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return ['408 Request Timeout', `A request must arrive within ${REQUEST_TIME_MS / 1_000} seconds.`];
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    // Node 24 counts headers, too; earlier versions drop those beyond 1,000.
    return ['431 Request Header Fields Too Large', 'The headers are larger than 16 KiB, or more than 999.'];
  }
  return ['400 Bad Request', 'The request is not valid HTTP.'];
}
