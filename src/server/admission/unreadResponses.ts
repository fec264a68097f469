import type { UnreadLimits } from '../../graphql/requestLimits';
import { rateLimited } from './tokenBucket';

interface Response {
  caller: string;
  bytes: number;
  end: () => void;
}

/** Limits the bytes of responses that their clients have not read yet. */
export class UnreadResponses {
  readonly #callers = new Map<string, number>();
  /** Responses in the order in which they were sent. */
  readonly #responses = new Set<Response>();
  #bytes = 0;

  constructor(readonly limits: UnreadLimits) {}

  /** Bytes that all clients have not read. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Checks, before an operation is executed, that its caller reads its responses.
   *
   * @throws RATE_LIMITED naming the bytes and the limit
   */
  check(caller: string): void {
    const bytes = this.#callers.get(caller) ?? 0;
    const max = this.limits.bytesPerCaller;
    if (bytes <= max) return;
    const message = `${bytes} bytes of responses to this caller have not been read; the limit is ${max}. Read them, or close their connections. Retry in 1 second.`;
    throw rateLimited(message, 1);
  }

  /**
   * Counts a response until it has been read. Where those of all callers exceed the limit, the ones that were sent first
   * are ended.
   *
   * @param end ends its connection
   * @returns the function to call once it has been read or its connection is closed
   */
  hold(caller: string, bytes: number, end: () => void): () => void {
    const response = { caller, bytes, end };
    this.#responses.add(response);
    this.#count(caller, bytes);
    for (const oldest of this.#responses) {
      if (this.#bytes <= this.limits.bytes || oldest === response) break;
      this.#release(oldest);
      oldest.end();
    }
    return () => this.#release(response);
  }

  #release(response: Response): void {
    if (this.#responses.delete(response)) this.#count(response.caller, -response.bytes);
  }

  #count(caller: string, bytes: number): void {
    this.#bytes += bytes;
    const held = (this.#callers.get(caller) ?? 0) + bytes;
    if (held === 0) this.#callers.delete(caller);
    else this.#callers.set(caller, held);
  }
}
