import { Field, ObjectType } from 'type-graphql';
import type { Context } from '../context';
import type { SeenImage } from '../../entities/image';
import { Denied, denied } from '../shared/result';
import type { Denial } from '../../policy/decision';
import type { DailyUsage, OnImage, RegionFacts } from '../../policy/facts';
import { decide, type FactsOf, type OperationKind } from '../../policy/rulebook';
import { relationOf } from '../../policy/visibility';
import { regionFacts } from '../../store/regions';
import { sourcesOf } from '../../store/images';

@ObjectType({
  simpleResolvers: true,
  description: 'Whether the viewer may perform an operation now, and the denial otherwise.',
})
export class Permission {
  @Field(() => Boolean, { description: 'Whether the operation is allowed.' })
  allowed!: boolean;

  @Field(() => Denied, {
    nullable: true,
    description: 'Denial; null if the operation is allowed, and for anonymous callers.',
  })
  denied!: Denied | null;
}

const ALLOWED: Permission = { allowed: true, denied: null };

/** Builds `denied` only when it is resolved: most clients that read `allowed` do not read the reason. */
class Refused implements Permission {
  readonly allowed = false;

  constructor(private readonly refusals: [Denial, ...Denial[]]) {}

  get denied(): Denied {
    return denied(this.refusals);
  }
}

/**
 * Primes the loaders for decisions about a page of images: the facts of each image, from its row, and the day's use in
 * its region. For an image that did not come with a page, they are loaded on demand.
 */
export async function prepareDecisions(context: Context, images: readonly SeenImage[]): Promise<void> {
  const { loaders, caller } = context;
  if (caller === null) return;
  const ids = [...new Set(images.map(({ regionId }) => regionId))];
  const regions = new Map((await regionsNamed(context, ids)).map((region) => [region.id, region]));
  const days = await Promise.all(ids.map(async (id) => loaders.dayUse.load(id)));
  for (const day of days) loaders.dayUse.know(day.regionId, day);
  for (const image of images) {
    const { id, kind, ownerId, regionId, state, architecture, reviewState, listed, sharedAt, shareCount } = image;
    loaders.imageFacts.know(id, {
      id,
      kind,
      ownerId,
      region: regions.get(regionId)!,
      state,
      architecture,
      reviewState,
      listed,
      heldByViewer: sharedAt !== null,
      shareCount: shareCount ?? 0,
      ownerSuspended: image.suspendedOwnerId != null,
      unreviewedSources: sourcesOf(image),
    });
  }
}

/** Returns whether the viewer may do an operation now, from facts that are loaded in batches for a whole page. */
export function permission<K extends OperationKind>(
  context: Context,
  kind: K,
  imageId: string,
  factsOf: (facts: OnImage & DailyUsage) => Promise<FactsOf[K]> | FactsOf[K],
): Permission | Promise<Permission> {
  const viewer = context.caller?.viewer;
  if (viewer === undefined) return { allowed: false, denied: null };
  return once(context.loaders.imageFacts.load(imageId), (image) => {
    const seen = image !== null && relationOf(viewer, image) !== 'NONE';
    return once(seen ? context.loaders.dayUse.load(image.region.id) : null, (day) =>
      once(factsOf({ viewer, imageId, image, day }), (facts) => {
        const decision = decide(kind, facts);
        return decision.allowed ? ALLOWED : new Refused(decision.refusals);
      }),
    );
  });
}

/** Applies a function to a value: immediately, or when it resolves if the value is a promise. */
export const once = <T, R>(value: T | Promise<T>, goOn: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(goOn) : goOn(value);

export const exists = <T>(thing: T | null): thing is T => thing !== null;

/** Returns the facts of the given regions that exist. */
export async function regionsNamed({ loaders }: Context, ids: readonly string[]): Promise<RegionFacts[]> {
  return (await Promise.all(ids.map(async (id) => loaders.region.load(id)))).filter(exists).map(regionFacts);
}
