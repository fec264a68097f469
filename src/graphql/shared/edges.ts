import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { AccessToken } from '../../entities/accessToken';
import { Account } from '../../entities/account';
import { Architecture, TokenScope } from '../../entities/enums';
import { Image, type SeenImage } from '../../entities/image';
import { Instance, InstanceType } from '../../entities/instance';
import { Money, Quote, shownQuote } from '../../entities/money';
import { Operation } from '../../entities/operation';
import { Region } from '../../entities/region';
import { Share } from '../../entities/share';

import type { AgreedQuote } from '../../policy/fees';
import { instanceTypeFacts } from '../../store/instances';

/** Edges of shares, instances, ledger entries and tokens, and the price of instance types. */

@Resolver(() => Share)
export class ShareEdges {
  @FieldResolver(() => Image, { description: 'Shared image.' })
  async image(@Root() { imageId, image }: Share & { image?: SeenImage }, @Ctx() { loaders }: Context) {
    // Only a replayed payload can have a share whose image was deleted since; it contains the image itself.
    return (await loaders.image.load(imageId)) ?? image;
  }

  @FieldResolver(() => Account, { description: 'Account that received it.' })
  account(@Root() { accountId }: Share, @Ctx() { loaders }: Context) {
    return loaders.account.load(accountId);
  }
}

@Resolver(() => Instance)
export class InstanceEdges {
  @FieldResolver(() => Region, { description: 'Region in which it runs.' })
  region(@Root() { regionId }: Instance, @Ctx() { loaders }: Context) {
    return loaders.region.load(regionId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'Image that it runs; null if that no longer exists or the viewer may not see it.',
  })
  image(@Root() { imageId }: Instance, @Ctx() { loaders }: Context) {
    return loaders.image.load(imageId);
  }

  @FieldResolver(() => InstanceType, { description: 'Type of the instance.' })
  instanceType(@Root() { instanceTypeId }: Instance, @Ctx() { loaders }: Context) {
    return loaders.instanceType.load(instanceTypeId);
  }

  @FieldResolver(() => Quote, {
    description: 'Hourly price: the quote of the launch, with the fee of the image from which it was last restored.',
  })
  quote(@Root() { quote }: Instance): Quote {
    const { currency, ...agreed } = JSON.parse(quote) as AgreedQuote;
    return shownQuote(agreed, currency);
  }
}

@Resolver(() => InstanceType)
export class InstanceTypePrice {
  @FieldResolver(() => [Architecture], {
    description: 'Architectures that it runs; images of others cannot be launched on it.',
  })
  architectures(@Root() type: InstanceType) {
    return instanceTypeFacts(type).architectures;
  }

  @FieldResolver(() => Money, { description: 'Price of one instance per hour, excluding the image.' })
  hourlyPrice(@Root() { hourlyPrice }: InstanceType, @Ctx() { prices }: Context): Money {
    return { amount: hourlyPrice, currency: prices.currency };
  }
}

@Resolver(() => Operation)
export class OperationEdges {
  @FieldResolver(() => Account, { description: 'Account that performed it: the root account or a sub-account.' })
  actor(@Root() { actorId }: Operation, @Ctx() { loaders }: Context) {
    return loaders.account.load(actorId);
  }

  @FieldResolver(() => Region, {
    nullable: true,
    description: 'Region of the operation; null if it has none of its own.',
  })
  region(@Root() { regionId }: Operation, @Ctx() { loaders }: Context) {
    return regionId === null ? null : loaders.region.load(regionId);
  }
}

@Resolver(() => AccessToken)
export class AccessTokenScopes {
  @FieldResolver(() => [TokenScope], { description: 'Scopes of the token.' })
  scopes(@Root() { mayWrite }: AccessToken): (keyof typeof TokenScope)[] {
    return mayWrite ? ['READ', 'WRITE'] : ['READ'];
  }
}
