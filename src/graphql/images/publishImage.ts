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

@InputType({ description: 'Input of `publishImage`.' })
export class PublishImageInput extends MutationInput {
  @Ids()
  @Field(() => [ID], {
    description: 'Regions in which to publish it, 1–1,000 ids.',
  })
  regionIds!: string[];

  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'Name of the image, 1–60 characters.' })
  name!: string;

  @Text({ max: DESCRIPTION_LENGTH, optional: true, lines: true })
  @Field(() => String, { nullable: true, description: 'Purpose of the image, up to 256 characters.' })
  description: string = '';

  @Field(() => OsFamily, {
    description: 'Operating system family; `WINDOWS` carries a licence fee outside mainland China.',
  })
  osFamily!: keyof typeof OsFamily;

  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'Operating system, such as `Ubuntu`, 1–60 characters.' })
  platform!: string;

  @Field(() => Architecture, { description: 'Processor architecture.' })
  architecture!: keyof typeof Architecture;

  @InRange(1, MAX_SIZE_GB)
  @Field(() => Int, { description: 'Size of the system disk in GB, 1–32,768.' })
  sizeGb!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `publishImage`.' })
export class PublishImagePayload {
  @Field(() => [Image], { description: 'New images, one per region, in the order of the regions.' })
  images!: SeenImage[];
}

export const PublishImageResult = resultOf('PublishImageResult', PublishImagePayload);

@Resolver()
export class PublishImage {
  @Mutation(() => PublishImageResult, {
    nullable: true,
    description: 'Publishes an image for everyone, as one image per region. Operators only. Counts towards no limit.',
  })
  publishImage(
    @Arg('input', () => PublishImageInput, { description: 'Regions and properties of the image.' })
    input: PublishImageInput,
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
