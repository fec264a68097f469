import { setTimeout as sleep } from 'node:timers/promises';
import { canSeeEvent, type ViewerIdentity } from '../../policy/visibility';
import type { Store } from '../../database/database';
import { head, positionOf, type EventRow, type EventPosition } from './append';
import { InvalidArgument, isUnavailable } from '../../database/errors';
import type { EventLogTail } from './tail';

/** Milliseconds of silence after which a stream sends a keep-alive; proxies close silent connections. */
const SILENCE_MS = 12_000;
/** Milliseconds before the next read of a database that could not answer. */
const AGAIN_AFTER_MS = 500;

/** Subscriber to the event log. */
export interface Subscriber {
  store: Store;
  tail: EventLogTail;
  /** Returns the viewer's identity as of now. */
  currentViewer: () => ViewerIdentity;
  signal: AbortSignal;
}

/**
 * Returns whether an event matches the subscription's arguments; whether the viewer may see it is decided elsewhere.
 */
export type EventFilter = (event: EventRow, viewer: ViewerIdentity) => boolean;

/**
 * Yields the events that match a filter and that the viewer may see, in order, until the signal is aborted; null after
 * `SILENCE_MS` without one.
 *
 * @param after the sequence of the last event received; null for events from now on
 * @throws InvalidArgument, naming `after`, where there is no such event, or it was pruned
 */
export async function subscribeToEvents(
  subscriber: Subscriber,
  after: string | null,
  wanted: EventFilter,
): Promise<AsyncGenerator<EventRow | null>> {
  const position = after === null ? (await head(subscriber.store)).position : await positionOf(subscriber.store, after);
  if (position === null) {
    throw new InvalidArgument(
      'after',
      '`after` must be the sequence of an event of the last 48 hours; read the list again.',
    );
  }
  return follow(subscriber, position, wanted);
}

async function* follow(
  subscriber: Subscriber,
  from: EventPosition,
  wanted: EventFilter,
): AsyncGenerator<EventRow | null> {
  const { tail, signal } = subscriber;
  let position = from;
  // The silence counts from the last message sent: its length must not reveal events that only others may see.
  let silentFrom = performance.now();
  while (!signal.aborted) {
    let visible: EventRow[] = [];
    try {
      const rows = await tail.after(position, silentFrom + SILENCE_MS - performance.now(), signal);
      visible = await visibleEvents(subscriber, rows, wanted);
      position = rows.at(-1) ?? position;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await sleep(AGAIN_AFTER_MS, null, { signal }).catch(() => undefined);
    }
    for (const event of visible) if (!signal.aborted) yield event;
    const silent = performance.now() - silentFrom >= SILENCE_MS;
    if (visible.length === 0 && silent && !signal.aborted) yield null;
    if (visible.length > 0 || silent) silentFrom = performance.now();
  }
}

/** Returns those of the events that match the filter and that the viewer may see. */
async function visibleEvents(
  { tail, currentViewer }: Subscriber,
  rows: readonly EventRow[],
  wanted: EventFilter,
): Promise<EventRow[]> {
  const viewer = currentViewer();
  const matching = rows.filter((row) => wanted(row, viewer));
  const visible = await Promise.all(
    matching.map(async (row) => {
      if (canSeeEvent(viewer, row, null)) return true;
      // The decision now depends only on when the viewer received a share.
      if (viewer === null || !canSeeEvent(viewer, row, row.at)) return false;
      return canSeeEvent(viewer, row, await tail.sharedSince.load({ imageId: row.imageId, accountId: viewer.rootId }));
    }),
  );
  return matching.filter((_, at) => visible[at]);
}
