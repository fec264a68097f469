import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { ID } from '../../entities/scalars';
import { Share } from '../../entities/share';
import { onImage } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Which share to give up.' })
export class LeaveImageInput extends MutationInput {
  @Field(() => ID, { description: 'The image that is shared with the viewer.' })
  imageId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The share was given up.' })
export class LeaveImagePayload {
  @Field(() => ID, { description: 'The image the viewer sees no longer.' })
  imageId!: string;
}

export const LeaveImageResult = resultOf('LeaveImageResult', LeaveImagePayload);

@Resolver()
export class LeaveImage {
  @Mutation(() => LeaveImageResult, {
    nullable: true,
    description: 'Gives up one’s share of another account’s image. It counts to nobody’s day, and frees a place.',
  })
  leaveImage(
    @Arg('input', () => LeaveImageInput, { description: 'Which image.' }) input: LeaveImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'LEAVE_IMAGE', input, {
      gather: (write) => onImage(write, input.imageId),
      async write({ store, viewer }): Promise<Typed<'LeaveImagePayload', LeaveImagePayload>> {
        await store.manager.delete(Share, { imageId: input.imageId, accountId: viewer.rootId });
        return { __typename: 'LeaveImagePayload', imageId: input.imageId };
      },
      events: ({ imageId }, { facts }) => [{ change: 'UNSHARED', imageId, accountId: facts.viewer.rootId }],
    });
  }
}
