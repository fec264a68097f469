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
    'Operations that the viewer may perform on an image now, by the rules of the mutations. Without arguments, rules that depend on them are not evaluated.',
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
  @FieldResolver(() => ViewerCan, { description: 'Operations that the viewer may perform on it now.' })
  viewerCan(@Root() { id }: SeenImage): ViewerCan {
    return { imageId: id };
  }
}

@Resolver(() => ViewerCan)
export class ViewerCanFields {
  @FieldResolver(() => Permission, { description: 'Permission to launch instances from it, in its region.' })
  launch(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'LAUNCH_INSTANCES', imageId, launching);
  }

  @FieldResolver(() => Permission, {
    description: 'Permission to restore one of the viewer’s instances from it, whichever that is.',
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

  @FieldResolver(() => Permission, { description: 'Permission to change its name or description.' })
  update(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'UPDATE_IMAGE', imageId, (facts) => facts);
  }

  @FieldResolver(() => Permission, {
    description:
      'Permission to copy it to other regions. Without `regionIds`, the rules of the destinations are not evaluated.',
  })
  copy(
    @Root() { imageId }: ViewerCan,
    @Ctx() context: Context,
    @Arg('regionIds', () => [ID], { nullable: true, description: 'Destination regions, 1–1,000 ids.' })
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

  @FieldResolver(() => Permission, {
    description: 'Permission to share it; with one more account if `accountIds` is omitted.',
  })
  share(
    @Root() { imageId }: ViewerCan,
    @Ctx() context: Context,
    @Arg('accountIds', () => [ID], { nullable: true, description: 'Recipients, 1–1,000 ids.' })
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

  @FieldResolver(() => Permission, {
    description: 'Permission to revoke shares; that of any one recipient if `accountIds` is omitted.',
  })
  unshare(
    @Root() { imageId }: ViewerCan,
    @Ctx() context: Context,
    @Arg('accountIds', () => [ID], {
      nullable: true,
      description: 'Accounts that would lose their share, 1–1,000 ids.',
    })
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

  @FieldResolver(() => Permission, { description: 'Permission to delete it.' })
  delete(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'DELETE_IMAGE', imageId, ({ viewer, image, day }) => {
      const own = image !== null && relationOf(viewer, image) === 'OWNER';
      const impact = own ? context.loaders.impact.load(imageId) : NO_IMPACT;
      return once(impact, (impact) => ({ viewer, imageId, image, day, impact }));
    });
  }

  @FieldResolver(() => Permission, { description: 'Permission to give up a share of it.' })
  leave(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'LEAVE_IMAGE', imageId, (facts) => facts);
  }
}
