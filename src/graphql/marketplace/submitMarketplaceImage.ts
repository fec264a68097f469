import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { MarketplaceEdit } from '../../entities/marketplaceEdit';
import { Decimal, ID } from '../../entities/scalars';
import { DESCRIPTION_LENGTH, NAME_LENGTH } from '../../policy/limits';
import { Text } from '../shared/inputValidation';
import { imageRow } from '../../store/images';
import { newImage, sourcesColumn } from '../../store/images';
import { parentRow } from '../../store/lineage';
import { foldCase } from '../../database/search';
import { onImage } from '../shared/gathering';
import type { TransactionFacts } from '../factSource';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `submitMarketplaceImage`.' })
export class SubmitMarketplaceImageInput extends MutationInput {
  @Field(() => ID, {
    description:
      'ID of one of the viewer’s custom images, the content of a new submission, or of its marketplace images, to change it.',
  })
  imageId!: string;

  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'Name on the marketplace, 1–60 characters.' })
  name!: string;

  @Text({ max: DESCRIPTION_LENGTH, optional: true, lines: true })
  @Field(() => String, { nullable: true, description: 'Purpose of the image, up to 256 characters.' })
  description: string = '';

  @Field(() => Decimal, { description: 'Price per hour and instance, in the currency of the service; `"0"` if free.' })
  hourlyPrice!: number;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Payload of `submitMarketplaceImage`. The submission awaits review.',
})
export class SubmitMarketplaceImagePayload {
  @Field(() => Image, {
    description: 'Marketplace image. A change of an approved image is in `pendingEdit` until it is approved.',
  })
  image!: SeenImage;
}

export const SubmitMarketplaceImageResult = resultOf('SubmitMarketplaceImageResult', SubmitMarketplaceImagePayload);

@Resolver()
export class SubmitMarketplaceImage {
  @Mutation(() => SubmitMarketplaceImageResult, {
    nullable: true,
    description:
      'Offers a custom image on the marketplace, in its region, or changes the name, description and price of one of the viewer’s marketplace images. Providers only. It is reviewed before others see it; until then, a listed image remains unchanged. Counts towards no limit.',
  })
  submitMarketplaceImage(
    @Arg('input', () => SubmitMarketplaceImageInput, { description: 'Image, name, description and price.' })
    input: SubmitMarketplaceImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'SUBMIT_MARKETPLACE_IMAGE', input, {
      async gather(write) {
        const { facts, ...entry } = await onImage(write, input.imageId);
        // Only a new submission needs an open region: a change creates no image.
        const into = facts.image?.kind === 'CUSTOM' ? [facts.image.region] : [];
        return { ...entry, facts: { ...facts, into } };
      },
      async write(write): Promise<Typed<'SubmitMarketplaceImagePayload', SubmitMarketplaceImagePayload>> {
        const source = await parentRow(write.store, input.imageId);
        const image =
          source.kind === 'CUSTOM' ? await submit(write, source, input) : await change(write, source, input);
        return { __typename: 'SubmitMarketplaceImagePayload', image: { ...image, sharedAt: null } };
      },
      events: ({ image }) => [{ change: 'SUBMITTED', imageId: image.id }],
      subject: ({ image }) => image.id,
    });
  }
}

/** Creates a marketplace image with the content of a custom image, which does not change. */
async function submit(
  { store, now }: TransactionFacts,
  source: Image,
  input: SubmitMarketplaceImageInput,
): Promise<Image> {
  const { name, description, hourlyPrice } = input;
  const { regionId, ownerId, osFamily, platform, architecture, sizeGb } = source;
  const image = newImage({
    kind: 'MARKETPLACE',
    name,
    description,
    hourlyPrice,
    regionId,
    ownerId,
    osFamily,
    platform,
    architecture,
    sizeGb,
    origin: 'MARKETPLACE',
    // The fee is set by the provider; these columns show the reviewer the lineage of the image.
    copiedFromId: source.id,
    unreviewedSources: sourcesColumn(source, ownerId),
    baseImageId: source.baseImageId,
    reviewState: 'PENDING',
    createdAt: now,
  });
  await store.insert(Image, image);
  return image;
}

/** Changes an unapproved image immediately; an approved one keeps its version until the change is approved. */
async function change(
  { store, now }: TransactionFacts,
  image: Image,
  input: SubmitMarketplaceImageInput,
): Promise<Image> {
  const { name, description, hourlyPrice } = input;
  if (image.reviewState === 'APPROVED') {
    await store.manager.delete(MarketplaceEdit, { imageId: image.id });
    await store.insert(MarketplaceEdit, {
      imageId: image.id,
      name,
      description,
      hourlyPrice,
      submittedAt: now,
    });
  } else {
    const set = {
      name,
      nameKey: foldCase(name),
      description,
      hourlyPrice,
      reviewState: 'PENDING' as const,
      reviewReason: '',
    };
    await store.manager.update(Image, image.id, set);
  }
  return imageRow(store, image.id);
}
