import Fastify from 'fastify';
import { GraphQLScalarType } from 'graphql';
import mercurius from 'mercurius';
import type { ImageRow, ShareRow } from './handRows';
import { handSql } from './handSql';
import { SDL } from './sdl';

/** Mercurius with graphql-jit over the hand-written statements of `floor`. */

const sql = handSql(process.env['BENCH_FILE']!);

interface Context {
  me: string;
}
interface ListArgs {
  filter?: { regionId?: string; types?: string[] };
  first: number;
  after?: string | null;
}
type ListedImage = ImageRow & { limits?: ReturnType<typeof sql.limits> };

const resolvers = {
  DateTime: new GraphQLScalarType({
    name: 'DateTime',
    serialize: (value) => new Date(value as number).toISOString(),
  }),
  Query: {
    image: (_: unknown, { id }: { id: string }, { me }: Context) => sql.point(me, id) ?? null,
    images(_: unknown, { filter, first, after }: ListArgs, { me }: Context) {
      if (filter?.types !== undefined) return { nodes: sql.own(me, first) };
      const { rows, hasNextPage, endCursor } = sql.list(me, filter!.regionId!, first, after ?? null);
      return { nodes: rows, pageInfo: { hasNextPage, endCursor } };
    },
  },
  Image: {
    region: ({ regionId, regionName }: ImageRow) => ({ id: regionId, name: regionName }),
    owner: ({ ownerId, ownerName }: ImageRow) => ({ id: ownerId, name: ownerName }),
    shares: ({ id }: ImageRow) => sql.shares(id),
    viewerCan: (image: ListedImage) => ({ image }),
  },
  ViewerCan: {
    share(
      { image }: { image: ListedImage },
      _: unknown,
      context: Context & { limits?: ReturnType<typeof sql.limits> },
    ) {
      if (image.shareCount === null) return { allowed: false };
      const { sharesPerImage, dayIsFull } = (context.limits ??= sql.limits(context.me, image.regionId));
      return { allowed: image.state === 'AVAILABLE' && image.shareCount < sharesPerImage && !dayIsFull };
    },
  },
  Share: {
    account: ({ accountId, accountName }: ShareRow) => ({ id: accountId, name: accountName }),
  },
  ShareImageResult: {
    resolveType: (result: object) => ('rule' in result ? 'Denied' : 'ShareImagePayload'),
  },
  Mutation: {
    shareImage(_: unknown, { input }: { input: { imageId: string; accountIds: string[] } }, { me }: Context) {
      const result = sql.share(me, input.imageId, input.accountIds[0]!);
      return 'rule' in result ? result : { image: result.image, shares: [result.share] };
    },
  },
};

async function main(): Promise<void> {
  const app = Fastify();
  await app.register(mercurius, {
    schema: SDL,
    resolvers: resolvers as never,
    jit: 1,
    context: (request) => ({ me: request.headers['x-account'] }),
  });
  await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
}

void main();
