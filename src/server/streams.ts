import { unavailable } from '../errors';
import { rateLimited } from './points';

/** How many streams may be open. */
export interface StreamLimits {
  /** Of all callers; those of anonymous ones take half of it at most. */
  open: number;
  /** Of one root account, or one address. */
  openPerCaller: number;
}

export const STREAM_LIMITS: StreamLimits = { open: 1_000, openPerCaller: 100 };

/** Why a stream is cut without a word: its caller is gone, or the service stops and another server may go on. */
export const CUT = new Error('The stream was cut.');

/** A place among the open streams. */
export interface Place {
  signal: AbortSignal;
  /** Ends the stream: with an error to tell, or `CUT`. */
  end: (reason: unknown) => void;
  leave: () => void;
}

/** The streams that are open, so many at most. */
export class Streams {
  readonly #callers = new Map<string, number>();
  readonly #open = new Set<AbortController>();
  #anonymous = 0;
  #stopped = false;

  constructor(readonly limits: StreamLimits) {}

  get count(): number {
    return this.#open.size;
  }

  /**
   * Takes a place.
   *
   * @param caller whose it is, @param anonymous whether nobody is named
   * @throws RATE_LIMITED where the caller has too many, UNAVAILABLE where everybody together has, or the service stops
   */
  enter(caller: string, anonymous: boolean): Place {
    const { open, openPerCaller } = this.limits;
    const own = this.#callers.get(caller) ?? 0;
    if (this.#stopped) throw unavailable('This server stops; ask another one.');
    if (own >= openPerCaller) {
      throw rateLimited(`${own} streams of this caller are open; ${openPerCaller} is the limit.`, 1);
    }
    if (this.#open.size >= open || (anonymous && this.#anonymous >= open / 2)) {
      throw unavailable('More streams are open than can be served.');
    }
    const controller = new AbortController();
    this.#open.add(controller);
    this.#callers.set(caller, own + 1);
    this.#anonymous += Number(anonymous);
    const leave = () => {
      if (!this.#open.delete(controller)) return;
      this.#anonymous -= Number(anonymous);
      const left = this.#callers.get(caller)! - 1;
      if (left === 0) this.#callers.delete(caller);
      else this.#callers.set(caller, left);
    };
    return { signal: controller.signal, end: (reason) => controller.abort(reason), leave };
  }

  /** Cuts all of them, and lets no other begin. */
  stop(): void {
    this.#stopped = true;
    for (const controller of [...this.#open]) controller.abort(CUT);
  }
}
