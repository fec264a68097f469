import type { DailyUsage, NamesAccounts, NamesRegions, OnImage, OnInstances } from '../../policy/facts';
import { relationOf } from '../../policy/visibility';
import type { Instance } from '../../entities/instance';
import { instanceFacts, instanceRows } from '../../store/instances';
import { mapPromiseOrValue, type FactSource, type PromiseOrValue, type TransactionFacts } from '../factSource';

/** Functions that combine facts for several operations. An id that appears twice in one call counts once. */
const distinct = (ids: readonly string[]) => [...new Set(ids)];

/** Facts about the image that a call names, with the region and the subject of its ledger entry. */
export interface ImageOperation {
  facts: OnImage & DailyUsage;
  /** Null if the viewer may not see the image. */
  regionId: string | null;
  subjectId: string;
}

/** Returns the facts about the image that a call names. */
export function onImage(source: FactSource, imageId: string): PromiseOrValue<ImageOperation> {
  const { viewer } = source;
  return mapPromiseOrValue(source.image(imageId), (image) => {
    const regionId = image !== null && relationOf(viewer, image) !== 'NONE' ? image.region.id : null;
    return mapPromiseOrValue(today(source, regionId), (day) => ({
      facts: { viewer, imageId, image, day },
      regionId,
      subjectId: imageId,
    }));
  });
}

/** Returns the day's use in a region; null if there is no region to count in. */
export function today(source: FactSource, regionId: string | null): PromiseOrValue<DailyUsage['day']> {
  return regionId === null ? null : source.dayUse(regionId);
}

/** Returns the viewer's own instances among those that a call names, and their region if they all have the same one. */
export async function onInstances(
  { viewer, store }: TransactionFacts,
  ids: readonly string[],
): Promise<{ facts: OnInstances; rows: Instance[]; regionId: string | null }> {
  const instanceIds = distinct(ids);
  const rows = (await instanceRows(store, instanceIds)).filter(({ ownerId }) => ownerId === viewer.rootId);
  const regions = distinct(rows.map(({ regionId }) => regionId));
  return {
    facts: { viewer, instanceIds, instances: await instanceFacts(store, rows) },
    rows,
    regionId: regions.length === 1 ? regions[0]! : null,
  };
}

/** Returns the facts about the regions that a call names. */
export async function namedRegions(source: FactSource, ids: readonly string[]): Promise<NamesRegions> {
  const regionIds = distinct(ids);
  return { viewer: source.viewer, regionIds, regions: await source.regions(regionIds) };
}

/** Returns the facts about the accounts that a call names. */
export async function namedAccounts(source: FactSource, ids: readonly string[]): Promise<NamesAccounts> {
  const accountIds = distinct(ids);
  return { viewer: source.viewer, accountIds, accounts: await source.accounts(accountIds) };
}
