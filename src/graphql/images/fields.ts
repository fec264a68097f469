import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { Account } from '../../entities/account';
import { ImageType } from '../../entities/enums';
import { Image, type SeenImage } from '../../entities/image';
import { Money } from '../../entities/money';
import { Region } from '../../entities/region';
import { DateTime } from '../../entities/scalars';
import { Share } from '../../entities/share';
import { badInput } from '../../errors';
import type { Impact } from '../../policy/facts';
import { imageFee } from '../../policy/fees';
import { IDS_PER_LIST, IMPACT_PAGE_SIZE, sharesAnswered } from '../../policy/limits';
import { sourcesOf } from '../../store/images';
import type { ImageReads } from '../../store/images';
import { typeFor, warningsFor } from '../../policy/visibility';
import { Warning, warnings } from '../shared/result';

@ObjectType({ simpleResolvers: true, description: 'What deleting or unsharing an image would touch at one account.' })
export class AccountImpact {
  @Field(() => Int, { description: 'Its instances that run from the image.' })
  runningInstances!: number;

  @Field(() => DateTime, { nullable: true, description: 'Since when it holds a share; null where it holds none.' })
  sharedAt!: number | null;
}

@Resolver(() => AccountImpact)
export class AccountImpactEdges {
  @FieldResolver(() => Account, { description: 'The account.' })
  account(@Root() { accountId }: { accountId: string }, @Ctx() { loaders }: Context) {
    return loaders.account.load(accountId);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What deleting or unsharing an image would touch.' })
export class ImageImpact {
  @Field(() => Int, { description: 'Accounts that hold a share.' })
  shares!: number;

  @Field(() => Int, { description: 'Images copied from it directly that are still there.' })
  copies!: number;

  @Field(() => Int, { description: 'Instances that run from it, at all accounts.' })
  runningInstances!: number;

  /** Resolved by `ImageImpactEdges`, which returns a page of it. */
  byAccount!: Impact['byAccount'];
}

@Resolver(() => ImageImpact)
export class ImageImpactEdges {
  @FieldResolver(() => [AccountImpact], {
    description:
      'Accounts that hold a share or run an instance of it, the owner too if it runs one, in the order of their ids.',
  })
  byAccount(
    @Root() { byAccount }: Impact,
    @Ctx() context: Context,
    @Arg('first', () => Int, {
      nullable: true,
      description: 'Number of accounts to return, 1–1,000; all of them if left out.',
    })
    first?: number | null,
    @Arg('offset', () => Int, { nullable: true, description: 'Number of accounts to leave out before; 0 if left out.' })
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
/** Columns that a field reads in addition; a field that is not listed reads the column of its own name. */
const READS: Record<string, readonly (keyof Image)[]> = {
  baseImage: ['baseImageId'],
  copiedFrom: ['copiedFromId'],
  madeFrom: ['madeFromId'],
  warnings: ['reviewState', 'unreviewedSources'],
  hourlyFee: ['baseImageId', 'osFamily', 'hourlyPrice'],
  viewerCan: ['architecture', 'reviewState', 'unreviewedSources'],
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
  @FieldResolver(() => ImageType, { description: 'Its type, as this viewer sees it.' })
  type(@Root() image: SeenImage, @Ctx() { caller }: Context) {
    return typeFor(caller?.viewer ?? null, image);
  }

  @FieldResolver(() => Region, { description: 'Where it is; it launches and is shared there and nowhere else.' })
  region(@Root() { regionId }: SeenImage, @Ctx() { loaders }: Context) {
    return loaders.region.load(regionId);
  }

  @FieldResolver(() => Account, { description: 'The root account it belongs to.' })
  owner(@Root() { ownerId }: SeenImage, @Ctx() { loaders }: Context) {
    return loaders.account.load(ownerId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The public or marketplace image at the root of its lineage, where the viewer may see it.',
  })
  baseImage(@Root() { baseImageId }: SeenImage, @Ctx() { loaders }: Context) {
    return baseImageId === null ? null : loaders.image.load(baseImageId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The image it was copied from, where the viewer may see it.',
  })
  copiedFrom(@Root() { copiedFromId }: SeenImage, @Ctx() { loaders }: Context) {
    return copiedFromId === null ? null : loaders.image.load(copiedFromId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description:
      'The image that the instance it was made from ran, where the viewer may see it; null too for what was made before version 0.2.0.',
  })
  madeFrom(@Root() { madeFromId }: SeenImage, @Ctx() { loaders }: Context) {
    return madeFromId == null ? null : loaders.image.load(madeFromId);
  }

  @FieldResolver(() => [Warning], { description: 'What to know before launching it.' })
  warnings(@Root() image: SeenImage, @Ctx() { caller }: Context): Warning[] {
    const { kind, ownerId, reviewState } = image;
    const facts = { kind, ownerId, reviewState, unreviewedSources: sourcesOf(image) };
    return warnings(warningsFor(caller?.viewer ?? null, facts));
  }

  @FieldResolver(() => Money, {
    description: 'The fee for launching one instance of it in its region, per hour, the instance itself not included.',
  })
  async hourlyFee(@Root() image: SeenImage, @Ctx() { loaders, prices }: Context): Promise<Money> {
    const base = image.baseImageId === null ? null : await loaders.baseImage.load(image.baseImageId);
    const region = await loaders.region.load(image.regionId);
    const { hourly } = imageFee(image, base, Boolean(region?.mainlandChina), prices);
    return { amount: hourly, currency: prices.currency };
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'Since when it is shared with this viewer; null where it is not.',
  })
  sharedAt(@Root() { sharedAt }: SeenImage) {
    return sharedAt;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'How many accounts hold a share of it; the owner’s to know, null for others.',
  })
  shareCount(@Root() image: SeenImage, @Ctx() context: Context) {
    return isOwn(image, context) ? (image.shareCount ?? context.loaders.shareCount.load(image.id)) : null;
  }

  @FieldResolver(() => [Share], {
    nullable: true,
    description:
      'Shares of it, the oldest first; the owner’s to know, null for others. `shareCount` tells how many there are.',
  })
  shares(
    @Root() image: SeenImage,
    @Ctx() context: Context,
    @Arg('first', () => Int, {
      nullable: true,
      description: 'Number of shares to return, 1–1,000; all of them if left out.',
    })
    first?: number | null,
    @Arg('offset', () => Int, { nullable: true, description: 'Number of shares to leave out before; 0 if left out.' })
    offset?: number | null,
  ) {
    if (!isOwn(image, context)) return null;
    const bound = sharesAnswered(context.caller!.viewer.limits);
    return context.loaders.shares.load(image.id).then((shares) => pageOfEntries(shares, first, offset, bound, context));
  }

  @FieldResolver(() => ImageImpact, {
    nullable: true,
    description: 'What deleting or unsharing it would touch; the owner’s to know, null for others.',
  })
  impact(@Root() image: SeenImage, @Ctx() context: Context): Promise<Impact> | null {
    return isOwn(image, context) ? context.loaders.impact.load(image.id) : null;
  }
}
