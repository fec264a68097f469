import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Image } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { onImage } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `retireImage`.' })
export class RetireImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of a public image.' })
  imageId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `retireImage`.' })
export class RetireImagePayload {
  @Field(() => ID, { description: 'ID of the retired image.' })
  imageId!: string;
}

export const RetireImageResult = resultOf('RetireImageResult', RetireImagePayload);

@Resolver()
export class RetireImage {
  @Mutation(() => RetireImageResult, {
    nullable: true,
    description:
      'Removes a public image from the list. Operators only. Images made and instances launched from it remain, and keep their fee.',
  })
  retireImage(
    @Arg('input', () => RetireImageInput, { description: 'Image to retire.' }) input: RetireImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'RETIRE_IMAGE', input, {
      gather: (write) => onImage(write, input.imageId),
      async write({ store, now }): Promise<Typed<'RetireImagePayload', RetireImagePayload>> {
        await store.manager.update(Image, input.imageId, { deletedAt: now });
        return { __typename: 'RetireImagePayload', imageId: input.imageId };
      },
      events: () => [{ change: 'DELETED', imageId: input.imageId, everyone: true }],
    });
  }
}
