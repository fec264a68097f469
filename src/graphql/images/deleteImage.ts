import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Image } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';
import { deleteFacts } from './facts';

@InputType({ description: 'Input of `deleteImage`.' })
export class DeleteImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of one of the viewer’s custom images, without shares.' })
  imageId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `deleteImage`.' })
export class DeleteImagePayload {
  @Field(() => ID, { description: 'ID of the deleted image.' })
  imageId!: string;
}

export const DeleteImageResult = resultOf('DeleteImageResult', DeleteImagePayload);

@Resolver()
export class DeleteImage {
  @Mutation(() => DeleteImageResult, {
    nullable: true,
    description: 'Deletes a custom image. Its copies and the instances launched from it remain.',
  })
  deleteImage(
    @Arg('input', () => DeleteImageInput, { description: 'Image to delete.' }) input: DeleteImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'DELETE_IMAGE', input, {
      gather: (write) => deleteFacts(write, input.imageId),
      async write({ store, now }): Promise<Typed<'DeleteImagePayload', DeleteImagePayload>> {
        await store.manager.update(Image, input.imageId, { deletedAt: now });
        return { __typename: 'DeleteImagePayload', imageId: input.imageId };
      },
      events: () => [{ change: 'DELETED', imageId: input.imageId }],
    });
  }
}
