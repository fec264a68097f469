import type { FactsOf } from '../../policy/rulebook';
import { placesTaken } from '../../policy/rules/quota';
import { relationOf } from '../../policy/visibility';
import { NO_IMPACT } from '../../store/imageImpact';
import { mapPromiseOrValue, type FactSource, type PromiseOrValue } from '../factSource';
import { namedAccounts, namedRegions, onImage, type ImageOperation } from '../shared/gathering';

/**
 * Facts of the operations on an image that a mutation performs and `viewerCan` asks about. Where `viewerCan` leaves out
 * an argument, the rules that depend on it have nothing to deny.
 *
 * The objects are written out instead of spread where they are created for every image of a page.
 */

type ImageFactsOf<K extends keyof FactsOf> = PromiseOrValue<Omit<ImageOperation, 'facts'> & { facts: FactsOf[K] }>;

const EMPTY: never[] = [];

/** @param ids destination regions */
export async function copyFacts(source: FactSource, imageId: string, ids: readonly string[]) {
  const { facts, ...entry } = await onImage(source, imageId);
  const named = await namedRegions(source, ids);
  const imageUse = await source.imageUse(named.regions.map(({ id }) => id));
  return { ...entry, facts: { ...facts, ...named, into: named.regions, imageUse } };
}

/** @param ids recipients; null for one more, whichever that is */
export function shareFacts(
  source: FactSource,
  imageId: string,
  ids: readonly string[] | null,
  regionId?: string,
): ImageFactsOf<'SHARE_IMAGE'> {
  return ids === null ? shareWithOneMore(source, imageId) : shareWith(source, imageId, ids, regionId);
}

function shareWithOneMore(source: FactSource, imageId: string): ImageFactsOf<'SHARE_IMAGE'> {
  return mapPromiseOrValue(onImage(source, imageId), ({ facts: { viewer, image, day }, regionId, subjectId }) => ({
    facts: {
      viewer,
      imageId,
      image,
      day,
      accountIds: EMPTY,
      accounts: EMPTY,
      recipients: EMPTY,
      adding: 1,
      regionIds: EMPTY,
      regions: EMPTY,
    },
    regionId,
    subjectId,
  }));
}

async function shareWith(source: FactSource, imageId: string, ids: readonly string[], regionId: string | undefined) {
  const { facts, ...entry } = await onImage(source, imageId);
  const regions = await namedRegions(source, regionId === undefined ? [] : [regionId]);
  const accounts = await namedAccounts(source, ids);
  const recipients = await source.recipients(imageId, accounts.accountIds);
  const adding = placesTaken({ ...accounts, recipients });
  return { ...entry, facts: { ...facts, ...regions, ...accounts, recipients, adding } };
}

/** @param ids accounts that would lose their share; null for any one recipient */
export async function unshareFacts(source: FactSource, imageId: string, ids: readonly string[] | null) {
  const { facts, ...entry } = await onImage(source, imageId);
  if (ids === null) return { ...entry, facts: { ...facts, accountIds: EMPTY, accounts: EMPTY, recipients: EMPTY } };
  const accounts = await namedAccounts(source, ids);
  const recipients = await source.recipients(imageId, accounts.accountIds);
  return { ...entry, facts: { ...facts, ...accounts, recipients } };
}

export function deleteFacts(source: FactSource, imageId: string): ImageFactsOf<'DELETE_IMAGE'> {
  return mapPromiseOrValue(onImage(source, imageId), ({ facts: { viewer, image, day }, regionId, subjectId }) => {
    const isOwn = image !== null && relationOf(viewer, image) === 'OWNER';
    return mapPromiseOrValue(isOwn ? source.impact(imageId) : NO_IMPACT, (impact) => ({
      facts: { viewer, imageId, image, day, impact },
      regionId,
      subjectId,
    }));
  });
}
