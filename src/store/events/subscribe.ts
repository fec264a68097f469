import { setTimeout as sleep } from 'node:timers/promises';
import { badInput } from '../../errors';
import { canSeeEvent, type ViewerIdentity } from '../../policy/visibility';
import type { Store } from '../../database/database';
import { head, positionOf, type EventRow, type EventPosition } from './append';
import { isUnavailable } from '../../database/errors';
import type { EventLogTail } from './tail';

/** A stream that has said nothing for so long says that it is there, in milliseconds; proxies cut what is silent. */
const SILENCE_MS = 12_000;
/** How long it waits before it asks a database again that could not answer, in milliseconds. */
const AGAIN_AFTER_MS = 500;

/** Who listens, and to what. */
export interface Listener {
  store: Store;
  tail: EventLogTail;
  /** Who it is, as of now. */
  currentViewer: () => ViewerIdentity;
  signal: AbortSignal;
}

/** Whether an event is one that was asked for; whether the viewer may hear it is not its matter. */
export type EventFilter = (event: EventRow, viewer: ViewerIdentity) => boolean;

/**
 * The events a viewer wants and may hear, one after the other, until the signal comes; null where nothing was said for
 * a while.
 *
 * @param after the sequence of the last event heard; null: from now on
 * @throws BAD_USER_INPUT naming `after` where there is no such event, or it was forgotten
 */
export async function subscribeToEvents(
  listener: Listener,
  after: string | null,
  wanted: EventFilter,
): Promise<AsyncGenerator<EventRow | null>> {
  const place = after === null ? (await head(listener.store)).place : await positionOf(listener.store, after);
  if (place === null) {
    throw badInput('after', '`after` is not the sequence of an event that is still kept; read the list anew.');
  }
  return follow(listener, place, wanted);
}

async function* follow(listener: Listener, from: EventPosition, wanted: EventFilter): AsyncGenerator<EventRow | null> {
  const { tail, signal } = listener;
  let place = from;
  // Counted from what was said last: what others may hear must not be told by a silence that is longer or shorter.
  let silentFrom = performance.now();
  while (!signal.aborted) {
    let heard: EventRow[] = [];
    try {
      const rows = await tail.after(place, silentFrom + SILENCE_MS - performance.now(), signal);
      heard = await visibleEvents(listener, rows, wanted);
      place = rows.at(-1) ?? place;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      await sleep(AGAIN_AFTER_MS, null, { signal }).catch(() => undefined);
    }
    for (const event of heard) if (!signal.aborted) yield event;
    const silent = performance.now() - silentFrom >= SILENCE_MS;
    if (heard.length === 0 && silent && !signal.aborted) yield null;
    if (heard.length > 0 || silent) silentFrom = performance.now();
  }
}

/** Those of the events that were asked for and that the listener may hear. */
async function visibleEvents(
  { tail, currentViewer }: Listener,
  rows: readonly EventRow[],
  wanted: EventFilter,
): Promise<EventRow[]> {
  const viewer = currentViewer();
  const asked = rows.filter((row) => wanted(row, viewer));
  const heard = await Promise.all(
    asked.map(async (row) => {
      if (canSeeEvent(viewer, row, null)) return true;
      // Only a share can make the difference now.
      if (viewer === null || !canSeeEvent(viewer, row, row.at)) return false;
      return canSeeEvent(viewer, row, await tail.heldSince.load({ imageId: row.imageId, accountId: viewer.rootId }));
    }),
  );
  return asked.filter((_, at) => heard[at]);
}
