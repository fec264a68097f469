import { Arg, Ctx, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { checkIds } from '../shared/inputValidation';
import { launchFacts, restoreFacts } from '../instances/facts';
import { onImage } from '../shared/gathering';
import { copyFacts, deleteFacts, shareFacts, unshareFacts } from './facts';
import { Permission, permission } from './permission';

@ObjectType({
  simpleResolvers: true,
  description:
    'Operations that the viewer may perform on an image now, by the rules of the mutations. Without arguments, rules that depend on them are not evaluated.',
})
export class ViewerCan {
  /** The image to which the permissions apply; not part of the schema. */
  imageId!: string;
}

const EMPTY: never[] = [];

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
    return permission(context, 'LAUNCH_INSTANCES', (source) => launchFacts(source, imageId, null));
  }

  @FieldResolver(() => Permission, {
    description: 'Permission to restore one of the viewer’s instances from it, whichever that is.',
  })
  restore(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'RESTORE_INSTANCE', (source) => restoreFacts(source, imageId));
  }

  @FieldResolver(() => Permission, { description: 'Permission to change its name or description.' })
  update(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'UPDATE_IMAGE', (source) => onImage(source, imageId));
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
    return permission(context, 'COPY_IMAGE', (source) => copyFacts(source, imageId, ids ?? EMPTY));
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
    return permission(context, 'SHARE_IMAGE', (source) => shareFacts(source, imageId, ids ?? null));
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
    return permission(context, 'UNSHARE_IMAGE', (source) => unshareFacts(source, imageId, ids ?? null));
  }

  @FieldResolver(() => Permission, { description: 'Permission to delete it.' })
  delete(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'DELETE_IMAGE', (source) => deleteFacts(source, imageId));
  }

  @FieldResolver(() => Permission, { description: 'Permission to give up a share of it.' })
  leave(@Root() { imageId }: ViewerCan, @Ctx() context: Context) {
    return permission(context, 'LEAVE_IMAGE', (source) => onImage(source, imageId));
  }
}
