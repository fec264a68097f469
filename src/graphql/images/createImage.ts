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

@InputType({ description: 'What to make a custom image of.' })
export class CreateImageInput extends MutationInput {
  @Field(() => ID, { description: 'The instance, one’s own, not terminated. The image stands in its region.' })
  instanceId!: string;

  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'The image’s name, 1 to 60 characters.' })
  name!: string;

  @Text({ max: DESCRIPTION_LENGTH, optional: true, lines: true })
  @Field(() => String, { nullable: true, description: 'What it is for, at most 256 characters.' })
  description: string = '';
}

@ObjectType({ simpleResolvers: true, description: 'The image was made.' })
export class CreateImagePayload {
  @Field(() => Image, { description: 'The new image.' })
  image!: SeenImage;
}

export const CreateImageResult = resultOf('CreateImageResult', CreateImagePayload);

@Resolver()
export class CreateImage {
  @Mutation(() => CreateImageResult, {
    nullable: true,
    description:
      'Makes a custom image of an instance. It inherits the lineage, and so the fee, of the image the instance runs.',
  })
  createImage(
    @Arg('input', () => CreateImageInput, { description: 'Of what, and its name.' }) input: CreateImageInput,
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
