import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { In } from 'typeorm';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { Share } from '../../entities/share';
import { Ids } from '../shared/inputValidation';
import { imageRow } from '../../store/images';
import { holdersAmong, namedAccounts, onImage } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'What to share no longer with whom.' })
export class UnshareImageInput extends MutationInput {
  @Field(() => ID, { description: 'The custom image, one’s own.' })
  imageId!: string;

  @Ids()
  @Field(() => [ID], {
    description: 'The accounts to take it from, 1 to 1,000; all of them or none. One named twice counts once.',
  })
  accountIds!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'The shares were taken back.' })
export class UnshareImagePayload {
  @Field(() => Image, { description: 'The image.' })
  image!: SeenImage;

  @Field(() => [ID], { description: 'The accounts that can no longer launch it.' })
  accountIds!: string[];
}

export const UnshareImageResult = resultOf('UnshareImageResult', UnshareImagePayload);

@Resolver()
export class UnshareImage {
  @Mutation(() => UnshareImageResult, {
    nullable: true,
    description: 'Takes shares of a custom image back, at once. Instances that run from it are left alone.',
  })
  unshareImage(
    @Arg('input', () => UnshareImageInput, { description: 'Which image, from whom.' }) input: UnshareImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'UNSHARE_IMAGE', input, {
      async gather(write) {
        const { facts, ...line } = await onImage(write, input.imageId);
        const accounts = await namedAccounts(write, input.accountIds);
        const holders = await holdersAmong(write, input.imageId, accounts.accountIds);
        return { ...line, facts: { ...facts, ...accounts, holders } };
      },
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
