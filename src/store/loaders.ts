import DataLoader from 'dataloader';
import type { SeenImage } from '../entities/image';
import type { InstanceType } from '../entities/instance';
import type { MarketplaceEdit } from '../entities/marketplaceEdit';
import type { Region } from '../entities/region';
import type { DayUse, ImageFacts, ImageUse, Impact } from '../policy/facts';
import type { ViewerIdentity } from '../policy/visibility';
import type { Store } from '../database/database';
import { recipientsOf, shareCounts, sharesOf, type ShownShare } from './shares';
import { baseImages, imageFacts, imageUse, seenImages } from './images';
import { accountNames, type NamedAccount } from './accounts';
import { regionRows } from './regions';
import { impactsOf, NO_IMPACT } from './imageImpact';
import { dayUse, nextLedgerTime } from './ledger';
import { editsOf } from './marketplace';
import type { CachedKind, VersionedCache } from '../database/versionedCache';
import { instanceTypes } from './instances';

/** Request that the loaders belong to. */
interface Request {
  store: Store;
  viewer: ViewerIdentity;
  /** Time of the request, in milliseconds. */
  now: number;
  /** Milliseconds that the day's clock is ahead of UTC. */
  dayOffset: number;
}

/** Ids in one statement: a statement of SQLite has 32,766 parameters, and a list is padded to up to twice its length. */
const MAX_BATCH_SIZE = 10_000;

const rootOf = ({ viewer }: Request) => viewer?.rootId ?? '';

const byTime = (a: ShownShare, b: ShownShare) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

/** Factory of each loader; most requests need two or three of them. */
const LOADERS = {
  region: ({ store }: Request) =>
    byIdCached(cachedRows<Region>(store.cache, 'region', (ids) => regionRows(store, ids))),

  /** Loads those of a list of regions that exist. */
  regionList: ({ store }: Request) =>
    byList(cachedRows<Region>(store.cache, 'region', (ids) => regionRows(store, ids))),

  account: ({ store }: Request) =>
    byIdCached(cachedRows<NamedAccount>(store.cache, 'account', (ids) => accountNames(store, ids))),

  /** Loads those of a list of accounts that exist. */
  accountList: ({ store }: Request) =>
    byList(cachedRows<NamedAccount>(store.cache, 'account', (ids) => accountNames(store, ids))),

  /** Loads null for images that the viewer may not see. */
  image: ({ store, viewer }: Request) =>
    byId<SeenImage, null>(
      (ids) => seenImages(store, viewer, ids),
      () => null,
    ),

  baseImage: ({ store }: Request) => byId((ids) => baseImages(store, ids), missing),

  instanceType: ({ store }: Request) => byId<InstanceType, never>(() => instanceTypes(store), missing),

  shareCount: ({ store }: Request) =>
    new DataLoader(async (ids: readonly string[]) => {
      const counts = await shareCounts(store, ids);
      return ids.map((id) => counts.get(id) ?? 0);
    }),

  shares: ({ store }: Request) =>
    new DataLoader(async (ids: readonly string[]) => {
      const shares = new Map<string, ShownShare[]>(ids.map((id) => [id, []]));
      for (const share of await sharesOf(store, ids)) shares.get(share.imageId)!.push(share);
      // Sorts by time of sharing, here: each image has a few shares, and the database would sort those of all images
      // together.
      return ids.map((id) => shares.get(id)!.sort(byTime));
    }),

  imageFacts: (request: Request) =>
    new PrimedLoader(
      byId<ImageFacts, null>(
        (ids) => imageFacts(request.store, rootOf(request), ids),
        () => null,
      ),
    ),

  dayUse: (request: Request) =>
    new PrimedLoader<DayUse>(
      new DataLoader(async (regionIds) => {
        const { store, now, dayOffset } = request;
        // The same day as that of a write, also where the clock was set back.
        const at = await nextLedgerTime(store, rootOf(request), () => now);
        return dayUse(store, rootOf(request), regionIds, at, dayOffset);
      }),
    ),

  imageUse: (request: Request) =>
    new DataLoader<string, ImageUse>((regionIds) => imageUse(request.store, rootOf(request), regionIds)),

  impact: ({ store }: Request) =>
    new DataLoader<string, Impact>(async (ids) => {
      const impacts = await impactsOf(store, ids);
      return ids.map((id) => impacts.get(id) ?? NO_IMPACT);
    }),

  marketplaceEdit: ({ store }: Request) =>
    byId<MarketplaceEdit & { id: string }, null>(
      async (ids) => (await editsOf(store, ids)).map((edit) => ({ ...edit, id: edit.imageId })),
      () => null,
    ),

  /** Loads those of the accounts that hold a share of the image. */
  recipients: ({ store }: Request) =>
    new DataLoader<{ imageId: string; accountIds: readonly string[] }, string[], string>(
      async (keys) => {
        const imageIds = [...new Set(keys.map(({ imageId }) => imageId))];
        const named = [...new Set(keys.flatMap(({ accountIds }) => accountIds))];
        const shared = new Map<string, Set<string>>(imageIds.map((id) => [id, new Set()]));
        for (const some of batchesOf(named)) {
          for (const { imageId, accountId } of await recipientsOf(store, imageIds, some))
            shared.get(imageId)!.add(accountId);
        }
        return keys.map(({ imageId, accountIds }) => accountIds.filter((id) => shared.get(imageId)!.has(id)));
      },
      { cacheKeyFn: ({ imageId, accountIds }) => JSON.stringify([imageId, accountIds]) },
    ),
};
type LoaderName = keyof typeof LOADERS;

/**
 * Loads the edges of the graph, for a whole page in one statement, and once per request. They serve reads only: a write
 * gathers its facts itself, inside its transaction.
 */
export type Loaders = { readonly [name in LoaderName]: ReturnType<(typeof LOADERS)[name]> };

/** Returns the loaders of one request; each is created on first use. */
export const createLoaders = (request: Request) => new RequestLoaders(request) as unknown as Loaders;

class RequestLoaders {
  readonly #made: Partial<Record<LoaderName, unknown>> = {};

  constructor(private readonly request: Request) {}

  static {
    for (const name of Object.keys(LOADERS) as LoaderName[]) {
      const get = function (this: RequestLoaders) {
        return (this.#made[name] ??= LOADERS[name](this.request));
      };
      Object.defineProperty(this.prototype, name, { get });
    }
  }
}

/** Returns a loader over a statement that returns the rows of many ids, in any order. */
function byId<T extends { id: string }, M>(
  load: (ids: readonly string[]) => Promise<readonly T[]>,
  absent: (id: string) => M,
): DataLoader<string, T | M> {
  return new DataLoader(
    async (ids) => {
      const rows = new Map((await load(ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id) ?? absent(id));
    },
    { maxBatchSize: MAX_BATCH_SIZE },
  );
}

/**
 * Returns values that the request has already read without a promise: fifty resolvers that each await one take longer
 * than the rules.
 */
export class PrimedLoader<T> {
  readonly #primed = new Map<string, T>();

  constructor(private readonly loader: DataLoader<string, T>) {}

  prime(id: string, value: T): void {
    this.#primed.set(id, value);
  }

  load(id: string): T | Promise<T> {
    const primed = this.#primed.get(id);
    return primed === undefined ? this.loader.load(id) : primed;
  }
}

/** Returns cached rows of previous requests without a promise, and loads the rest in one batch. */
export interface CachedLoader<T> {
  load: (id: string) => T | Promise<T | null>;
}

function byIdCached<T extends { id: string }>({ cached, load }: CachedRows<T>): CachedLoader<T> {
  const loader = byId<T, null>(load, () => null);
  return { load: (id) => cached(id) ?? loader.load(id) };
}

/**
 * Returns a loader of the existing rows of whole lists of ids: a page has the same list of 1,000 ids for each image, and
 * a promise per id and image takes 1.2 s.
 */
function byList<T extends { id: string }>({ cached, load }: CachedRows<T>): DataLoader<readonly string[], T[], string> {
  return new DataLoader(
    async (lists) => {
      const rows = new Map<string, T | undefined>();
      for (const ids of lists) for (const id of ids) if (!rows.has(id)) rows.set(id, cached(id));
      const unread = [...rows].flatMap(([id, row]) => (row === undefined ? id : []));
      for (const ids of batchesOf(unread)) for (const row of await load(ids)) rows.set(row.id, row);
      return lists.map((ids) => ids.map((id) => rows.get(id)).filter((row) => row !== undefined));
    },
    { cacheKeyFn: (ids) => JSON.stringify(ids) },
  );
}

/** Rows that earlier requests have read, and a read of others, which keeps them. */
interface CachedRows<T> {
  cached: (id: string) => T | undefined;
  load: (ids: readonly string[]) => Promise<readonly T[]>;
}

function cachedRows<T extends { id: string }>(
  cache: VersionedCache,
  kind: CachedKind,
  read: (ids: readonly string[]) => Promise<readonly T[]>,
): CachedRows<T> {
  const version = cache.refresh();
  return {
    cached: (id) => cache.get<T>(kind, id),
    async load(ids) {
      const rows = await read(ids);
      for (const row of rows) cache.set(kind, row.id, row, version);
      return rows;
    },
  };
}

function* batchesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += MAX_BATCH_SIZE) yield ids.slice(at, at + MAX_BATCH_SIZE);
}

/** Throws for a row that a foreign key guarantees; without it the database is corrupt. */
function missing(id: string): never {
  throw new Error(`Nothing with the id ${id}, which a row points to.`);
}
