import { Arg, Ctx, Field, FieldResolver, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { Share } from '../../entities/share';
import { Ids } from '../shared/inputValidation';
import { imageRow } from '../../store/images';
import { newId } from '../../database/ids';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';
import { shareFacts } from './facts';

@InputType({ description: 'Input of `shareImage`.' })
export class ShareImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of one of the viewer’s custom images.' })
  imageId!: string;

  @Ids()
  @Field(() => [ID], {
    description: 'Root accounts that receive a share, 1–1,000 ids.',
  })
  accountIds!: string[];

  @Field(() => ID, {
    nullable: true,
    description: 'ID of the image’s region, as an optional check; any other is denied.',
  })
  regionId?: string;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `shareImage`.' })
export class ShareImagePayload {
  @Field(() => Image, { description: 'Shared image.' })
  image!: SeenImage;

  shares!: Share[];
}

export const ShareImageResult = resultOf('ShareImageResult', ShareImagePayload);

@Resolver(() => ShareImagePayload)
export class ShareImage {
  @FieldResolver(() => [Share], { description: 'New shares, in the order of the accounts.' })
  shares(@Root() { image, shares }: ShareImagePayload): (Share & { image: SeenImage })[] {
    return shares.map((share) => ({ ...share, image }));
  }

  @Mutation(() => ShareImageResult, {
    nullable: true,
    description:
      'Shares a custom image with other root accounts, which may only launch it, in its region. A call counts as one operation for any number of accounts.',
  })
  shareImage(
    @Arg('input', () => ShareImageInput, { description: 'Image and recipients.' }) input: ShareImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'SHARE_IMAGE', input, {
      gather: (write) => shareFacts(write, input.imageId, input.accountIds, input.regionId),
      async write({ store, now }, { facts }): Promise<Typed<'ShareImagePayload', ShareImagePayload>> {
        const image = await imageRow(store, input.imageId);
        const shares = facts.accountIds.map((accountId): Share => ({
          id: newId('shr'),
          imageId: image.id,
          accountId,
          imageRegionId: image.regionId,
          imageCreatedAt: image.createdAt,
          createdAt: now,
        }));
        await store.insert(Share, shares);
        return { __typename: 'ShareImagePayload', image: { ...image, sharedAt: null }, shares };
      },
      events: ({ shares }) => shares.map(({ imageId, accountId }) => ({ change: 'SHARED', imageId, accountId })),
    });
  }
}
