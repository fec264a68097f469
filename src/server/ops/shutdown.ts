import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** How long a stop waits for what is being answered, in milliseconds. */
const STOP_TIMEOUT_MS = 8_000;

/** Knows what is being answered, so that a stop can let it finish. */
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

  /** Counts an answer until its caller has it, or is gone. */
  count(response: ServerResponse): void {
    this.begin();
    response.once('close', () => this.end());
  }

  /** Resolves once nothing is being answered. */
  idle(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise((resolve) => (this.#idle = resolve));
  }
}

/**
 * Stops in order: readiness turns red, and requests are still taken for a moment, until whoever sends them has seen it;
 * then nothing new is taken, and what is being answered is delivered. Connections on which nothing is being answered
 * are cut, however slowly they send.
 *
 * @param delay milliseconds between turning red and closing the door
 */
export async function stop(app: FastifyInstance, inFlight: InFlightTracker, delay: number): Promise<void> {
  inFlight.stopping = true;
  await new Promise((resolve) => setTimeout(resolve, delay));
  const closed = app.close();
  const longest = new Promise<void>((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref());
  await Promise.race([inFlight.idle(), longest]);
  app.server.closeAllConnections();
  await closed;
}
