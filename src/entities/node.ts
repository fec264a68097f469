import { Field, InterfaceType } from 'type-graphql';
import { ID } from './scalars';

/** The types of ids by their prefix; a region's id has none and is the id people know. */
const TYPE_BY_PREFIX: Record<string, string> = {
  img: 'Image',
  ins: 'Instance',
  acc: 'Account',
  shr: 'Share',
  tok: 'AccessToken',
  op: 'Operation',
};

/** The type an id tells: `Image` for `img-…` and so on, `Region` for all that has no prefix of ours. */
export function typeOfId(id: string): string {
  const prefix = id.slice(0, Math.max(0, id.indexOf('-')));
  return Object.hasOwn(TYPE_BY_PREFIX, prefix) ? TYPE_BY_PREFIX[prefix]! : 'Region';
}

@InterfaceType('Node', {
  description: 'Anything with an id that can be read again by `Query.node`.',
  resolveType: (value: { id: string }) => typeOfId(value.id),
})
export abstract class Node {
  @Field(() => ID, { description: 'The id, unique in this service; its prefix tells the type.' })
  id!: string;
}
