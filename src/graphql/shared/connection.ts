import { ArgsType, Field, Int, ObjectType, Root } from 'type-graphql';
import type { Page, PageArgs } from '../../database/keyset';

@ObjectType({ simpleResolvers: true, description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether something follows. Exact when asked for with `first`.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether something comes before. Exact when asked for with `last`.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The first entry’s cursor; null for an empty page.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The last entry’s cursor; null for an empty page.' })
  endCursor!: string | null;
}

@ArgsType()
export class PageOf implements PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'So many from the start or after `after`: 1 to 100; 20 if neither `first` nor `last` is given.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor of this list with this filter; what follows it.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'So many from the end or before `before`: 1 to 100. Not together with `first`.',
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor of this list with this filter; what comes before it.' })
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
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `An entry of a list of ${what}.` })
  class Edge {
    @Field(() => String, { description: 'Its place, for `after` and `before`.' })
    cursor!: string;

    @Field(() => node, { description: 'What stands there.' })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of ${what}, newest first.` })
  class Connection {
    @Field(() => [Edge], { description: 'The entries with their cursors.' })
    edges!: Edge[];

    @Field(() => [node], { description: 'The entries alone.' })
    nodes!: T[];

    @Field(() => PageInfo, { description: 'Where the page stands.' })
    pageInfo!: PageInfo;

    @Field(() => Int, {
      description: 'How many there are in all, in the viewer’s own view; counted only when asked for.',
    })
    totalCount(@Root() { count }: Pick<Page<T>, 'count'>): Promise<number> {
      return count();
    }
  }

  return Connection;
}
