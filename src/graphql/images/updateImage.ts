import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { badInput } from '../errors';
import { DESCRIPTION_LENGTH, NAME_LENGTH } from '../../policy/limits';
import { Text } from '../shared/inputValidation';
import { imageRow } from '../../store/images';
import { foldCase } from '../../database/search';
import { onImage } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `updateImage`; at least one of `name` and `description` is required.' })
export class UpdateImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of one of the viewer’s custom images, shared or not.' })
  imageId!: string;

  @Text({ max: NAME_LENGTH })
  @Field(() => String, {
    nullable: true,
    description: 'New name, 1–60 characters; unchanged if omitted.',
  })
  name?: string;

  @Text({ max: DESCRIPTION_LENGTH, optional: true, lines: true })
  @Field(() => String, {
    nullable: true,
    description: 'New description, up to 256 characters; unchanged if omitted.',
  })
  description?: string;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `updateImage`.' })
export class UpdateImagePayload {
  @Field(() => Image, { description: 'Updated image.' })
  image!: SeenImage;
}

export const UpdateImageResult = resultOf('UpdateImageResult', UpdateImagePayload);

@Resolver()
export class UpdateImage {
  @Mutation(() => UpdateImageResult, {
    nullable: true,
    description: 'Changes the name or description of a custom image, shared or not.',
  })
  updateImage(
    @Arg('input', () => UpdateImageInput, { description: 'Image and changes.' })
    input: UpdateImageInput,
    @Ctx() context: Context,
  ) {
    const { name, description } = input;
    return mutate(context, 'UPDATE_IMAGE', input, {
      check() {
        if (name === undefined && description === undefined) {
          throw badInput('input', 'Name what to change: `name`, `description` or both.');
        }
      },
      gather: (write) => onImage(write, input.imageId),
      async write({ store }): Promise<Typed<'UpdateImagePayload', UpdateImagePayload>> {
        await store.manager.update(Image, input.imageId, {
          ...(name === undefined ? {} : { name, nameKey: foldCase(name) }),
          ...(description === undefined ? {} : { description }),
        });
        const image = await imageRow(store, input.imageId);
        return { __typename: 'UpdateImagePayload', image: { ...image, sharedAt: null } };
      },
      events: () => [{ change: 'UPDATED', imageId: input.imageId }],
    });
  }
}
