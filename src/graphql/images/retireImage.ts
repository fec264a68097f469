import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Image } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { onImage } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Which public image to retire.' })
export class RetireImageInput extends MutationInput {
  @Field(() => ID, { description: 'The public image.' })
  imageId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The image was retired.' })
export class RetireImagePayload {
  @Field(() => ID, { description: 'The id it had.' })
  imageId!: string;
}

export const RetireImageResult = resultOf('RetireImageResult', RetireImagePayload);

@Resolver()
export class RetireImage {
  @Mutation(() => RetireImageResult, {
    nullable: true,
    description:
      'Operators only: takes a public image off the list. What was made or launched from it stays, and keeps its fee.',
  })
  retireImage(
    @Arg('input', () => RetireImageInput, { description: 'Which image.' }) input: RetireImageInput,
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
