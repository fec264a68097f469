import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { In } from 'typeorm';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { Share } from '../../entities/share';
import { Ids } from '../shared/inputValidation';
import { imageRow } from '../../store/images';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';
import { unshareFacts } from './facts';

@InputType({ description: 'Input of `unshareImage`.' })
export class UnshareImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of one of the viewer’s custom images.' })
  imageId!: string;

  @Ids()
  @Field(() => [ID], {
    description: 'Accounts that lose their share, 1–1,000 ids.',
  })
  accountIds!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `unshareImage`.' })
export class UnshareImagePayload {
  @Field(() => Image, { description: 'Image, after the change.' })
  image!: SeenImage;

  @Field(() => [ID], { description: 'IDs of the accounts that can no longer launch it.' })
  accountIds!: string[];
}

export const UnshareImageResult = resultOf('UnshareImageResult', UnshareImagePayload);

@Resolver()
export class UnshareImage {
  @Mutation(() => UnshareImageResult, {
    nullable: true,
    description: 'Revokes shares of a custom image immediately. Instances that run it are not affected.',
  })
  unshareImage(
    @Arg('input', () => UnshareImageInput, { description: 'Image and accounts.' }) input: UnshareImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'UNSHARE_IMAGE', input, {
      gather: (write) => unshareFacts(write, input.imageId, input.accountIds),
      async write({ store }, { facts: { accountIds } }): Promise<Typed<'UnshareImagePayload', UnshareImagePayload>> {
        await store.manager.delete(Share, { imageId: input.imageId, accountId: In([...accountIds]) });
        const image = await imageRow(store, input.imageId);
        return { __typename: 'UnshareImagePayload', image: { ...image, sharedAt: null }, accountIds: [...accountIds] };
      },
      events: ({ accountIds }) =>
        accountIds.map((accountId) => ({ change: 'UNSHARED', imageId: input.imageId, accountId })),
    });
  }
}
