import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { ID } from '../../entities/scalars';
import { Share } from '../../entities/share';
import { onImage } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `leaveImage`.' })
export class LeaveImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of an image shared with the viewer.' })
  imageId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `leaveImage`.' })
export class LeaveImagePayload {
  @Field(() => ID, { description: 'ID of the image, which the viewer no longer sees.' })
  imageId!: string;
}

export const LeaveImageResult = resultOf('LeaveImageResult', LeaveImagePayload);

@Resolver()
export class LeaveImage {
  @Mutation(() => LeaveImageResult, {
    nullable: true,
    description:
      'Gives up the share of another account’s image, so that the owner can share it with one more account. Counts towards nobody’s daily limit.',
  })
  leaveImage(
    @Arg('input', () => LeaveImageInput, { description: 'Image to leave.' }) input: LeaveImageInput,
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
