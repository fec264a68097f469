import { Arg, Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import type { Context } from '../context';
import { AccessToken } from '../../entities/accessToken';
import { Account } from '../../entities/account';
import { LaunchSources, Role } from '../../entities/enums';
import { Allowance, Limits } from '../../entities/limits';
import { StorageBill, shownBill } from '../../entities/money';
import { Node } from '../../entities/node';
import { Operation } from '../../entities/operation';
import { Region } from '../../entities/region';
import { ID } from '../../entities/scalars';
import type { ViewerFacts } from '../../policy/facts';
import { connectionOf, PageOf } from '../shared/connection';
import { imageUse } from '../../store/images';
import { listOperations } from '../../store/ledger';
import { billOf } from '../../store/fees';
import { liveTokens } from '../../store/accessTokens';
import { namedRegion } from '../../store/regions';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Who asks: an account with what it may do. A sub-account acts for its root.',
})
export class Viewer extends Node {
  @Field(() => [Role], { description: 'What it may do; a sub-account has its root’s roles.' })
  roles!: (keyof typeof Role)[];

  @Field(() => Limits, { description: 'The limits of its root account.' })
  limits!: Limits;

  @Field(() => LaunchSources, { description: 'Whose images its root account lets itself launch.' })
  launchSources!: keyof typeof LaunchSources;
}

/**
 * Returns the viewer with an id of its own, `vwr-acc-…`. The account is a separate node, visible to other viewers too.
 * Caches such as Relay's store nodes by id alone: under the account's id, each would overwrite the other.
 */
export const viewerNode = (viewer: ViewerFacts): ViewerFacts & { id: string } => ({
  ...viewer,
  id: `vwr-${viewer.accountId}`,
});

@ObjectType({ simpleResolvers: true, description: 'What is left of the limits in one region.' })
export class Quota {
  @Field(() => Region, { description: 'The region.' })
  region!: Region;

  @Field(() => Allowance, { description: 'Custom images; those in the making count, failed and received ones do not.' })
  images!: Allowance;

  @Field(() => Allowance, {
    description: 'Operations on custom images today; the day is UTC’s where the service has no other offset.',
  })
  operationsToday!: Allowance;
}

export const OperationConnection = connectionOf(Operation, 'Operation', 'ledger lines');

const allowance = (limit: number, used: number, resetsAt: number | null): Allowance => ({
  limit,
  used,
  remaining: Math.max(0, limit - used),
  resetsAt,
});

@Resolver(() => Viewer)
export class ViewerFields {
  @FieldResolver(() => Account, { description: 'The acting account itself, sub-account or root.' })
  account(@Root() { accountId }: ViewerFacts, @Ctx() { loaders }: Context) {
    return loaders.account.load(accountId);
  }

  @FieldResolver(() => Quota, { description: 'What is left of the limits in a region.' })
  async quota(
    @Root() { rootId, limits }: ViewerFacts,
    @Ctx() { store, loaders }: Context,
    @Arg('regionId', () => ID, { description: 'The region.' }) regionId: string,
  ): Promise<Quota> {
    const region = await namedRegion(store, 'regionId', regionId);
    const [images] = await imageUse(store, rootId, [regionId]);
    const day = await loaders.dayUse.load(regionId);
    return {
      region,
      images: allowance(limits.imagesPerRegion, images!.used, null),
      operationsToday: allowance(limits.operationsPerDay, day.used, day.resetsAt),
    };
  }

  @FieldResolver(() => OperationConnection, {
    description: 'The ledger of the root account: every write that was done and every refusal, newest first.',
  })
  operations(@Root() { rootId }: ViewerFacts, @Ctx() { store }: Context, @Args(() => PageOf) page: PageOf) {
    return listOperations(store, rootId, page);
  }

  @FieldResolver(() => [Account], { description: 'The accounts it trusts, where the launch sources are TRUSTED.' })
  async trustedAccounts(@Root() { trustedIds }: ViewerFacts, @Ctx() { loaders }: Context) {
    return Promise.all(trustedIds.map(async (id) => loaders.account.load(id)));
  }

  @FieldResolver(() => StorageBill, { description: 'What keeping the root account’s custom images costs per month.' })
  async storageBill(@Root() { rootId }: ViewerFacts, @Ctx() { store, prices }: Context): Promise<StorageBill> {
    return shownBill(await billOf(store, rootId, prices), prices.currency);
  }

  @FieldResolver(() => [AccessToken], { description: 'The acting account’s own live access tokens, newest first.' })
  accessTokens(@Root() { accountId }: ViewerFacts, @Ctx() { store, now }: Context) {
    return liveTokens(store, accountId, now);
  }
}
