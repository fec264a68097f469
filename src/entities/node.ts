import { Field, InterfaceType } from 'type-graphql';
import { ID } from './scalars';

/** The types of ids by their prefix. */
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
 * Returns the type that an id's prefix tells: `Image` for `img-…`; null where it tells none. Regions and instance types
 * keep the ids people know, which may even begin like another type's.
 */
export function typeOfId(id: string): string | null {
  const prefix = id.slice(0, Math.max(0, id.indexOf('-')));
  return Object.hasOwn(TYPE_BY_PREFIX, prefix) ? TYPE_BY_PREFIX[prefix]! : null;
}

/** Something that implements `Node`, with its type: the ids of regions and instance types do not tell theirs. */
export interface TypedNode {
  __typename: string;
  id: string;
}

@InterfaceType('Node', {
  description: 'Anything with an id that can be read again by `Query.node`.',
  resolveType: ({ __typename }: TypedNode) => __typename,
})
export abstract class Node {
  @Field(() => ID, { description: 'The id, unique in this service.' })
  id!: string;
}
