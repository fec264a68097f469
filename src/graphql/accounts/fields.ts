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
  description: 'Acting account with its rights. A sub-account acts for its root account.',
})
export class Viewer extends Node {
  @Field(() => [Role], { description: 'Roles of the account; those of its root for a sub-account.' })
  roles!: (keyof typeof Role)[];

  @Field(() => Limits, { description: 'Limits of the root account.' })
  limits!: Limits;

  @Field(() => LaunchSources, { description: 'Sources from which the root account launches images.' })
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

@ObjectType({ simpleResolvers: true, description: 'Quota of a root account in one region.' })
export class Quota {
  @Field(() => Region, { description: 'Region of the quota.' })
  region!: Region;

  @Field(() => Allowance, {
    description: 'Custom images in the region. Those being made count; failed and received ones do not.',
  })
  images!: Allowance;

  @Field(() => Allowance, {
    description: 'Operations on custom images today. The day is in UTC unless the service has another offset.',
  })
  operationsToday!: Allowance;
}

export const OperationConnection = connectionOf(Operation, 'Operation', 'ledger entries');

const allowance = (limit: number, used: number, resetsAt: number | null): Allowance => ({
  limit,
  used,
  remaining: Math.max(0, limit - used),
  resetsAt,
});

@Resolver(() => Viewer)
export class ViewerFields {
  @FieldResolver(() => Account, { description: 'Account itself, root account or sub-account.' })
  account(@Root() { accountId }: ViewerFacts, @Ctx() { loaders }: Context) {
    return loaders.account.load(accountId);
  }

  @FieldResolver(() => Quota, { description: 'Quota of the root account in a region.' })
  async quota(
    @Root() { rootId, limits }: ViewerFacts,
    @Ctx() { store, loaders }: Context,
    @Arg('regionId', () => ID, { description: 'ID of the region.' }) regionId: string,
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
    description: 'Ledger of the root account: every completed write and every denial, newest first.',
  })
  operations(@Root() { rootId }: ViewerFacts, @Ctx() { store }: Context, @Args(() => PageOf) page: PageOf) {
    return listOperations(store, rootId, page);
  }

  @FieldResolver(() => [Account], { description: 'Trusted accounts if the launch sources are `TRUSTED`.' })
  async trustedAccounts(@Root() { trustedIds }: ViewerFacts, @Ctx() { loaders }: Context) {
    return Promise.all(trustedIds.map(async (id) => loaders.account.load(id)));
  }

  @FieldResolver(() => StorageBill, { description: 'Monthly storage bill for the root account’s custom images.' })
  async storageBill(@Root() { rootId }: ViewerFacts, @Ctx() { store, prices }: Context): Promise<StorageBill> {
    return shownBill(await billOf(store, rootId, prices), prices.currency);
  }

  @FieldResolver(() => [AccessToken], { description: 'Live access tokens of the acting account, newest first.' })
  accessTokens(@Root() { accountId }: ViewerFacts, @Ctx() { store, now }: Context) {
    return liveTokens(store, accountId, now);
  }
}
