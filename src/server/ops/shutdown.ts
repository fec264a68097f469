import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { onClosed } from './onClosed';

/** Milliseconds for which a stop waits for responses in flight. */
const STOP_TIMEOUT_MS = 8_000;

/** Counts the requests being answered, so that a stop can let them finish. */
export class InFlightTracker {
  #count = 0;
  #idle: (() => void) | null = null;
  stopping = false;

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#idle?.();
  }

  /** Counts a response until it is delivered or its client has disconnected. */
  count(request: IncomingMessage, response: ServerResponse): void {
    this.begin();
    onClosed(request, response, () => this.end());
  }

  /** Resolves once nothing is being answered. */
  idle(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => (this.#idle = resolve));
  }
}

/**
 * Stops in order. Readiness fails first, while requests are still accepted for a moment, until load balancers have
 * noticed; then the server accepts no connection, and responses in flight are delivered, within a time limit. The
 * connections that remain are closed then, also those that are still sending a request slowly.
 *
 * @param delay milliseconds between the failing readiness and the end of accepting
 */
export async function stop(app: FastifyInstance, inFlight: InFlightTracker, delay: number): Promise<void> {
  inFlight.stopping = true;
  await new Promise((resolve) => setTimeout(resolve, delay));
  const closed = app.close();
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref());
  await Promise.race([inFlight.idle(), timeout]);
  app.server.closeAllConnections();
  await closed;
}
