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
  description:
    'What to narrow a list of images to. What is left out narrows nothing; an empty list lets nothing through.',
})
export class ImageFilter {
  @Field(() => ID, { nullable: true, description: 'In this region.' })
  regionId?: string;

  @Field(() => [ImageType], { nullable: true, description: 'Of one of these types, as the viewer sees them.' })
  types?: (keyof typeof ImageType)[];

  @Field(() => [ImageState], { nullable: true, description: 'In one of these states.' })
  states?: (keyof typeof ImageState)[];

  @Field(() => OsFamily, { nullable: true, description: 'Of this family.' })
  osFamily?: keyof typeof OsFamily;

  @Text({ max: NAME_LENGTH, optional: true })
  @Field(() => String, { nullable: true, description: 'Of this platform, such as `Ubuntu`, in upper or lower case.' })
  platform?: string;

  @Field(() => Architecture, { nullable: true, description: 'For this processor.' })
  architecture?: keyof typeof Architecture;

  @Field(() => ID, { nullable: true, description: 'Owned by this root account.' })
  ownerId?: string;

  @Text({ max: NAME_LENGTH, optional: true })
  @Field(() => String, {
    nullable: true,
    description: 'With this in the name, in upper or lower case, at most 60 characters.',
  })
  nameContains?: string;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: only images whose source the viewer’s launch sources let it launch. False and null narrow nothing.',
  })
  fromAllowedSources?: boolean;
}

export const ImageConnection = connectionOf(Image, 'Image', 'images');

@Resolver()
export class Images {
  @Query(() => Image, { nullable: true, description: 'One image; null where there is none, or none for this viewer.' })
  async image(
    @Arg('id', () => ID, { description: 'Its id, `img-…`.' }) id: string,
    @Ctx() { store, caller }: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { columns } = readsOf(askedOfObject(info));
    const [image] = await seenImages(store, caller?.viewer ?? null, [id], columns);
    return image ?? null;
  }

  @Query(() => ImageConnection, { description: 'All images the viewer may see, newest first.' })
  async images(
    @Args(() => PageOf) page: PageOf,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('filter', () => ImageFilter, { nullable: true, description: 'What to narrow the list to.' })
    filter?: ImageFilter,
  ) {
    const viewer = context.caller?.viewer ?? null;
    const asked = askedOfEntries(info);
    const { fromAllowedSources, ...rest } = filter ?? {};
    const sources = fromAllowedSources ? viewer : null;
    const found = await listImages(context.store, viewer, { ...rest, sources }, page, readsOf(asked));
    if (asked.has('viewerCan')) await prepareDecisions(context, found.nodes);
    return found;
  }
}
