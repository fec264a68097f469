import DataLoader from 'dataloader';
import type { Store } from '../../database/database';
import { eventsAfter, head, sharesSince, type EventRow, type EventPosition } from './append';
import { isUnavailable } from '../../database/errors';
import type { Watch } from '../../database/commits';

/** Events read at once. */
const BATCH_SIZE = 100;
/** How long until it is looked again for events that are committed but not settled, in milliseconds. */
const UNSETTLED_MS = 50;
/** How long until what should be there, and is not yet, is read again, in milliseconds. */
const BEHIND_MS = 200;

const nameOf = ({ xid, seq }: EventPosition) => `${xid} ${seq}`;

/**
 * The end of the order of events, watched for as long as somebody reads there. Readers keep nothing but their place;
 * those at the same place read it together, in one statement.
 */
export class EventLogTail {
  readonly #pages = new Map<string, Promise<EventRow[]>>();
  readonly #waiting = new Set<() => void>();
  #watch: Watch | null = null;
  #readers = 0;
  /** Where the events ended when it was looked last. */
  #newest = '';
  /** Counts how often there was something new. */
  #turn = 0;
  #looking = false;
  #lookAgain = false;

  /** Since when an account holds a share of an image; null where it holds none. Nothing of it is remembered. */
  readonly heldSince: DataLoader<{ imageId: string; accountId: string }, number | null>;

  /** @param failed is told why the database cannot be listened to at the moment */
  constructor(
    private readonly store: Store,
    private readonly failed: (error: unknown) => void,
  ) {
    this.heldSince = new DataLoader(
      async (pairs) => {
        const [images, accounts] = [pairs.map(({ imageId }) => imageId), pairs.map(({ accountId }) => accountId)];
        const rows = await sharesSince(store, [...new Set(images)], [...new Set(accounts)]);
        const since = new Map(rows.map((row) => [`${row.imageId} ${row.accountId}`, row.since]));
        return pairs.map(({ imageId, accountId }) => since.get(`${imageId} ${accountId}`) ?? null);
      },
      { cache: false, maxBatchSize: 500 },
    );
  }

  /** Begins to watch with the first reader, and ends with the last. @returns what a reader calls when it leaves */
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
   * The events after a place; none where there were none for so long, or the signal came.
   *
   * @param patience in milliseconds
   * @throws UNAVAILABLE when the database cannot answer now
   */
  async after(place: EventPosition, patience: number, signal: AbortSignal): Promise<EventRow[]> {
    const until = performance.now() + patience;
    for (;;) {
      const turn = this.#turn;
      const rows = await this.#page(place);
      const left = until - performance.now();
      if (rows.length > 0 || signal.aborted || left <= 0) return rows;
      if (turn !== this.#turn) continue;
      // A replica that is behind answers nothing where there is something.
      const behind = nameOf(place) !== this.#newest;
      await this.#somethingNew(behind ? Math.min(left, BEHIND_MS) : left, signal);
      if (behind) this.#pages.delete(nameOf(place));
    }
  }

  #page(place: EventPosition): Promise<EventRow[]> {
    const name = nameOf(place);
    let page = this.#pages.get(name);
    if (page === undefined) {
      page = eventsAfter(this.store, place, BATCH_SIZE);
      this.#pages.set(name, page);
      page.catch(() => this.#pages.delete(name));
    }
    return page;
  }

  #somethingNew(patience: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, patience).unref();
      signal.addEventListener('abort', done);
      this.#waiting.add(done);
    });
  }

  /** Wakes the readers where the events end elsewhere than before. */
  async #look(): Promise<void> {
    this.#lookAgain = this.#looking;
    if (this.#looking || this.#watch === null) return;
    this.#looking = true;
    try {
      const { place, unsettled } = await head(this.store);
      if (nameOf(place) !== this.#newest) this.#wake();
      this.#newest = nameOf(place);
      // Who holds them up may end without events of its own, of which nobody would be told.
      if (unsettled) setTimeout(() => void this.#look(), UNSETTLED_MS).unref();
    } catch (error) {
      // Readers meet the same fault and tell of it; an outage they wait out.
      if (!isUnavailable(error)) this.#wake();
    } finally {
      this.#looking = false;
      if (this.#lookAgain) setImmediate(() => void this.#look());
    }
  }

  #wake(): void {
    this.#turn += 1;
    this.#pages.clear();
    for (const done of [...this.#waiting]) done();
  }
}
