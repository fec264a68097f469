import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { DESCRIPTION_LENGTH, NAME_LENGTH } from '../../policy/limits';
import { Text } from '../shared/inputValidation';
import { imageUse } from '../../store/images';
import { newImage, sourcesColumn } from '../../store/images';
import { parentRow } from '../../store/lineage';
import { onInstances, today } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `createImage`.' })
export class CreateImageInput extends MutationInput {
  @Field(() => ID, {
    description: 'ID of one of the viewer’s instances, not terminated. The image is created in its region.',
  })
  instanceId!: string;

  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'Name of the image, 1–60 characters.' })
  name!: string;

  @Text({ max: DESCRIPTION_LENGTH, optional: true, lines: true })
  @Field(() => String, { nullable: true, description: 'Purpose of the image, up to 256 characters.' })
  description: string = '';
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `createImage`.' })
export class CreateImagePayload {
  @Field(() => Image, { description: 'New image.' })
  image!: SeenImage;
}

export const CreateImageResult = resultOf('CreateImageResult', CreateImagePayload);

@Resolver()
export class CreateImage {
  @Mutation(() => CreateImageResult, {
    nullable: true,
    description:
      'Creates a custom image from an instance. It inherits the lineage, and therefore the fee, of the image that the instance runs.',
  })
  createImage(
    @Arg('input', () => CreateImageInput, { description: 'Instance, name and description.' }) input: CreateImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'CREATE_IMAGE', input, {
      async gather(write) {
        const { facts, rows, regionId } = await onInstances(write, [input.instanceId]);
        const [instance] = rows;
        const into = facts.instances.map(({ region }) => region);
        return {
          facts: {
            ...facts,
            into,
            imageUse: await imageUse(
              write.store,
              write.viewer.rootId,
              into.map(({ id }) => id),
            ),
            day: await today(write, regionId),
          },
          instance,
          regionId,
          subjectId: input.instanceId,
        };
      },
      async write({ store, viewer, now }, { instance }): Promise<Typed<'CreateImagePayload', CreateImagePayload>> {
        const source = await parentRow(store, instance!.imageId);
        const image = newImage({
          kind: 'CUSTOM',
          name: input.name,
          description: input.description,
          regionId: instance!.regionId,
          ownerId: viewer.rootId,
          osFamily: source.osFamily,
          platform: source.platform,
          architecture: source.architecture,
          sizeGb: source.sizeGb,
          origin: 'INSTANCE',
          baseImageId: source.kind === 'CUSTOM' ? source.baseImageId : source.id,
          madeFromId: source.id,
          unreviewedSources: sourcesColumn(source, viewer.rootId),
          reviewState: 'UNREVIEWED',
          createdAt: now,
        });
        await store.insert(Image, image);
        return { __typename: 'CreateImagePayload', image: { ...image, sharedAt: null } };
      },
      subject: ({ image }) => image.id,
      events: ({ image }) => [{ change: 'CREATED', imageId: image.id }],
    });
  }
}
