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
  @FieldResolver(() => Image, { description: 'The image.' })
  async image(@Root() { imageId, image }: Share & { image?: SeenImage }, @Ctx() { loaders }: Context) {
    // Only a replayed payload can have a share whose image was deleted since; it contains the image itself.
    return (await loaders.image.load(imageId)) ?? image;
  }

  @FieldResolver(() => Account, { description: 'Who received it.' })
  account(@Root() { accountId }: Share, @Ctx() { loaders }: Context) {
    return loaders.account.load(accountId);
  }
}

@Resolver(() => Instance)
export class InstanceEdges {
  @FieldResolver(() => Region, { description: 'Where it runs.' })
  region(@Root() { regionId }: Instance, @Ctx() { loaders }: Context) {
    return loaders.region.load(regionId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The image it runs, where that is still there for the viewer.',
  })
  image(@Root() { imageId }: Instance, @Ctx() { loaders }: Context) {
    return loaders.image.load(imageId);
  }

  @FieldResolver(() => InstanceType, { description: 'Its size.' })
  instanceType(@Root() { instanceTypeId }: Instance, @Ctx() { loaders }: Context) {
    return loaders.instanceType.load(instanceTypeId);
  }

  @FieldResolver(() => Quote, {
    description:
      'What it costs per hour: the quote it was launched under, with the fee of the image it was last restored from.',
  })
  quote(@Root() { quote }: Instance): Quote {
    const { currency, ...agreed } = JSON.parse(quote) as AgreedQuote;
    return shownQuote(agreed, currency);
  }
}

@Resolver(() => InstanceType)
export class InstanceTypePrice {
  @FieldResolver(() => [Architecture], {
    description: 'The architectures it runs: an image of another one is not launched on it.',
  })
  architectures(@Root() type: InstanceType) {
    return instanceTypeFacts(type).architectures;
  }

  @FieldResolver(() => Money, { description: 'The price of one instance per hour, the image not included.' })
  hourlyPrice(@Root() { hourlyPrice }: InstanceType, @Ctx() { prices }: Context): Money {
    return { amount: Number(hourlyPrice), currency: prices.currency };
  }
}

@Resolver(() => Operation)
export class OperationEdges {
  @FieldResolver(() => Account, { description: 'Who did it: the root account or one of its sub-accounts.' })
  actor(@Root() { actorId }: Operation, @Ctx() { loaders }: Context) {
    return loaders.account.load(actorId);
  }

  @FieldResolver(() => Region, { nullable: true, description: 'Where; null where it has no region of its own.' })
  region(@Root() { regionId }: Operation, @Ctx() { loaders }: Context) {
    return regionId === null ? null : loaders.region.load(regionId);
  }
}

@Resolver(() => AccessToken)
export class AccessTokenScopes {
  @FieldResolver(() => [TokenScope], { description: 'What it may be used for.' })
  scopes(@Root() { mayWrite }: AccessToken): (keyof typeof TokenScope)[] {
    return mayWrite ? ['READ', 'WRITE'] : ['READ'];
  }
}
