import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Architecture, DiskFormat, OsFamily } from '../../entities/enums';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { DESCRIPTION_LENGTH, MAX_SIZE_GB, NAME_LENGTH } from '../../policy/limits';
import { HttpsUrl, Text, InRange } from '../shared/inputValidation';
import { imageUse } from '../../store/images';
import { newImage } from '../../store/images';
import { namedRegions, today } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `importImage`.' })
export class ImportImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of the region in which to create the image.' })
  regionId!: string;

  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'Name of the image, 1–60 characters.' })
  name!: string;

  @Text({ max: DESCRIPTION_LENGTH, optional: true, lines: true })
  @Field(() => String, { nullable: true, description: 'Purpose of the image, up to 256 characters.' })
  description: string = '';

  @Field(() => OsFamily, { description: 'Operating system family.' })
  osFamily!: keyof typeof OsFamily;

  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'Operating system, such as `Ubuntu`, 1–60 characters.' })
  platform!: string;

  @Field(() => Architecture, { description: 'Processor architecture.' })
  architecture!: keyof typeof Architecture;

  @InRange(1, MAX_SIZE_GB)
  @Field(() => Int, { description: 'Size of the system disk in GB, 1–32,768.' })
  sizeGb!: number;

  @Field(() => DiskFormat, { description: 'Format of the disk.' })
  format!: keyof typeof DiskFormat;

  @HttpsUrl()
  @Field(() => String, {
    description: 'Location of the disk: an https URL without credentials, up to 2,048 characters.',
  })
  url!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `importImage`.' })
export class ImportImagePayload {
  @Field(() => Image, { description: 'New image.' })
  image!: SeenImage;
}

export const ImportImageResult = resultOf('ImportImageResult', ImportImagePayload);

@Resolver()
export class ImportImage {
  @Mutation(() => ImportImageResult, {
    nullable: true,
    description: 'Registers a custom image with an external disk. It has no base image and therefore no fee.',
  })
  importImage(
    @Arg('input', () => ImportImageInput, { description: 'Disk, region and properties of the image.' })
    input: ImportImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'IMPORT_IMAGE', input, {
      async gather(write) {
        const named = await namedRegions(write, [input.regionId]);
        const ids = named.regions.map(({ id }) => id);
        const regionId = ids[0] ?? null;
        return {
          facts: {
            ...named,
            into: named.regions,
            imageUse: await imageUse(write.store, write.viewer.rootId, ids),
            day: await today(write, regionId),
          },
          regionId,
          subjectId: input.regionId,
        };
      },
      async write({ store, viewer, now }): Promise<Typed<'ImportImagePayload', ImportImagePayload>> {
        const image = newImage({
          kind: 'CUSTOM',
          name: input.name,
          description: input.description,
          regionId: input.regionId,
          ownerId: viewer.rootId,
          osFamily: input.osFamily,
          platform: input.platform,
          architecture: input.architecture,
          sizeGb: input.sizeGb,
          origin: 'IMPORT',
          reviewState: 'UNREVIEWED',
          createdAt: now,
        });
        await store.insert(Image, image);
        return { __typename: 'ImportImagePayload', image: { ...image, sharedAt: null } };
      },
      subject: ({ image }) => image.id,
      events: ({ image }) => [{ change: 'CREATED', imageId: image.id }],
    });
  }
}
