import { createHash } from 'node:crypto';
import publicImages from '../src/seed/public-images.json';

/**
 * Defines the data by numbers alone: every id is derived from its position, so the runner names accounts and images
 * without looking them up, and two builds are equal byte for byte where it matters.
 */

/** Increased whenever the data change, so that they are built again. */
export const VERSION = 4;

export type SizeName = 'small' | 'large';

export interface Size {
  name: SizeName;
  accounts: number;
  images: number;
  shares: number;
  /** The images on the marketplace, and those of them in the busy region. */
  marketplace: number;
  marketplaceBusy: number;
  /** Accounts that share images under load. */
  sharers: number;
  /** Older images that each typical viewer received in the busy region. */
  heldOld: number;
  /** Images that the collector received, the viewer with the most shares. */
  heldByCollector: number;
  /** The page of 50 that is measured as a deep one. */
  deepPage: number;
}

export const SIZES: Record<SizeName, Size> = {
  small: {
    name: 'small',
    accounts: 200,
    images: 2_000,
    shares: 10_000,
    marketplace: 100,
    marketplaceBusy: 70,
    sharers: 170,
    heldOld: 20,
    heldByCollector: 0,
    deepPage: 3,
  },
  large: {
    name: 'large',
    accounts: 20_000,
    images: 200_000,
    shares: 1_000_000,
    marketplace: 33_000,
    marketplaceBusy: 11_000,
    sharers: 1_000,
    heldOld: 40,
    heldByCollector: 19_305,
    deepPage: 200,
  },
};

/** The region of the lists; half of all custom images are in it. */
export const BUSY_REGION = 'ap-guangzhou';
/** Typical viewers: each owns and received a few dozen images, the newest of all in the busy region. */
export const VIEWERS = 16;
export const OWN_PER_VIEWER = 20;
export const HELD_NEW_PER_VIEWER = 20;
export const SHARES_PER_OWN = 10;
/** Images of others that typical viewers received recently. */
export const NEW_IMAGES = 60;
/** Images of a sharer that have no shares yet. */
export const ROOM_PER_SHARER = 2;

/** Returns an id that is the same on every run: 60 bits of a digest in base 36. */
export function idOf(prefix: 'acc' | 'img' | 'shr', what: string, place: number): string {
  const digest = createHash('sha256').update(`${prefix} ${what} ${place}`).digest();
  const part = (at: number) => (digest.readUInt32BE(at) >>> 2).toString(36).padStart(6, '0');
  return `${prefix}-${part(0)}${part(4)}`;
}

/** Accounts by their position: the platform, the collector, typical viewers, sharers, all others. */
export const collector = () => idOf('acc', 'root', 1);
export const viewer = (place: number) => idOf('acc', 'root', 2 + place);
export const firstSharer = 2 + VIEWERS;
export const sharer = (place: number) => idOf('acc', 'root', firstSharer + place);
export const account = (place: number) => idOf('acc', 'root', place);

export const ownImage = (viewerPlace: number, place: number) =>
  idOf('img', 'own', viewerPlace * OWN_PER_VIEWER + place);
export const newImageOfOthers = (place: number) => idOf('img', 'new', place);
export const heldNew = (viewerPlace: number, place: number) => (viewerPlace * 7 + place * 3) % NEW_IMAGES;
export const roomImage = (sharerPlace: number, place: number) =>
  idOf('img', 'room', sharerPlace * ROOM_PER_SHARER + place);
export const marketplaceImage = (place: number) => idOf('img', 'marketplace', place);
export const otherImage = (place: number) => idOf('img', 'other', place);
/** Public images in the busy region have the ids of the list. */
export const publicImage = (place: number) => publicImages[place]!.id;

/** Returns the token of an account, and the hash of its secret as the database stores it. */
export function tokenOf(accountId: string): { id: string; token: string; secretHash: string } {
  const id = accountId.slice('acc-'.length);
  const secret = createHash('sha256').update(`secret of ${id}`).digest('hex').slice(0, 40);
  return {
    id: `tok-${id}`,
    token: `irt_${id}_${secret}`,
    secretHash: createHash('sha256').update(secret).digest('hex'),
  };
}

/** Returns the n-th pair of an image with room and an account without a share of it; each pair occurs once. */
export function pairOf(size: Size, n: number): { owner: string; imageId: string; accountId: string } {
  const sharerPlace = n % size.sharers;
  const round = Math.floor(n / size.sharers);
  const image = round % ROOM_PER_SHARER;
  const step = 1 + Math.floor(round / ROOM_PER_SHARER);
  if (step >= size.sharers) throw new Error(`There are no more than ${n} pairs to share.`);
  return {
    owner: sharer(sharerPlace),
    imageId: roomImage(sharerPlace, image),
    accountId: sharer((sharerPlace + step) % size.sharers),
  };
}
