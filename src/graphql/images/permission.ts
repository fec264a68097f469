import { Field, ObjectType } from 'type-graphql';
import type { Context } from '../context';
import type { SeenImage } from '../../entities/image';
import { mapPromiseOrValue, type FactSource, type PromiseOrValue } from '../factSource';
import { Denied, denied } from '../shared/result';
import type { Denial } from '../../policy/decision';
import { decide, type FactsOf, type OperationKind } from '../../policy/rulebook';
import { imageFactsOf } from '../../store/images';

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
class DeniedPermission implements Permission {
  readonly allowed = false;

  constructor(private readonly denials: [Denial, ...Denial[]]) {}

  get denied(): Denied {
    return denied(this.denials);
  }
}

/**
 * Primes the loaders for decisions about a page of images: the facts of each image, from its row, and the day's use in
 * its region. For an image that did not come with a page, they are loaded on demand.
 */
export async function prepareDecisions({ loaders, facts }: Context, images: readonly SeenImage[]): Promise<void> {
  if (facts === null) return;
  const ids = [...new Set(images.map(({ regionId }) => regionId))];
  const regions = new Map((await facts.regions(ids)).map((region) => [region.id, region]));
  const days = await Promise.all(ids.map(async (id) => loaders.dayUse.load(id)));
  for (const day of days) loaders.dayUse.prime(day.regionId, day);
  for (const image of images) {
    const others = {
      region: regions.get(image.regionId)!,
      sharedWithViewer: image.sharedAt !== null,
      shareCount: image.shareCount ?? 0,
      ownerSuspended: image.suspendedOwnerId != null,
    };
    loaders.imageFacts.prime(image.id, imageFactsOf(image, others));
  }
}

/** Returns whether the viewer may do an operation now, from facts that are loaded in batches for a whole page. */
export function permission<K extends OperationKind>(
  { facts: source }: Context,
  kind: K,
  gather: (source: FactSource) => PromiseOrValue<{ facts: FactsOf[K] }>,
): PromiseOrValue<Permission> {
  if (source === null) return { allowed: false, denied: null };
  return mapPromiseOrValue(gather(source), ({ facts }) => {
    const decision = decide(kind, facts);
    return decision.allowed ? ALLOWED : new DeniedPermission(decision.denials);
  });
}
