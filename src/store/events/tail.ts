import DataLoader from 'dataloader';
import type { Store } from '../../database/database';
import { eventsAfter, head, sharesSince, type EventRow, type EventPosition } from './append';
import { isUnavailable } from '../../database/errors';
import type { Watch } from '../../database/commits';

/** Events per read. */
const BATCH_SIZE = 100;
/** Milliseconds before the log is read again for events that are committed but not visible. */
const UNSETTLED_MS = 50;
/** Milliseconds before events that should be readable, and are not yet, are read again. */
const BEHIND_MS = 200;

const nameOf = ({ xid, seq }: EventPosition) => `${xid} ${seq}`;

/**
 * Watches the end of the event log while there are readers. A reader keeps nothing but its position; readers at the
 * same position share one statement.
 */
export class EventLogTail {
  readonly #pages = new Map<string, Promise<EventRow[]>>();
  readonly #waiting = new Set<() => void>();
  #watch: Watch | null = null;
  #readers = 0;
  /** Position of the last event when the log was last read. */
  #newest = '';
  /** Number of times that new events were found. */
  #wakeUps = 0;
  #looking = false;
  #lookAgain = false;

  /** Loads since when an account holds a share of an image; null where it holds none. Nothing is cached. */
  readonly sharedSince: DataLoader<{ imageId: string; accountId: string }, number | null>;

  /** @param failed receives the error where the database cannot be watched at the moment */
  constructor(
    private readonly store: Store,
    private readonly failed: (error: unknown) => void,
  ) {
    this.sharedSince = new DataLoader(
      async (pairs) => {
        const [images, accounts] = [pairs.map(({ imageId }) => imageId), pairs.map(({ accountId }) => accountId)];
        const rows = await sharesSince(store, [...new Set(images)], [...new Set(accounts)]);
        const since = new Map(rows.map((row) => [`${row.imageId} ${row.accountId}`, row.since]));
        return pairs.map(({ imageId, accountId }) => since.get(`${imageId} ${accountId}`) ?? null);
      },
      { cache: false, maxBatchSize: 500 },
    );
  }

  /**
   * Adds a reader. Watching begins with the first reader and ends with the last.
   *
   * @returns a function that removes the reader
   */
  enter(): () => void {
    this.#readers += 1;
    if (this.#watch === null) {
      this.#watch = this.store.watch(() => void this.#look(), this.failed);
      void this.#look();
    }
    return () => {
      this.#readers -= 1;
      if (this.#readers > 0) return;
      void this.#watch?.close();
      this.#watch = null;
      this.#pages.clear();
    };
  }

  /**
   * Returns the events after a position; none where none came within `timeout`, or the signal was aborted.
   *
   * @param timeout in milliseconds
   * @throws DatabaseUnavailable when the database cannot answer now
   */
  async after(position: EventPosition, timeout: number, signal: AbortSignal): Promise<EventRow[]> {
    const until = performance.now() + timeout;
    for (;;) {
      const wakeUps = this.#wakeUps;
      const rows = await this.#page(position);
      const left = until - performance.now();
      if (rows.length > 0 || signal.aborted || left <= 0) return rows;
      if (wakeUps !== this.#wakeUps) continue;
      // A replica that lags returns no rows although there are events.
      const behind = nameOf(position) !== this.#newest;
      await this.#somethingNew(behind ? Math.min(left, BEHIND_MS) : left, signal);
      if (behind) this.#pages.delete(nameOf(position));
    }
  }

  #page(position: EventPosition): Promise<EventRow[]> {
    const name = nameOf(position);
    let page = this.#pages.get(name);
    if (page === undefined) {
      page = eventsAfter(this.store, position, BATCH_SIZE);
      this.#pages.set(name, page);
      page.catch(() => this.#pages.delete(name));
    }
    return page;
  }

  #somethingNew(timeout: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeout).unref();
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }

  /** Wakes the readers where the position of the last event has changed. */
  async #look(): Promise<void> {
    this.#lookAgain = this.#looking;
    if (this.#looking || this.#watch === null) return;
    this.#looking = true;
    try {
      const { position, pending } = await head(this.store);
      if (nameOf(position) !== this.#newest) this.#wake();
      this.#newest = nameOf(position);
      // The blocking transaction may commit no events, so nobody is notified; read again.
      if (pending) setTimeout(() => void this.#look(), UNSETTLED_MS).unref();
    } catch (error) {
      // Readers encounter the same error and report it; they wait for the end of an outage.
      if (!isUnavailable(error)) this.#wake();
    } finally {
      this.#looking = false;
      if (this.#lookAgain) setImmediate(() => void this.#look());
    }
  }

  #wake(): void {
    this.#wakeUps += 1;
    this.#pages.clear();
    for (const done of [...this.#waiting]) done();
  }
}
