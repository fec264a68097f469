import { useSyncExternalStore } from 'react';

/** Which page is open. It stands behind the `#`, so that any server of files can serve the console. */
export type Place = { page: 'images'; search: string } | { page: 'image'; id: string };

const IMAGE = /^#\/images\/([A-Za-z0-9.-]+)$/;

/** The place a hash names; the list of images for all that names none. */
export function placeIn(hash: string): Place {
  const id = IMAGE.exec(hash)?.[1];
  return id === undefined ? { page: 'images', search: hash.split('?')[1] ?? '' } : { page: 'image', id };
}

/** The address of the list, with its filter and page. */
export const listAt = (search: string) => (search === '' ? '#/images' : `#/images?${search}`);

/** The address of an image's page. */
export const imageAt = (id: string) => `#/images/${id}`;

/** Goes to an address of this console. */
export function goTo(address: string): void {
  window.location.hash = address;
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

/** The place that is open now, as text; `placeIn` reads it. */
export const useHash = () => useSyncExternalStore(subscribe, () => window.location.hash);
