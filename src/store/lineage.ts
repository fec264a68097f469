import { In } from 'typeorm';
import { Image } from '../entities/image';
import type { Store } from '../database/database';
import { imageRow } from './images';
import { sourcesColumn } from './images';

/** Images per statement; databases limit the number of parameters. */
const BATCH_SIZE = 500;

/**
 * Returns the row of an image that another one is about to be made from, locked until the write ends: a review that
 * begins meanwhile waits, and then finds the new image among the descendants.
 */
export function parentRow(store: Store, id: string): Promise<Image> {
  return imageRow(store, id, store.rowLock === '' ? '' : 'FOR SHARE');
}

/**
 * Derives the unreviewed sources of an image's descendants again, after a review changed what the image passes on. Each
 * level is locked before the one below is read, so that no image that is being made from one of them is missed.
 */
export async function refreshDescendants(store: Store, image: Image): Promise<void> {
  let parents: Image[] = [image];
  while (parents.length > 0) {
    const changed: Image[] = [];
    for (let at = 0; at < parents.length; at += BATCH_SIZE) {
      changed.push(...(await refreshChildren(store, parents.slice(at, at + BATCH_SIZE))));
    }
    parents = changed;
  }
}

/**
 * Updates the children of images and returns those whose sources have changed. The read is hand-written because TypeORM
 * rejects a lock on SQLite, where `rowLock` is empty.
 */
async function refreshChildren(store: Store, parents: readonly Image[]): Promise<Image[]> {
  const byId = new Map(parents.map((parent) => [parent.id, parent]));
  const marks = parents.map(() => '?').join(', ');
  const children = await store.rows<Image>(
    `SELECT ${store.columns(Image, 'i')} FROM image i
     WHERE i.copied_from_id IN (${marks}) OR i.made_from_id IN (${marks}) ORDER BY i.id ${store.rowLock}`,
    [...byId.keys(), ...byId.keys()],
  );
  const changed = children
    .map((child) => ({
      ...child,
      before: child.unreviewedSources,
      unreviewedSources: sourcesColumn(byId.get((child.copiedFromId ?? child.madeFromId)!)!, child.ownerId),
    }))
    .filter(({ before, unreviewedSources }) => before !== unreviewedSources);
  for (const text of new Set(changed.map(({ unreviewedSources }) => unreviewedSources))) {
    const ids = changed.filter(({ unreviewedSources }) => unreviewedSources === text).map(({ id }) => id);
    for (let at = 0; at < ids.length; at += BATCH_SIZE) {
      const some = ids.slice(at, at + BATCH_SIZE);
      await store.manager.update(Image, { id: In(some) }, { unreviewedSources: text });
    }
  }
  return changed;
}
