import { unavailable } from '../../graphql/errors';
import type { StreamLimits } from '../../graphql/requestLimits';
import { rateLimited } from './tokenBucket';

/** One caller's streams may take one eighth of the bytes. */
const CALLER_SHARE = 8;

/**
 * Abort reason of a stream that ends without a final message: the client has disconnected, or the service stops and
 * another server may continue.
 */
export const STREAM_CLOSED = new Error('The stream was cut.');

/** A slot among the open streams. */
export interface StreamSlot {
  signal: AbortSignal;
  /** Ends the stream with an error to send, or with `STREAM_CLOSED`. */
  end: (reason: unknown) => void;
  release: () => void;
}

/** Limits the number of open streams and the bytes that they keep. */
export class OpenStreams {
  readonly #callers = new Map<string, { open: number; bytes: number }>();
  readonly #open = new Set<AbortController>();
  #anonymous = { open: 0, bytes: 0 };
  #bytes = 0;
  #stopped = false;

  constructor(readonly limits: StreamLimits) {}

  get count(): number {
    return this.#open.size;
  }

  /**
   * Takes a slot.
   *
   * @param caller root account or address that the stream counts against
   * @param anonymous whether the request has no credential; such streams take half of the limits at most
   * @param bytes estimate of what the stream keeps
   * @throws RATE_LIMITED where the caller's streams are too many or too large, UNAVAILABLE where those of all callers
   *   are, or where the service stops
   */
  open(caller: string, anonymous: boolean, bytes: number): StreamSlot {
    const { open, openPerCaller, bytes: maxBytes } = this.limits;
    const own = this.#callers.get(caller) ?? { open: 0, bytes: 0 };
    if (this.#stopped) throw unavailable('This server is shutting down. Retry; another server may answer.');
    if (own.open >= openPerCaller) {
      throw rateLimited(`${own.open} streams of this caller are open; the limit is ${openPerCaller}.`, 1);
    }
    const ownBytes = Math.floor(maxBytes / CALLER_SHARE);
    if (own.bytes + bytes > ownBytes) {
      const message = `The documents and variables of this caller's streams take ${own.bytes + bytes} bytes; the limit is ${ownBytes}.`;
      throw rateLimited(message, 1);
    }
    const isFull = (used: { open: number; bytes: number }, part: number) =>
      used.open >= open / part || used.bytes + bytes > maxBytes / part;
    if (isFull({ open: this.#open.size, bytes: this.#bytes }, 1) || (anonymous && isFull(this.#anonymous, 2))) {
      throw unavailable('Too many streams are open. Retry in 1 second.');
    }
    const controller = new AbortController();
    this.#open.add(controller);
    this.#callers.set(caller, own);
    const count = (sign: 1 | -1) => {
      this.#bytes += sign * bytes;
      for (const each of anonymous ? [own, this.#anonymous] : [own]) {
        each.open += sign;
        each.bytes += sign * bytes;
      }
    };
    count(1);
    const release = () => {
      if (!this.#open.delete(controller)) return;
      count(-1);
      if (own.open === 0) this.#callers.delete(caller);
    };
    return { signal: controller.signal, end: (reason) => controller.abort(reason), release };
  }

  /** Closes every stream, and rejects new ones. */
  stop(): void {
    this.#stopped = true;
    for (const controller of [...this.#open]) controller.abort(STREAM_CLOSED);
  }
}
