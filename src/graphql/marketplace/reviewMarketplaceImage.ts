import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Verdict } from '../../entities/enums';
import { Image, type SeenImage } from '../../entities/image';
import { MarketplaceEdit } from '../../entities/marketplaceEdit';
import { ID } from '../../entities/scalars';
import type { ImageFacts } from '../../policy/facts';
import { DESCRIPTION_LENGTH } from '../../policy/limits';
import { isReviewed } from '../../policy/lineage';
import { isListed } from '../../policy/visibility';
import { Text } from '../shared/inputValidation';
import type { NewEvent } from '../../store/events/append';
import { imageRow } from '../../store/images';
import { refreshDescendants } from '../../store/lineage';
import { editsOf, providerSigned } from '../../store/marketplace';
import { foldCase } from '../../database/search';
import { lockImageOwner } from '../../store/viewers';
import { onImage } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `reviewMarketplaceImage`.' })
export class ReviewMarketplaceImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of a marketplace image.' })
  imageId!: string;

  @Field(() => Verdict, {
    description: 'Verdict on the image or, if it is listed and has a pending change, on the change.',
  })
  verdict!: keyof typeof Verdict;

  @Text({ max: DESCRIPTION_LENGTH, optional: true, lines: true })
  @Field(() => String, { nullable: true, description: 'Reason for the provider, up to 256 characters.' })
  reason: string = '';
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `reviewMarketplaceImage`.' })
export class ReviewMarketplaceImagePayload {
  @Field(() => Image, { description: 'Reviewed image.' })
  image!: SeenImage;
}

export const ReviewMarketplaceImageResult = resultOf('ReviewMarketplaceImageResult', ReviewMarketplaceImagePayload);

@Resolver()
export class ReviewMarketplaceImage {
  @Mutation(() => ReviewMarketplaceImageResult, {
    nullable: true,
    description:
      'Approves or rejects a submission or a change. Operators only. An approved image is listed for everyone in its region; rejecting a listed image removes it from the marketplace.',
  })
  reviewMarketplaceImage(
    @Arg('input', () => ReviewMarketplaceImageInput, { description: 'Image, verdict and reason.' })
    input: ReviewMarketplaceImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'REVIEW_MARKETPLACE_IMAGE', input, {
      async gather(write) {
        // Only operators wait for the lock: for any other caller, the wait would disclose that the owner is writing.
        if (write.viewer.roles.includes('OPERATOR')) await lockImageOwner(write.store, input.imageId);
        const { facts, ...entry } = await onImage(write, input.imageId);
        const edits = await editsOf(write.store, [input.imageId]);
        return { ...entry, facts: { ...facts, verdict: input.verdict, editPending: edits.length > 0 } };
      },
      async write({ store }): Promise<Typed<'ReviewMarketplaceImagePayload', ReviewMarketplaceImagePayload>> {
        const before = await imageRow(store, input.imageId);
        const [edit] = await editsOf(store, [before.id]);
        const approved = input.verdict === 'APPROVE';
        // Rejecting a change leaves the previous version approved.
        const reviewState = approved || edit !== undefined ? 'APPROVED' : 'REJECTED';
        const { name, description, hourlyPrice } = approved && edit !== undefined ? edit : before;
        await store.manager.delete(MarketplaceEdit, { imageId: before.id });
        await store.manager.update(Image, before.id, {
          name,
          nameKey: foldCase(name),
          description,
          hourlyPrice,
          reviewState,
          reviewReason: input.reason,
          listed: isListed({ kind: before.kind, reviewState }, await providerSigned(store, before.ownerId)),
        });
        const image = await imageRow(store, before.id);
        if (isReviewed(image.reviewState) !== isReviewed(before.reviewState)) await refreshDescendants(store, image);
        return { __typename: 'ReviewMarketplaceImagePayload', image: { ...image, sharedAt: null } };
      },
      events: ({ image }, { facts }) => [verdictOn(image, facts.image!, input.verdict === 'APPROVE')],
    });
  }
}

/** Returns the event of a review; everyone may see it if the review changes what everyone can see. */
function verdictOn({ id: imageId, listed }: SeenImage, { listed: was }: ImageFacts, approved: boolean): NewEvent {
  if (listed !== was) return { change: listed ? 'LISTED' : 'UNLISTED', imageId, everyone: true };
  if (listed && approved) return { change: 'UPDATED', imageId, everyone: true };
  return { change: 'REVIEWED', imageId };
}
