import 'reflect-metadata';
import { createHash, randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { Arg, buildSchema, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Brackets, DataSource, type SelectQueryBuilder } from 'typeorm';
import { Account, Image, Operation, Region, Share } from './tutorialTables';
import {
  Denied,
  ImageConnection,
  ImageFilter,
  ImageType,
  ShareImageInput,
  ShareImagePayload,
  ShareImageResult,
} from './tutorialTypes';

/** Apollo's standalone server, type-graphql, and TypeORM with relations, as tutorials write it. */

interface Context {
  me: string;
}

const database = new DataSource({
  type: 'better-sqlite3',
  database: process.env['BENCH_FILE']!,
  entities: [Region, Account, Image, Share, Operation],
  prepareDatabase(db: { pragma: (text: string) => void }) {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
  },
});

const images = (me: string): SelectQueryBuilder<Image> =>
  database
    .getRepository(Image)
    .createQueryBuilder('image')
    .leftJoinAndSelect('image.region', 'region')
    .leftJoinAndSelect('image.owner', 'owner')
    .where('image.deletedAt IS NULL')
    .andWhere(
      new Brackets((either) =>
        either
          .where('image.listed = 1')
          .orWhere('image.owner = :me', { me })
          .orWhere('EXISTS (SELECT 1 FROM share held WHERE held.image_id = image.id AND held.account_id = :me)', {
            me,
          }),
      ),
    );

@Resolver(() => Image)
class ImageResolver {
  @Query(() => Image, { nullable: true })
  image(@Arg('id', () => ID) id: string, @Ctx() { me }: Context): Promise<Image | null> {
    return images(me).andWhere('image.id = :id', { id }).getOne();
  }

  @Query(() => ImageConnection)
  async images(
    @Ctx() { me }: Context,
    @Arg('filter', () => ImageFilter, { nullable: true }) filter?: ImageFilter,
    @Arg('first', () => Int, { nullable: true }) first = 20,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<ImageConnection> {
    const skipped = after == null ? 0 : Number(Buffer.from(after, 'base64url'));
    const query = images(me).leftJoinAndSelect('image.shares', 'share').leftJoinAndSelect('share.account', 'account');
    if (filter?.regionId != null) query.andWhere('image.region = :regionId', filter);
    if (filter?.types != null) query.andWhere(`image.owner = :me AND image.kind = 'CUSTOM'`);
    const found = await query
      .orderBy('image.createdAt', 'DESC')
      .addOrderBy('image.id', 'DESC')
      .skip(skipped)
      .take(first + 1)
      .getMany();
    const nodes = found.slice(0, first);
    const endCursor = Buffer.from(String(skipped + nodes.length)).toString('base64url');
    return { nodes, pageInfo: { hasNextPage: found.length > first, endCursor: nodes.length > 0 ? endCursor : null } };
  }

  @FieldResolver(() => ImageType)
  type(@Root() { kind, owner }: Image, @Ctx() { me }: Context): string {
    if (kind !== 'CUSTOM') return kind;
    return owner.id === me ? 'CUSTOM' : 'SHARED';
  }

  @FieldResolver(() => String)
  createdAt(@Root() { createdAt }: Image): string {
    return new Date(createdAt).toISOString();
  }

  @FieldResolver(() => Int, { nullable: true })
  shareCount(@Root() { kind, owner, shares }: Image, @Ctx() { me }: Context): number | null {
    return kind === 'CUSTOM' && owner.id === me ? shares.length : null;
  }

  @FieldResolver(() => [Share], { nullable: true })
  shares(@Root() { kind, owner, shares }: Image, @Ctx() { me }: Context): Share[] | null {
    if (kind !== 'CUSTOM' || owner.id !== me) return null;
    return [...shares].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  @Mutation(() => ShareImageResult)
  shareImage(
    @Arg('input', () => ShareImageInput) { imageId, accountIds: [accountId] }: ShareImageInput,
    @Ctx() { me }: Context,
  ): Promise<ShareImagePayload | Denied> {
    return database.transaction(async (manager) => {
      const viewer = await manager.findOneByOrFail(Account, { id: me });
      const image = await manager.findOne(Image, {
        where: { id: imageId },
        relations: { region: true, owner: true, shares: { account: true } },
      });
      const account = await manager.findOneBy(Account, { id: accountId! });
      const last = await manager.findOne(Operation, { where: { rootId: me }, order: { seq: 'DESC' } });
      const at = Math.max(Date.now(), last?.at ?? 0);
      const day = new Date(at).toISOString().slice(0, 10);
      const regionId = image?.region.id ?? null;
      const used = await manager.countBy(Operation, { rootId: me, day, regionId: regionId ?? '', counted: true });
      const rule = refusal(viewer, image, account, used);
      const said = {
        id: `op-${randomUUID()}`,
        rootId: me,
        seq: (last?.seq ?? 0) + 1,
        actorId: me,
        kind: 'SHARE_IMAGE',
      };
      const line = { ...said, regionId, subjectId: imageId, at, rule, counted: rule === null };
      const hash = createHash('sha256')
        .update(JSON.stringify([last?.hash ?? '', ...Object.values(line)]))
        .digest('hex');
      await manager.save(manager.create(Operation, { ...line, day, hash, outcome: rule === null ? 'DONE' : 'DENIED' }));
      if (rule !== null || image === null || account === null) return { rule: rule! };
      const { id: imageRegionId } = image.region;
      const values = { id: `shr-${randomUUID()}`, image, account, imageRegionId, imageCreatedAt: image.createdAt };
      const share = await manager.save(manager.create(Share, { ...values, createdAt: at }));
      return { image, shares: [share] };
    });
  }
}

function refusal(viewer: Account, image: Image | null, account: Account | null, used: number): string | null {
  const held = image?.shares.some((share) => share.account.id === viewer.id);
  if (image === null || !(image.listed || image.owner.id === viewer.id || held)) return 'IMAGE_NOT_FOUND';
  if (account === null) return 'ACCOUNT_NOT_FOUND';
  if (image.kind !== 'CUSTOM') return 'CUSTOM_IMAGES_ONLY';
  if (image.owner.id !== viewer.id) return 'SHARED_IMAGE_IS_LAUNCH_ONLY';
  if (image.state !== 'AVAILABLE') return 'IMAGE_NOT_READY';
  if (account.id === viewer.id) return 'SHARE_WITH_SELF';
  if (image.shares.some((share) => share.account.id === account.id)) return 'ALREADY_SHARED';
  if (account.rootId !== account.id) return 'RECIPIENT_NOT_ROOT_ACCOUNT';
  if (image.shares.length + 1 > (viewer.sharesPerImage ?? 50)) return 'SHARE_LIMIT';
  return used >= (viewer.operationsPerDay ?? 5) ? 'DAILY_OPERATION_LIMIT' : null;
}

@Resolver(() => Share)
class ShareResolver {
  @FieldResolver(() => String)
  createdAt(@Root() { createdAt }: Share): string {
    return new Date(createdAt).toISOString();
  }
}

async function main(): Promise<void> {
  await database.initialize();
  const schema = await buildSchema({ resolvers: [ImageResolver, ShareResolver] });
  const server = new ApolloServer<Context>({ schema });
  await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: Number(process.env['PORT']) },
    context: ({ req }) => Promise.resolve({ me: req.headers['x-account'] as string }),
  });
}

void main();
