import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { World } from './world';

/** Requests to the service over real sockets, for tests of HTTP itself. */

/** An answer as it arrived over the wire. */
export interface RawResponse {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  ms: number;
}

export interface RawRequest {
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

/** Makes the service of a world listen; returns its port. */
export async function listen(world: World): Promise<number> {
  await world.app.listen({ host: '127.0.0.1', port: 0 });
  return (world.app.server.address() as AddressInfo).port;
}

export const JSON_TYPE = 'application/json';
export const RESPONSE_TYPE = 'application/graphql-response+json';

/** Sends one request on a connection of its own, by default a POST of JSON to `/graphql`. */
export function send(
  port: number,
  { method = 'POST', path = '/graphql', headers, body }: RawRequest,
): Promise<RawResponse> {
  const begun = performance.now();
  const all = headers ?? { 'content-type': JSON_TYPE };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, method, path, headers: all, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: answer.statusCode!, headers: answer.headers, text, ms: performance.now() - begun });
      });
      answer.on('error', reject);
    });
    asked.setTimeout(20_000, () => asked.destroy(new Error('No answer in 20 seconds.')));
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Returns the JSON of an answer, or of the only event of a stream that has ended. */
export function jsonOf({ headers, text }: Pick<RawResponse, 'headers' | 'text'>): string {
  if (!headers['content-type']?.startsWith('text/event-stream')) return text;
  const said = /^(?::\n\n)?event: next\ndata: (.*)\n\nevent: complete\ndata:\n\n$/.exec(text);
  if (said === null) throw new Error(`Not one event and its end: ${text}`);
  return said[1]!;
}

/** Sends a GraphQL request over the wire. */
export function ask(
  port: number,
  query: string,
  variables?: object,
  headers: OutgoingHttpHeaders = {},
): Promise<RawResponse> {
  const body = JSON.stringify({ query, ...(variables && { variables }) });
  return send(port, { headers: { 'content-type': JSON_TYPE, ...headers }, body });
}

/** The bytes that a bare socket received, and whether the service closed it. */
export interface Raw {
  text: string;
  /** Whether the service closed the connection; otherwise the patience ended first. */
  closed: boolean;
  ms: number;
}

/**
 * Writes bytes into a bare socket.
 *
 * @param parts written one after the other, a number being milliseconds to wait
 * @param patience milliseconds after the last part in which the service must have closed
 */
export function raw(port: number, parts: readonly (string | Buffer | number)[], patience = 2_000): Promise<Raw> {
  const begun = performance.now();
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1');
    const done = (closed: boolean) => {
      socket.destroy();
      resolve({ text, closed, ms: performance.now() - begun });
    };
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => (text += part));
    socket.on('close', () => done(true));
    // A client that is cut off while it writes sees a reset; the data before it counts.
    socket.on('error', () => undefined);
    const write = async () => {
      for (const part of parts) {
        if (typeof part === 'number') await new Promise((next) => setTimeout(next, part));
        else if (socket.writable) socket.write(part);
      }
      setTimeout(() => done(false), patience).unref();
    };
    socket.on('connect', () => void write());
  });
}
