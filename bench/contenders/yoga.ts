import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { and, count, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { GraphQLScalarType } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { SDL } from './sdl';
import { account, image, region, share } from './tables';
import { db, shareImage, visible } from './yogaShare';

/** Yoga with Drizzle and DataLoader, as in their documentation: a query for the list, a loader for each edge. */

type ImageRow = typeof image.$inferSelect;
type ShareRow = typeof share.$inferSelect;
interface Context {
  me: string;
  regions: DataLoader<string, typeof region.$inferSelect>;
  accounts: DataLoader<string, typeof account.$inferSelect>;
  shareCounts: DataLoader<string, number>;
  shares: DataLoader<string, ShareRow[]>;
}

function byId<T extends { id: string }>(load: (ids: string[]) => T[]): DataLoader<string, T> {
  return new DataLoader(async (ids) => {
    const rows = new Map(load([...ids]).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id)!);
  });
}

const contextFor = (me: string): Context => ({
  me,
  regions: byId((ids) => db.select().from(region).where(inArray(region.id, ids)).all()),
  accounts: byId((ids) => db.select().from(account).where(inArray(account.id, ids)).all()),
  shareCounts: new DataLoader(async (ids) => {
    const rows = db
      .select({ imageId: share.imageId, total: count() })
      .from(share)
      .where(inArray(share.imageId, [...ids]))
      .groupBy(share.imageId)
      .all();
    const totals = new Map(rows.map(({ imageId, total }) => [imageId, total]));
    return ids.map((id) => totals.get(id) ?? 0);
  }),
  shares: new DataLoader(async (ids) => {
    const rows = db
      .select()
      .from(share)
      .where(inArray(share.imageId, [...ids]))
      .orderBy(share.createdAt, share.id)
      .all();
    return ids.map((id) => rows.filter(({ imageId }) => imageId === id));
  }),
});

/** Reads each set along its own index and merges them here; an OR over all would read every image of the region. */
function listed(me: string, regionId: string, limit: number, after: string | null): ImageRow[] {
  const [at, id] = after === null ? [] : Buffer.from(after, 'base64url').toString().split(' ');
  const range = after === null ? undefined : sql`(${image.createdAt}, ${image.id}) < (${Number(at)}, ${id})`;
  const here = and(isNull(image.deletedAt), eq(image.regionId, regionId), range);
  const order = [desc(image.createdAt), desc(image.id)] as const;
  const everybodys = db
    .select()
    .from(image)
    .where(and(here, image.listed))
    .orderBy(...order)
    .limit(limit)
    .all();
  const own = db
    .select()
    .from(image)
    .where(and(here, eq(image.kind, 'CUSTOM'), eq(image.ownerId, me)))
    .orderBy(...order)
    .limit(limit)
    .all();
  const heldRange =
    after === null ? undefined : sql`(${share.imageCreatedAt}, ${share.imageId}) < (${Number(at)}, ${id})`;
  const received = db
    .select({ image })
    .from(share)
    .innerJoin(image, eq(image.id, share.imageId))
    .where(and(eq(share.accountId, me), eq(share.imageRegionId, regionId), heldRange))
    .orderBy(desc(share.imageCreatedAt), desc(share.imageId))
    .limit(limit)
    .all();
  const all = [...everybodys, ...own, ...received.map((row) => row.image)];
  return all.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)).slice(0, limit);
}

interface ListArgs {
  filter?: { regionId?: string; types?: string[] };
  first: number;
  after?: string | null;
}

function typeOf({ kind, ownerId }: ImageRow, me: string) {
  if (kind !== 'CUSTOM') return kind;
  return ownerId === me ? 'CUSTOM' : 'SHARED';
}

const resolvers = {
  DateTime: new GraphQLScalarType({ name: 'DateTime', serialize: (value) => new Date(value as number).toISOString() }),
  Query: {
    image: (_: unknown, { id }: { id: string }, { me }: Context) =>
      db
        .select()
        .from(image)
        .where(and(eq(image.id, id), visible(me)))
        .get() ?? null,
    images(_: unknown, { filter, first, after }: ListArgs, { me }: Context) {
      const rows =
        filter?.types !== undefined
          ? db
              .select()
              .from(image)
              .where(and(isNull(image.deletedAt), eq(image.kind, 'CUSTOM'), eq(image.ownerId, me)))
              .orderBy(desc(image.createdAt), desc(image.id))
              .limit(first + 1)
              .all()
          : listed(me, filter!.regionId!, first + 1, after ?? null);
      const nodes = rows.slice(0, first);
      const last = nodes[nodes.length - 1];
      const endCursor = last ? Buffer.from(`${last.createdAt} ${last.id}`).toString('base64url') : null;
      return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor } };
    },
  },
  Image: {
    type: (row: ImageRow, _: unknown, { me }: Context) => typeOf(row, me),
    region: ({ regionId }: ImageRow, _: unknown, { regions }: Context) => regions.load(regionId),
    owner: ({ ownerId }: ImageRow, _: unknown, { accounts }: Context) => accounts.load(ownerId),
    shareCount: (row: ImageRow, _: unknown, { me, shareCounts }: Context) =>
      typeOf(row, me) === 'CUSTOM' ? shareCounts.load(row.id) : null,
    shares: (row: ImageRow, _: unknown, { me, shares }: Context) =>
      typeOf(row, me) === 'CUSTOM' ? shares.load(row.id) : null,
  },
  Share: { account: ({ accountId }: ShareRow, _: unknown, { accounts }: Context) => accounts.load(accountId) },
  ShareImageResult: { __resolveType: (result: object) => ('rule' in result ? 'Denied' : 'ShareImagePayload') },
  Mutation: {
    shareImage: (_: unknown, { input }: { input: { imageId: string; accountIds: string[] } }, { me }: Context) =>
      db.transaction((tx) => shareImage(tx, me, input.imageId, input.accountIds[0]!), { behavior: 'immediate' }),
  },
};

const yoga = createYoga({
  schema: createSchema({ typeDefs: SDL, resolvers: resolvers as never }),
  context: ({ request }) => contextFor(String(request.headers.get('x-account'))),
  logging: 'error',
  graphiql: false,
});
createServer((request, response) => void yoga(request, response)).listen(Number(process.env['PORT']), '127.0.0.1');
