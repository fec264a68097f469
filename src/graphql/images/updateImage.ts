import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { badInput } from '../../errors';
import { DESCRIPTION_LENGTH, NAME_LENGTH } from '../../policy/limits';
import { Text } from '../shared/inputValidation';
import { imageRow } from '../../store/images';
import { foldCase } from '../../database/search';
import { onImage } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'What to change of an image; at least one of name and description.' })
export class UpdateImageInput extends MutationInput {
  @Field(() => ID, { description: 'The custom image, one’s own; shared ones too.' })
  imageId!: string;

  @Text({ max: NAME_LENGTH })
  @Field(() => String, {
    nullable: true,
    description: 'The new name, 1 to 60 characters; left out, the old one stays.',
  })
  name?: string;

  @Text({ max: DESCRIPTION_LENGTH, optional: true, lines: true })
  @Field(() => String, {
    nullable: true,
    description: 'The new description, at most 256 characters; left out, the old one stays.',
  })
  description?: string;
}

@ObjectType({ simpleResolvers: true, description: 'The image was changed.' })
export class UpdateImagePayload {
  @Field(() => Image, { description: 'The image as it is now.' })
  image!: SeenImage;
}

export const UpdateImageResult = resultOf('UpdateImageResult', UpdateImagePayload);

@Resolver()
export class UpdateImage {
  @Mutation(() => UpdateImageResult, {
    nullable: true,
    description: 'Renames or describes a custom image, also while it is shared.',
  })
  updateImage(
    @Arg('input', () => UpdateImageInput, { description: 'Which image, and what it shall say.' })
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
