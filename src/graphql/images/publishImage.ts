import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Architecture, OsFamily } from '../../entities/enums';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { DESCRIPTION_LENGTH, MAX_SIZE_GB, NAME_LENGTH } from '../../policy/limits';
import { Ids, Text, InRange } from '../shared/inputValidation';
import { newImage } from '../../store/images';
import { namedRegions } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'The public image to publish.' })
export class PublishImageInput extends MutationInput {
  @Ids()
  @Field(() => [ID], {
    description: 'The regions to publish it in, 1 to 1,000; all of them or none. One named twice counts once.',
  })
  regionIds!: string[];

  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'The image’s name, 1 to 60 characters.' })
  name!: string;

  @Text({ max: DESCRIPTION_LENGTH, optional: true, lines: true })
  @Field(() => String, { nullable: true, description: 'What it is for, at most 256 characters.' })
  description: string = '';

  @Field(() => OsFamily, {
    description: 'The family of its operating system; Windows carries a licence fee outside mainland China.',
  })
  osFamily!: keyof typeof OsFamily;

  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'Its operating system, such as Ubuntu; 1 to 60 characters.' })
  platform!: string;

  @Field(() => Architecture, { description: 'The processor it runs on.' })
  architecture!: keyof typeof Architecture;

  @InRange(1, MAX_SIZE_GB)
  @Field(() => Int, { description: 'The size of its system disk in GB, 1 to 32,768.' })
  sizeGb!: number;
}

@ObjectType({ simpleResolvers: true, description: 'The image was published.' })
export class PublishImagePayload {
  @Field(() => [Image], { description: 'One image per region, in the order of the regions.' })
  images!: SeenImage[];
}

export const PublishImageResult = resultOf('PublishImageResult', PublishImagePayload);

@Resolver()
export class PublishImage {
  @Mutation(() => PublishImageResult, {
    nullable: true,
    description: 'Operators only: publishes an image for everyone, one per region. It counts to no limit.',
  })
  publishImage(
    @Arg('input', () => PublishImageInput, { description: 'What, and where.' }) input: PublishImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'PUBLISH_IMAGE', input, {
      async gather(write) {
        const named = await namedRegions(write, input.regionIds);
        return { facts: { ...named, into: named.regions } };
      },
      async write({ store, viewer, now }, { facts }): Promise<Typed<'PublishImagePayload', PublishImagePayload>> {
        const images = facts.regionIds.map((regionId) =>
          newImage({
            kind: 'PUBLIC',
            name: input.name,
            description: input.description,
            regionId,
            ownerId: viewer.rootId,
            osFamily: input.osFamily,
            platform: input.platform,
            architecture: input.architecture,
            sizeGb: input.sizeGb,
            origin: 'OFFICIAL',
            reviewState: 'OFFICIAL',
            createdAt: now,
          }),
        );
        await store.insert(Image, images);
        return { __typename: 'PublishImagePayload', images: images.map((image) => ({ ...image, sharedAt: null })) };
      },
      events: ({ images }) => images.map(({ id }) => ({ change: 'CREATED', imageId: id, everyone: true })),
      subject: ({ images: [only, ...others] }) => (others.length === 0 ? only!.id : null),
    });
  }
}
