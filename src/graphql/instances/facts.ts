import type { InstanceTypeFacts, OnInstances } from '../../policy/facts';
import type { FactsOf } from '../../policy/rulebook';
import { mapPromiseOrValue, type FactSource, type PromiseOrValue } from '../factSource';
import { onImage, type ImageOperation } from '../shared/gathering';

const EMPTY: never[] = [];

/**
 * Returns the facts of launching instances of an image, for the mutation, its quote and `viewerCan`.
 *
 * @param instanceType null for any type
 * @param regionId the region that the call names, as a check of the image's
 */
export function launchFacts(
  source: FactSource,
  imageId: string,
  instanceType: InstanceTypeFacts | null,
  regionId?: string,
): PromiseOrValue<Omit<ImageOperation, 'facts'> & { facts: FactsOf['LAUNCH_INSTANCES'] }> {
  const regionIds = regionId === undefined ? EMPTY : [regionId];
  const instanceTypes = instanceType === null ? EMPTY : [instanceType];
  return mapPromiseOrValue(onImage(source, imageId), ({ facts: { viewer, image }, ...entry }) =>
    mapPromiseOrValue(regionId === undefined ? EMPTY : source.regions(regionIds), (regions) => {
      const into = regions.length > 0 || image === null ? regions : [image.region];
      return { ...entry, facts: { viewer, imageId, image, regionIds, regions, into, instanceTypes } };
    }),
  );
}

/**
 * Returns the facts of restoring an instance from an image, for the mutation and `viewerCan`.
 *
 * @param named the instance; none for any of the viewer's
 * @param instanceTypes its type
 */
export function restoreFacts(
  source: FactSource,
  imageId: string,
  named: Pick<OnInstances, 'instanceIds' | 'instances'> = { instanceIds: EMPTY, instances: EMPTY },
  instanceTypes: readonly InstanceTypeFacts[] = EMPTY,
): PromiseOrValue<Omit<ImageOperation, 'facts'> & { facts: FactsOf['RESTORE_INSTANCE'] }> {
  const { instanceIds, instances } = named;
  const regions = instances.map(({ region }) => region);
  const regionIds = regions.map(({ id }) => id);
  return mapPromiseOrValue(onImage(source, imageId), ({ facts: { viewer, image }, ...entry }) => ({
    ...entry,
    facts: { viewer, imageId, image, instanceIds, instances, regionIds, regions, instanceTypes },
  }));
}
