import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { viewerOf, type Context } from './context';
import { Node, typeOfId, type TypedNode } from '../entities/node';
import { ID } from '../entities/scalars';
import { viewerNode } from './accounts/fields';
import { instanceRows } from '../store/instances';
import { seenAccount } from '../store/accounts';
import { ledgerEntry } from '../store/ledger';
import { liveTokens } from '../store/accessTokens';
import { seenShare } from '../store/shares';
import { instanceTypes } from '../store/instances';

@Resolver()
export class Nodes {
  @Query(() => Node, {
    nullable: true,
    description: 'Object with the given id; null if it does not exist or the viewer may not see it.',
  })
  async node(
    @Arg('id', () => ID, { description: 'ID of any object of this service.' }) id: string,
    @Ctx() context: Context,
  ): Promise<TypedNode | null> {
    const type = typeOfId(id);
    const image = type === 'Image' ? await context.loaders.image.load(id) : null;
    if (image !== null) return { ...image, __typename: 'Image' };
    // Before the credential is required: every caller may read these, and their ids may have any prefix.
    const listed = await catalogueNode(context, id);
    if (listed !== null || type === null || type === 'Image') return listed;
    const found = await ownNode(context, type, id);
    return found && { ...found, __typename: type };
  }
}

/** Returns the region with the given id or else the instance type. Operators choose these ids, not the service. */
async function catalogueNode({ store, loaders }: Context, id: string): Promise<TypedNode | null> {
  const region = await loaders.region.load(id);
  if (region !== null) return { ...region, __typename: 'Region' };
  const instanceType = (await instanceTypes(store)).find((each) => each.id === id);
  return instanceType === undefined ? null : { ...instanceType, __typename: 'InstanceType' };
}

/**
 * Returns a node that only callers with a credential may read.
 *
 * @throws UNAUTHENTICATED for anonymous callers
 */
async function ownNode(context: Context, type: string, id: string): Promise<{ id: string } | null> {
  const { store, now } = context;
  const viewer = viewerOf(context);
  switch (type) {
    case 'Instance':
      return (await instanceRows(store, [id])).find(({ ownerId }) => ownerId === viewer.rootId) ?? null;
    case 'Account':
      return seenAccount(store, viewer, id);
    case 'Share':
      return seenShare(store, viewer.rootId, id);
    case 'Operation':
      return ledgerEntry(store, viewer.rootId, id);
    case 'Viewer':
      return viewerNode(viewer).id === id ? viewerNode(viewer) : null;
    default:
      return (await liveTokens(store, viewer.accountId, now)).find((token) => token.id === id) ?? null;
  }
}
