import DataLoader from 'dataloader';
import type { Image, SeenImage } from '../entities/image';
import type { InstanceType } from '../entities/instance';
import type { MarketplaceEdit } from '../entities/marketplaceEdit';
import type { Region } from '../entities/region';
import type { Share } from '../entities/share';
import type { DayUse, ImageFacts, ImageUse, Impact } from '../policy/facts';
import type { Seer } from '../policy/visibility';
import type { Store } from './database';
import { accountNames, holdersOf, imageFacts, imageUse, regionRows, type NamedAccount } from './gather';
import { impactsOf, NO_IMPACT } from './impact';
import { dayUse, timeOfWrite } from './ledger';
import { editsOf } from './marketplace';
import type { Memory } from './memory';
import { baseImages, instanceTypes, seenImages, shareCounts, sharesOf } from './readings';

/**
 * The edges of the graph, loaded for a whole page at once, and once per request. They serve reads only: a write gathers
 * its facts itself, inside its transaction.
 */
export interface Loaders {
  region: Remembering<Region>;
  account: Remembering<NamedAccount>;
  /** Null for images the viewer may not see. */
  image: DataLoader<string, SeenImage | null>;
  baseImage: DataLoader<string, Pick<Image, 'id' | 'kind' | 'osFamily' | 'hourlyPrice'>>;
  instanceType: DataLoader<string, InstanceType>;
  shareCount: DataLoader<string, number>;
  shares: DataLoader<string, Share[]>;
  imageFacts: DataLoader<string, ImageFacts | null>;
  dayUse: DataLoader<string, DayUse>;
  imageUse: DataLoader<string, ImageUse>;
  impact: DataLoader<string, Impact>;
  marketplaceEdit: DataLoader<string, MarketplaceEdit | null>;
  /** Which of the accounts hold a share of the image. */
  holders: DataLoader<{ imageId: string; accountIds: readonly string[] }, string[]>;
}

/**
 * Loaders for one request.
 *
 * @param now the time of the request, in milliseconds
 */
export function createLoaders(store: Store, seer: Seer, now: number): Loaders {
  const rootId = seer?.rootId ?? '';
  return {
    region: remembering(store.memory, 'region', (ids) => regionRows(store, ids)),
    account: remembering(store.memory, 'account', (ids) => accountNames(store, ids)),
    image: byId(
      (ids) => seenImages(store, seer, ids),
      () => null,
    ),
    baseImage: byId((ids) => baseImages(store, ids), missing),
    instanceType: byId(() => instanceTypes(store), missing),
    shareCount: new DataLoader(async (ids) => {
      const counts = await shareCounts(store, ids);
      return ids.map((id) => counts.get(id) ?? 0);
    }),
    shares: new DataLoader(async (ids) => {
      const shares = new Map<string, Share[]>(ids.map((id) => [id, []]));
      for (const share of await sharesOf(store, ids)) shares.get(share.imageId)!.push(share);
      return ids.map((id) => shares.get(id)!);
    }),
    imageFacts: byId(
      (ids) => imageFacts(store, rootId, ids),
      () => null,
    ),
    dayUse: new DataLoader(async (regionIds) =>
      // The day as a write would have it, also where the clock was set back.
      dayUse(store, rootId, regionIds, await timeOfWrite(store, rootId, () => now)),
    ),
    impact: new DataLoader(async (ids) => {
      const impacts = await impactsOf(store, ids);
      return ids.map((id) => impacts.get(id) ?? NO_IMPACT);
    }),
    marketplaceEdit: new DataLoader(async (ids) => {
      const edits = new Map((await editsOf(store, ids)).map((edit) => [edit.imageId, edit]));
      return ids.map((id) => edits.get(id) ?? null);
    }),
    imageUse: new DataLoader((regionIds) => imageUse(store, rootId, regionIds)),
    holders: new DataLoader(
      async (keys) => {
        const rows = await holdersOf(
          store,
          keys.map(({ imageId }) => imageId),
          keys.flatMap(({ accountIds }) => accountIds),
        );
        const held = new Set(rows.map(({ imageId, accountId }) => `${imageId} ${accountId}`));
        return keys.map(({ imageId, accountIds }) => accountIds.filter((id) => held.has(`${imageId} ${id}`)));
      },
      { cacheKeyFn: ({ imageId, accountIds }) => [imageId, ...accountIds].join(' ') as never },
    ),
  };
}

/** A loader over a statement that answers the rows of many ids, in any order. */
function byId<T extends { id: string }, M>(
  load: (ids: readonly string[]) => Promise<readonly T[]>,
  absent: (id: string) => M,
): DataLoader<string, T | M> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await load(ids)).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? absent(id));
  });
}

/** What is remembered of the last requests is there at once; the rest is loaded together. */
export interface Remembering<T> {
  load: (id: string) => T | Promise<T | null>;
}

function remembering<T extends { id: string }>(
  memory: Memory,
  what: string,
  load: (ids: readonly string[]) => Promise<readonly T[]>,
): Remembering<T> {
  const version = memory.refresh();
  const loader = byId<T, null>(
    async (ids) => {
      const rows = await load(ids);
      for (const row of rows) memory.set(`${what} ${row.id}`, row, version);
      return rows;
    },
    () => null,
  );
  return { load: (id) => memory.get<T>(`${what} ${id}`) ?? loader.load(id) };
}

/** A foreign key guards these; without the row the database is broken. */
function missing(id: string): never {
  throw new Error(`Nothing with the id ${id}, which a row points to.`);
}
