import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { viewerOf, type Context } from '../context';
import { Node, typeOfId } from '../entities/node';
import { ID } from '../entities/scalars';
import { allRegions, instanceRows } from '../store/gather';
import { liveTokens, operationOf, seenAccount, seenShare } from '../store/readings';

@Resolver()
export class Nodes {
  @Query(() => Node, {
    nullable: true,
    description: 'Anything by its id; null where there is none, or none for this viewer.',
  })
  async node(
    @Arg('id', () => ID, { description: 'Any id this service answered.' }) id: string,
    @Ctx() context: Context,
  ): Promise<{ id: string } | null> {
    const { store, loaders, now } = context;
    const type = typeOfId(id);
    if (type === 'Region') return (await allRegions(store)).find((region) => region.id === id) ?? null;
    if (type === 'Image') return loaders.image.load(id);

    const viewer = viewerOf(context);
    switch (type) {
      case 'Instance':
        return (await instanceRows(store, [id])).find(({ ownerId }) => ownerId === viewer.rootId) ?? null;
      case 'Account':
        return seenAccount(store, viewer, id);
      case 'Share':
        return seenShare(store, viewer.rootId, id);
      case 'Operation':
        return operationOf(store, viewer.rootId, id);
      default:
        return (await liveTokens(store, viewer.accountId, now)).find((token) => token.id === id) ?? null;
    }
  }
}
