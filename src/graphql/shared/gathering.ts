import type { DailyUsage, NamesAccounts, NamesRegions, OnImage, OnInstances } from '../../policy/facts';
import { relationOf } from '../../policy/visibility';
import type { Instance } from '../../entities/instance';
import { holdersOf } from '../../store/shares';
import { instanceFacts } from '../../store/instances';
import { instanceRows } from '../../store/instances';
import { imageFacts } from '../../store/images';
import { accountsOf } from '../../store/accounts';
import { regionsOf } from '../../store/regions';
import { dayUse } from '../../store/ledger';
import type { Write } from './mutation';

/** Functions that several mutations use to gather facts. An id that appears twice in one call counts once. */
const once = (ids: readonly string[]) => [...new Set(ids)];

/** Returns the day's use in a region; null if there is no region to count in. */
export async function today(write: Write, regionId: string | null): Promise<DailyUsage['day']> {
  if (regionId === null) return null;
  const [day] = await dayUse(write.store, write.viewer.rootId, [regionId], write.now, write.dayOffset);
  return day ?? null;
}

/** Returns the image that a call names, with the region of its ledger entry: null if the viewer may not see it. */
export async function onImage(
  write: Write,
  imageId: string,
): Promise<{ facts: OnImage & DailyUsage; regionId: string | null; subjectId: string }> {
  const { viewer, store } = write;
  const [image = null] = await imageFacts(store, viewer.rootId, [imageId]);
  const regionId = image !== null && relationOf(viewer, image) !== 'NONE' ? image.region.id : null;
  return { facts: { viewer, imageId, image, day: await today(write, regionId) }, regionId, subjectId: imageId };
}

/** Returns the viewer's own instances among those that a call names, and their region if they all have the same one. */
export async function onInstances(
  { viewer, store }: Write,
  ids: readonly string[],
): Promise<{ facts: OnInstances; rows: Instance[]; regionId: string | null }> {
  const instanceIds = once(ids);
  const rows = (await instanceRows(store, instanceIds)).filter(({ ownerId }) => ownerId === viewer.rootId);
  const regions = once(rows.map(({ regionId }) => regionId));
  return {
    facts: { viewer, instanceIds, instances: await instanceFacts(store, rows) },
    rows,
    regionId: regions.length === 1 ? regions[0]! : null,
  };
}

/** Returns the facts about the regions that a call names. */
export async function namedRegions({ viewer, store }: Write, ids: readonly string[]): Promise<NamesRegions> {
  const regionIds = once(ids);
  return { viewer, regionIds, regions: await regionsOf(store, regionIds) };
}

/** Returns the facts about the accounts that a call names. */
export async function namedAccounts({ viewer, store }: Write, ids: readonly string[]): Promise<NamesAccounts> {
  const accountIds = once(ids);
  return { viewer, accountIds, accounts: await accountsOf(store, accountIds) };
}

/** Returns those of the accounts that have a share of the image. */
export async function holdersAmong(
  { store }: Write,
  imageId: string,
  accountIds: readonly string[],
): Promise<string[]> {
  const held = new Set((await holdersOf(store, [imageId], accountIds)).map(({ accountId }) => accountId));
  return accountIds.filter((id) => held.has(id));
}
