import { Arg, Ctx, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import type { AccountFacts, DailyUsage, OnImage } from '../../policy/facts';
import { placesTaken } from '../../policy/rules/quota';
import type { FactsOf } from '../../policy/rulebook';
import { relationOf } from '../../policy/visibility';
import { checkIds } from '../shared/inputValidation';
import { NO_IMPACT } from '../../store/imageImpact';
import { exists, once, Permission, permission, regionsNamed } from './permission';

@ObjectType({
  simpleResolvers: true,
  description:
    'What the viewer may do with an image now, judged by the very rules that guard the mutations. Without arguments, rules that depend on them are left out.',
})
export class ViewerCan {
  /** The image to which the permissions apply; not part of the schema. */
  imageId!: string;
}

async function accountsNamed({ loaders }: Context, ids: readonly string[]): Promise<AccountFacts[]> {
  return (await Promise.all(ids.map(async (id) => loaders.account.load(id)))).filter(exists);
}

type Facts = OnImage & DailyUsage;

// Written out instead of spread: these objects are created for every image of a page.

const launching = ({ viewer, imageId, image }: Facts): FactsOf['LAUNCH_INSTANCES'] => ({
  viewer,
  imageId,
  image,
  regionIds: NONE,
  regions: NONE,
  into: image === null ? NONE : [image.region],
  instanceTypes: NONE,
});

const oneMoreShare = ({ viewer, imageId, image, day }: Facts): FactsOf['SHARE_IMAGE'] => ({
  viewer,
  imageId,
  image,
  day,
  accountIds: NONE,
  accounts: NONE,
  holders: NONE,
  adding: 1,
  regionIds: NONE,
  regions: NONE,
});
const NONE: never[] = [];

@Resolver(() => Image)
export class ImageViewerCan {
  @FieldResolver(() => ViewerCan, { description: 'What the viewer may do with it now.' })
  viewerCan(@Root() { id }: SeenImage): ViewerCan {
    return { imageId: id };
  }
}

@Resolver(() => ViewerCan)
export class ViewerCanFields {
  @FieldResolver(() => Permission, { description: 'Launch instances from it, in its region.' })
  launch(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'LAUNCH_INSTANCES', imageId, launching);
  }

  @FieldResolver(() => Permission, {
    description: 'Restore instances of one’s own from it; which instance is left out.',
  })
  restore(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'RESTORE_INSTANCE', imageId, (facts) => ({
      ...facts,
      instanceIds: [],
      instances: [],
      regionIds: [],
      regions: [],
      instanceTypes: [],
    }));
  }

  @FieldResolver(() => Permission, { description: 'Rename or describe it.' })
  update(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'UPDATE_IMAGE', imageId, (facts) => facts);
  }

  @FieldResolver(() => Permission, {
    description: 'Copy it to other regions. Without regions, the destinations’ rules are left out.',
  })
  copy(
    @Root() { imageId }: ViewerCan,
    @Ctx() context: Context,
    @Arg('regionIds', () => [ID], { nullable: true, description: 'The destinations, 1 to 1,000.' })
    ids?: string[] | null,
  ) {
    checkIds('regionIds', ids);
    const regionIds = [...new Set(ids ?? [])];
    return permission(context, 'COPY_IMAGE', imageId, async (facts) => {
      const regions = await regionsNamed(context, regionIds);
      const imageUse = await Promise.all(regions.map(({ id }) => context.loaders.imageUse.load(id)));
      return { ...facts, regionIds, regions, into: regions, imageUse };
    });
  }

  @FieldResolver(() => Permission, { description: 'Share it. Without accounts, it judges one more share.' })
  share(
    @Root() { imageId }: ViewerCan,
    @Ctx() context: Context,
    @Arg('accountIds', () => [ID], { nullable: true, description: 'The recipients, 1 to 1,000.' })
    ids?: string[] | null,
  ) {
    checkIds('accountIds', ids);
    if (ids == null) return permission(context, 'SHARE_IMAGE', imageId, oneMoreShare);
    const accountIds = [...new Set(ids)];
    return permission(context, 'SHARE_IMAGE', imageId, async (facts) => {
      const accounts = await accountsNamed(context, accountIds);
      const holders = await context.loaders.holders.load({ imageId, accountIds });
      const adding = placesTaken({ viewer: facts.viewer, accountIds, accounts, holders });
      return { ...facts, accountIds, accounts, holders, adding, regionIds: [], regions: [] };
    });
  }

  @FieldResolver(() => Permission, { description: 'Take shares back. Without accounts, it judges any one recipient.' })
  unshare(
    @Root() { imageId }: ViewerCan,
    @Ctx() context: Context,
    @Arg('accountIds', () => [ID], { nullable: true, description: 'Who would lose it, 1 to 1,000.' })
    ids?: string[] | null,
  ) {
    checkIds('accountIds', ids);
    if (ids == null) {
      const anyone = { accountIds: [], accounts: [], holders: [] };
      return permission(context, 'UNSHARE_IMAGE', imageId, (facts) => ({ ...facts, ...anyone }));
    }
    const accountIds = [...new Set(ids)];
    return permission(context, 'UNSHARE_IMAGE', imageId, async (facts) => ({
      ...facts,
      accountIds,
      accounts: await accountsNamed(context, accountIds),
      holders: await context.loaders.holders.load({ imageId, accountIds }),
    }));
  }

  @FieldResolver(() => Permission, { description: 'Delete it.' })
  delete(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'DELETE_IMAGE', imageId, ({ viewer, image, day }) => {
      const own = image !== null && relationOf(viewer, image) === 'OWNER';
      const impact = own ? context.loaders.impact.load(imageId) : NO_IMPACT;
      return once(impact, (impact) => ({ viewer, imageId, image, day, impact }));
    });
  }

  @FieldResolver(() => Permission, { description: 'Give up one’s share of it.' })
  leave(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'LEAVE_IMAGE', imageId, (facts) => facts);
  }
}
