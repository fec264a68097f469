import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Field, Info, InputType, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Architecture, ImageState, ImageType, OsFamily } from '../../entities/enums';
import { Image } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { NAME_LENGTH } from '../../policy/limits';
import { Text } from '../shared/inputValidation';
import { listImages } from '../../store/imageList';
import { seenImages } from '../../store/images';
import { readsOf } from './fields';
import { prepareDecisions } from './permission';
import { connectionOf, PageOf } from '../shared/connection';
import { askedOfEntries, askedOfObject } from '../shared/lookAhead';

@InputType({
  description: 'Filter for images. Omitted fields do not filter; an empty list matches nothing.',
})
export class ImageFilter {
  @Field(() => ID, { nullable: true, description: 'ID of the image’s region.' })
  regionId?: string;

  @Field(() => [ImageType], { nullable: true, description: 'Types of image as the viewer sees them.' })
  types?: (keyof typeof ImageType)[];

  @Field(() => [ImageState], { nullable: true, description: 'States of the image.' })
  states?: (keyof typeof ImageState)[];

  @Field(() => OsFamily, { nullable: true, description: 'Operating system family.' })
  osFamily?: keyof typeof OsFamily;

  @Text({ max: NAME_LENGTH, optional: true })
  @Field(() => String, {
    nullable: true,
    description: 'Operating system, such as `Ubuntu`, up to 60 characters, case-insensitive.',
  })
  platform?: string;

  @Field(() => Architecture, { nullable: true, description: 'Processor architecture.' })
  architecture?: keyof typeof Architecture;

  @Field(() => ID, { nullable: true, description: 'ID of the root account that owns the image.' })
  ownerId?: string;

  @Text({ max: NAME_LENGTH, optional: true })
  @Field(() => String, {
    nullable: true,
    description: 'Part of the name, up to 60 characters, case-insensitive.',
  })
  nameContains?: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether to return only images that the viewer’s launch sources allow; false and null do not filter.',
  })
  fromAllowedSources?: boolean;
}

export const ImageConnection = connectionOf(Image, 'Image', 'images');

/** Points of a search by text: it compares the images that the viewer may see, 0.6 ms for those of the demo. */
const SEARCH_POINTS = 30;

@Resolver()
export class Images {
  @Query(() => Image, {
    nullable: true,
    description: 'Image with the given id; null if it does not exist or the viewer may not see it.',
  })
  async image(
    @Arg('id', () => ID, { description: 'ID of the image, `img-…`.' }) id: string,
    @Ctx() { store, caller }: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { columns } = readsOf(askedOfObject(info));
    const [image] = await seenImages(store, caller?.viewer ?? null, [id], columns);
    return image ?? null;
  }

  @Query(() => ImageConnection, { description: 'Images that the viewer may see, newest first.' })
  async images(
    @Args(() => PageOf) page: PageOf,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('filter', () => ImageFilter, { nullable: true, description: 'Filter; all images if omitted.' })
    filter?: ImageFilter,
  ) {
    const viewer = context.caller?.viewer ?? null;
    const asked = askedOfEntries(info);
    const { fromAllowedSources, ...rest } = filter ?? {};
    const sources = fromAllowedSources ? viewer : null;
    if (rest.nameContains != null || rest.platform != null) context.work.points += SEARCH_POINTS;
    const found = await listImages(context.store, viewer, { ...rest, sources }, page, readsOf(asked));
    if (asked.has('viewerCan')) await prepareDecisions(context, found.nodes);
    return found;
  }
}
