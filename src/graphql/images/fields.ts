import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { Account } from '../../entities/account';
import { ImageType } from '../../entities/enums';
import { Image, type SeenImage } from '../../entities/image';
import { Money } from '../../entities/money';
import { Region } from '../../entities/region';
import { DateTime } from '../../entities/scalars';
import { Share } from '../../entities/share';
import { badInput } from '../errors';
import type { Impact } from '../../policy/facts';
import { imageFee } from '../../policy/fees';
import { IDS_PER_LIST, IMPACT_PAGE_SIZE } from '../../policy/limits';
import { FACT_COLUMNS, sourcesOf } from '../../store/images';
import type { ImageReads } from '../../store/images';
import { typeFor, warningsFor } from '../../policy/visibility';
import { Warning, warnings } from '../shared/result';

@ObjectType({ simpleResolvers: true, description: 'Effects of deleting or unsharing an image on one account.' })
export class AccountImpact {
  @Field(() => Int, { description: 'Number of its instances that run the image.' })
  runningInstances!: number;

  @Field(() => DateTime, { nullable: true, description: 'Time at which it received its share; null if it has none.' })
  sharedAt!: number | null;
}

@Resolver(() => AccountImpact)
export class AccountImpactEdges {
  @FieldResolver(() => Account, { description: 'Affected account.' })
  account(@Root() { accountId }: { accountId: string }, @Ctx() { loaders }: Context) {
    return loaders.account.load(accountId);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Effects of deleting or unsharing an image.' })
export class ImageImpact {
  @Field(() => Int, { description: 'Number of accounts that have a share.' })
  shares!: number;

  @Field(() => Int, { description: 'Number of existing custom images copied directly from it.' })
  copies!: number;

  @Field(() => Int, { description: 'Number of instances that run it, of all accounts.' })
  runningInstances!: number;

  /** Resolved by `ImageImpactEdges`, which returns a page of it. */
  byAccount!: Impact['byAccount'];
}

@Resolver(() => ImageImpact)
export class ImageImpactEdges {
  @FieldResolver(() => [AccountImpact], {
    description:
      'Accounts that have a share or run an instance of it, including the owner if it runs one, in the order of their ids.',
  })
  byAccount(
    @Root() { byAccount }: Impact,
    @Ctx() context: Context,
    @Arg('first', () => Int, {
      nullable: true,
      description: 'Number of accounts to return, 1–1,000; all if omitted.',
    })
    first?: number | null,
    @Arg('offset', () => Int, { nullable: true, description: 'Number of accounts to skip; 0 if omitted.' })
    offset?: number | null,
  ) {
    return pageOfEntries(byAccount, first, offset, IMPACT_PAGE_SIZE, context);
  }
}

/**
 * Returns a page of a list that is already in memory; without `first`, everything from `offset` on. If that is more
 * than was charged, it sets `bounds.exceeded`.
 *
 * @param bound number of entries charged if `first` is omitted
 * @throws BAD_USER_INPUT if `first` or `offset` is out of bounds
 */
function pageOfEntries<T>(
  entries: readonly T[],
  first: number | null | undefined,
  offset: number | null | undefined,
  bound: number,
  { bounds }: Context,
): readonly T[] {
  if (first != null && (first < 1 || first > IDS_PER_LIST)) {
    throw badInput('first', `\`first\` must be between 1 and ${IDS_PER_LIST.toLocaleString('en-US')}; got ${first}.`);
  }
  const from = offset ?? 0;
  if (from < 0) throw badInput('offset', `\`offset\` must be at least 0; got ${from}.`);
  const page = first == null && from === 0 ? entries : entries.slice(from, from + (first ?? entries.length));
  if (first == null && page.length > bound) bounds.exceeded = true;
  return page;
}

/** Columns that are always read: those of position, owner, state and visibility. */
const ALWAYS = ['id', 'createdAt', 'kind', 'regionId', 'ownerId', 'state', 'listed'] as const;
/** Columns that a field reads in addition; any other field reads the column of its name, if there is one. */
const READS: Record<string, readonly (keyof Image)[]> = {
  baseImage: ['baseImageId'],
  copiedFrom: ['copiedFromId'],
  madeFrom: ['madeFromId'],
  warnings: ['reviewState', 'unreviewedSources'],
  hourlyFee: ['baseImageId', 'osFamily', 'hourlyPrice'],
  viewerCan: FACT_COLUMNS,
};

/** Returns the columns and counts of an image's row that the given fields read. */
export function readsOf(fields: ReadonlySet<string>): ImageReads {
  let reads = known.get(fields);
  if (reads === undefined) {
    const wanted = [...fields].flatMap((name) => READS[name] ?? [name as keyof Image]);
    const ownerSuspended = fields.has('viewerCan');
    const shareCount = fields.has('shareCount') || fields.has('viewerCan');
    const columns = [...new Set([...ALWAYS, ...wanted])];
    reads = { columns, shareCount, ownerSuspended };
    known.set(fields, reads);
  }
  return reads;
}
const known = new WeakMap<ReadonlySet<string>, ImageReads>();

const isOwn = ({ kind, ownerId }: SeenImage, { caller }: Context) =>
  kind === 'CUSTOM' && ownerId === caller?.viewer.rootId;

@Resolver(() => Image)
export class ImageFields {
  @FieldResolver(() => ImageType, { description: 'Type of the image as the viewer sees it.' })
  type(@Root() image: SeenImage, @Ctx() { caller }: Context) {
    return typeFor(caller?.viewer ?? null, image);
  }

  @FieldResolver(() => Region, { description: 'Region of the image, the only one in which it is launched and shared.' })
  region(@Root() { regionId }: SeenImage, @Ctx() { loaders }: Context) {
    return loaders.region.load(regionId);
  }

  @FieldResolver(() => Account, { description: 'Root account that owns it.' })
  owner(@Root() { ownerId }: SeenImage, @Ctx() { loaders }: Context) {
    return loaders.account.load(ownerId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description:
      'Public or marketplace image at the root of its lineage; null if it has none or the viewer may not see it.',
  })
  baseImage(@Root() { baseImageId }: SeenImage, @Ctx() { loaders }: Context) {
    return baseImageId === null ? null : loaders.image.load(baseImageId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'Image from which it was copied; null if it is no copy or the viewer may not see that image.',
  })
  copiedFrom(@Root() { copiedFromId }: SeenImage, @Ctx() { loaders }: Context) {
    return copiedFromId === null ? null : loaders.image.load(copiedFromId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description:
      'Image that its source instance ran; null if it was not made from an instance, the viewer may not see that image, or it was made before version 0.2.0.',
  })
  madeFrom(@Root() { madeFromId }: SeenImage, @Ctx() { loaders }: Context) {
    return madeFromId == null ? null : loaders.image.load(madeFromId);
  }

  @FieldResolver(() => [Warning], { description: 'Warnings to consider before launching it.' })
  warnings(@Root() image: SeenImage, @Ctx() { caller }: Context): Warning[] {
    const { kind, ownerId, reviewState } = image;
    const facts = { kind, ownerId, reviewState, unreviewedSources: sourcesOf(image) };
    return warnings(warningsFor(caller?.viewer ?? null, facts));
  }

  @FieldResolver(() => Money, {
    description: 'Hourly fee for one instance of it in its region, excluding the price of the instance itself.',
  })
  async hourlyFee(@Root() image: SeenImage, @Ctx() { loaders, prices }: Context): Promise<Money> {
    const base = image.baseImageId === null ? null : await loaders.baseImage.load(image.baseImageId);
    const region = await loaders.region.load(image.regionId);
    const { hourly } = imageFee(image, base, region?.mainlandChina ?? false, prices);
    return { amount: hourly, currency: prices.currency };
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'Time at which it was shared with the viewer; null if it is not.',
  })
  sharedAt(@Root() { sharedAt }: SeenImage) {
    return sharedAt;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Number of accounts that have a share of it; null unless the viewer owns it.',
  })
  shareCount(@Root() image: SeenImage, @Ctx() context: Context) {
    return isOwn(image, context) ? (image.shareCount ?? context.loaders.shareCount.load(image.id)) : null;
  }

  @FieldResolver(() => [Share], {
    nullable: true,
    description: 'Shares of it, oldest first; null unless the viewer owns it. `shareCount` is their number.',
  })
  shares(
    @Root() image: SeenImage,
    @Ctx() context: Context,
    @Arg('first', () => Int, {
      nullable: true,
      description: 'Number of shares to return, 1–1,000; all if omitted.',
    })
    first?: number | null,
    @Arg('offset', () => Int, { nullable: true, description: 'Number of shares to skip; 0 if omitted.' })
    offset?: number | null,
  ) {
    if (!isOwn(image, context)) return null;
    // Not the viewer's limit, which an earlier field of the document may have raised.
    const bound = context.bounds.sharesPerImage;
    return context.loaders.shares.load(image.id).then((shares) => pageOfEntries(shares, first, offset, bound, context));
  }

  @FieldResolver(() => ImageImpact, {
    nullable: true,
    description: 'Effects of deleting or unsharing it; null unless the viewer owns it.',
  })
  impact(@Root() image: SeenImage, @Ctx() context: Context): Promise<Impact> | null {
    return isOwn(image, context) ? context.loaders.impact.load(image.id) : null;
  }
}
