import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Image } from '../../entities/image';
import { MarketplaceEdit } from '../../entities/marketplaceEdit';
import { ID } from '../../entities/scalars';
import { onImage } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `withdrawMarketplaceImage`.' })
export class WithdrawMarketplaceImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of one of the viewer’s marketplace images.' })
  imageId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `withdrawMarketplaceImage`.' })
export class WithdrawMarketplaceImagePayload {
  @Field(() => ID, { description: 'ID of the withdrawn image.' })
  imageId!: string;
}

export const WithdrawMarketplaceImageResult = resultOf(
  'WithdrawMarketplaceImageResult',
  WithdrawMarketplaceImagePayload,
);

@Resolver()
export class WithdrawMarketplaceImage {
  @Mutation(() => WithdrawMarketplaceImageResult, {
    nullable: true,
    description:
      'Removes one of the viewer’s images from the marketplace. Providers only. Instances that run it and images made from it remain, and keep their fee.',
  })
  withdrawMarketplaceImage(
    @Arg('input', () => WithdrawMarketplaceImageInput, { description: 'Image to withdraw.' })
    input: WithdrawMarketplaceImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'WITHDRAW_MARKETPLACE_IMAGE', input, {
      gather: (write) => onImage(write, input.imageId),
      async write({ store, now }): Promise<Typed<'WithdrawMarketplaceImagePayload', WithdrawMarketplaceImagePayload>> {
        await store.manager.delete(MarketplaceEdit, { imageId: input.imageId });
        await store.manager.update(Image, input.imageId, { deletedAt: now });
        return { __typename: 'WithdrawMarketplaceImagePayload', imageId: input.imageId };
      },
      events: (_, { facts }) => [{ change: 'DELETED', imageId: input.imageId, everyone: facts.image!.listed }],
    });
  }
}
