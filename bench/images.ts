import regions from '../src/seed/regions.json';
import * as data from './dataset';
import { BUSY_REGION, idOf, type Size } from './dataset';

/** The images of the data: their owners, regions and times. */

export const DAY_MS = 86_400_000;
export const OLDEST = Date.UTC(2025, 0, 1);
const NEW_SINCE = Date.UTC(2026, 9, 1);

const open = regions.filter(({ state }) => state === 'AVAILABLE').map(({ id }) => id);
const elsewhere = open.filter((id) => id !== BUSY_REGION);

/** Returns a number below `limit` that depends only on its position. */
export function pick(what: string, place: number, limit: number): number {
  // Ten digits of base 36 are below 2^53.
  return Number.parseInt(idOf('img', what, place).slice(4, 14), 36) % limit;
}

/** Providers of marketplace images are the last accounts. */
export const providers = (size: Size) => Math.floor(size.accounts / 20);
const provider = (size: Size, place: number) => data.account(size.accounts - 1 - (place % providers(size)));

/** The columns by which an image differs from the others. */
export interface Made {
  id: string;
  name: string;
  ownerId: string;
  regionId: string;
  createdAt: number;
  marketplace?: true;
}

const regionOf = (place: number) =>
  place % 2 === 0 ? BUSY_REGION : elsewhere[Math.floor(place / 2) % elsewhere.length]!;
const someTime = (what: string, place: number) => OLDEST + pick(`time of ${what}`, place, NEW_SINCE - OLDEST);
const newTime = (what: string, place: number) => NEW_SINCE + pick(`time of ${what}`, place, 20 * DAY_MS);

export function* marketplace(size: Size): Generator<Made> {
  for (let place = 0; place < size.marketplace; place += 1) {
    yield {
      id: data.marketplaceImage(place),
      name: `offer-${place}`,
      ownerId: provider(size, place),
      regionId: place < size.marketplaceBusy ? BUSY_REGION : elsewhere[place % elsewhere.length]!,
      createdAt: someTime('marketplace', place),
      marketplace: true,
    };
  }
}

export function* viewers(): Generator<Made> {
  for (let place = 0; place < data.VIEWERS * data.OWN_PER_VIEWER; place += 1) {
    const viewerPlace = Math.floor(place / data.OWN_PER_VIEWER);
    yield {
      id: data.ownImage(viewerPlace, place % data.OWN_PER_VIEWER),
      name: `own-${place}`,
      ownerId: data.viewer(viewerPlace),
      regionId: BUSY_REGION,
      createdAt: newTime('own', place),
    };
  }
}

export function* rooms(size: Size): Generator<Made> {
  for (let place = 0; place < size.sharers * data.ROOM_PER_SHARER; place += 1) {
    const sharerPlace = Math.floor(place / data.ROOM_PER_SHARER);
    yield {
      id: data.roomImage(sharerPlace, place % data.ROOM_PER_SHARER),
      name: `room-${place}`,
      ownerId: data.sharer(sharerPlace),
      regionId: regionOf(place),
      createdAt: someTime('room', place),
    };
  }
}

/** Images of other accounts, with shares, the new ones first. */
export function* others(size: Size, publicCount: number): Generator<Made> {
  const ownerOf = (place: number) =>
    data.account(data.firstSharer + pick('owner', place, size.accounts - data.firstSharer));
  for (let place = 0; place < data.NEW_IMAGES; place += 1) {
    yield {
      id: data.newImageOfOthers(place),
      name: `new-${place}`,
      ownerId: ownerOf(place),
      regionId: BUSY_REGION,
      createdAt: newTime('new', place),
    };
  }
  const named = size.marketplace + data.VIEWERS * data.OWN_PER_VIEWER + size.sharers * data.ROOM_PER_SHARER;
  const rest = size.images - publicCount - named - data.NEW_IMAGES;
  for (let place = 0; place < rest; place += 1) {
    yield {
      id: data.otherImage(place),
      name: `image-${place}`,
      ownerId: ownerOf(data.NEW_IMAGES + place),
      regionId: regionOf(place),
      createdAt: someTime('other', place),
    };
  }
}
