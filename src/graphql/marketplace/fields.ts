import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { MarketplaceEdit } from '../../entities/marketplaceEdit';
import { Money } from '../../entities/money';

/** Returns whether the caller is the image's provider or an operator; only they see the review of an image. */
const isInsider = ({ kind, ownerId }: SeenImage, { caller }: Context) =>
  kind === 'MARKETPLACE' &&
  caller !== null &&
  (ownerId === caller.viewer.rootId || caller.viewer.roles.includes('OPERATOR'));

@Resolver(() => Image)
export class MarketplaceFields {
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Reason given in the last review of a marketplace image, visible to its provider and operators; null otherwise.',
  })
  reviewReason(@Root() image: SeenImage, @Ctx() context: Context) {
    return isInsider(image, context) ? image.reviewReason : null;
  }

  @FieldResolver(() => MarketplaceEdit, {
    nullable: true,
    description:
      'Change of a marketplace image that awaits review, visible to its provider and operators; null otherwise.',
  })
  pendingEdit(@Root() image: SeenImage, @Ctx() context: Context) {
    return isInsider(image, context) ? context.loaders.marketplaceEdit.load(image.id) : null;
  }
}

@Resolver(() => MarketplaceEdit)
export class MarketplaceEditPrice {
  @FieldResolver(() => Money, { description: 'New price per hour and instance.' })
  hourlyPrice(@Root() { hourlyPrice }: MarketplaceEdit, @Ctx() { prices }: Context): Money {
    return { amount: hourlyPrice, currency: prices.currency };
  }
}
