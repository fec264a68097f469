import { ArgsType, Field, Int, ObjectType, Root } from 'type-graphql';
import type { Page, PageArgs } from '../../database/keyset';

@ObjectType({ simpleResolvers: true, description: 'Position of a page in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether further entries follow; exact for pages requested with `first`.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether other entries precede; exact for pages requested with `last`.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first entry; null for an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last entry; null for an empty page.' })
  endCursor!: string | null;
}

@ArgsType()
export class PageOf implements PageArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      'Number of entries to return, from the start or after `after`. 1–100; 20 if neither `first` nor `last` is given.',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor after which the page starts, from this list with this filter.',
  })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of entries from the end or before `before`, 1–100; not together with `first`.',
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor before which the page ends, from this list with this filter.',
  })
  before?: string | null;
}

/**
 * Returns the connection of a type, with its edge, as Relay defines them.
 *
 * @param node the type of the entries
 * @param name its name in the schema
 * @param what a plural noun for the descriptions
 */
export function connectionOf<T extends object>(node: new () => T, name: string, what: string) {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `Entry of a list of ${what}.` })
  class Edge {
    @Field(() => String, { description: `Position in the list of ${what}, for \`after\` and \`before\`.` })
    cursor!: string;

    @Field(() => node, { description: 'Entry itself.' })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `Page of ${what}, newest first.` })
  class Connection {
    @Field(() => [Edge], { description: `The ${what} with their cursors.` })
    edges!: Edge[];

    @Field(() => [node], { description: `The ${what} alone.` })
    nodes!: T[];

    @Field(() => PageInfo, { description: 'Position of the page.' })
    pageInfo!: PageInfo;

    @Field(() => Int, {
      description: `Total number of ${what} in the viewer’s list; counted only if selected.`,
    })
    totalCount(@Root() { count }: Pick<Page<T>, 'count'>): Promise<number> {
      return count();
    }
  }

  return Connection;
}
