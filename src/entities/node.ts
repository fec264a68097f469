import { Field, InterfaceType } from 'type-graphql';
import { ID } from './scalars';

/** Types by the prefix of their ids. */
const TYPE_BY_PREFIX: Record<string, string> = {
  img: 'Image',
  ins: 'Instance',
  acc: 'Account',
  shr: 'Share',
  tok: 'AccessToken',
  op: 'Operation',
  vwr: 'Viewer',
};

/**
 * Returns the type that an id's prefix identifies, such as `Image` for `img-…`; null for any other id. Regions and
 * instance types keep their established ids, which may even begin with the prefix of another type.
 */
export function typeOfId(id: string): string | null {
  const prefix = id.slice(0, Math.max(0, id.indexOf('-')));
  return Object.hasOwn(TYPE_BY_PREFIX, prefix) ? TYPE_BY_PREFIX[prefix]! : null;
}

/** An object that implements `Node`, with its type, which the ids of regions and instance types do not identify. */
export interface TypedNode {
  __typename: string;
  id: string;
}

@InterfaceType('Node', {
  description: 'Object with an id by which `Query.node` can read it again.',
  resolveType: ({ __typename }: TypedNode) => __typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'Id, unique in this service.' })
  id!: string;
}
