import { createHash, randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { and, count, desc, eq, exists, isNull, or, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { account, image, operation, share } from './tables';

/** The database of the Yoga server, the condition of what a viewer sees, and the transaction that shares an image. */

const connection = new Database(process.env['BENCH_FILE']);
connection.pragma('journal_mode = WAL');
connection.pragma('synchronous = FULL');
connection.pragma('foreign_keys = ON');
export const db = drizzle(connection);

const held = (me: string) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(share)
      .where(and(eq(share.imageId, image.id), eq(share.accountId, me))),
  );
export const visible = (me: string) => and(isNull(image.deletedAt), or(image.listed, eq(image.ownerId, me), held(me)));

type Transaction = Parameters<Parameters<typeof db.transaction>[0]>[0];

export function shareImage(tx: Transaction, me: string, imageId: string, accountId: string) {
  const viewer = tx.select().from(account).where(eq(account.id, me)).get()!;
  const found = tx
    .select()
    .from(image)
    .where(and(eq(image.id, imageId), visible(me)))
    .get();
  const recipient = tx.select().from(account).where(eq(account.id, accountId)).get();
  const holders = tx.select({ accountId: share.accountId }).from(share).where(eq(share.imageId, imageId)).all();
  const last = tx.select().from(operation).where(eq(operation.rootId, me)).orderBy(desc(operation.seq)).limit(1).get();
  const at = Math.max(Date.now(), last?.at ?? 0);
  const day = new Date(at).toISOString().slice(0, 10);
  const today = tx
    .select({ used: count() })
    .from(operation)
    .where(
      and(
        eq(operation.rootId, me),
        eq(operation.day, day),
        eq(operation.regionId, found?.regionId ?? ''),
        sql`counted`,
      ),
    )
    .get()!;
  const rule = refusal();
  const shareRow = {
    id: `shr-${randomUUID()}`,
    imageId,
    accountId,
    imageRegionId: found?.regionId ?? '',
    imageCreatedAt: found?.createdAt ?? 0,
    createdAt: at,
  };
  if (rule === null) tx.insert(share).values(shareRow).run();
  const line = { id: `op-${randomUUID()}`, rootId: me, seq: (last?.seq ?? 0) + 1, actorId: me };
  const said = { kind: 'SHARE_IMAGE', regionId: found?.regionId ?? null, subjectId: imageId, at, rule };
  const hash = createHash('sha256')
    .update(JSON.stringify([last?.hash ?? '', ...Object.values({ ...line, ...said }), rule === null]))
    .digest('hex');
  const outcome = rule === null ? 'DONE' : 'DENIED';
  tx.insert(operation)
    .values({ ...line, ...said, day, outcome, hash, counted: rule === null })
    .run();
  return rule === null ? { image: found, shares: [shareRow] } : { rule };

  function refusal(): string | null {
    if (found === undefined) return 'IMAGE_NOT_FOUND';
    if (recipient === undefined) return 'ACCOUNT_NOT_FOUND';
    if (found.kind !== 'CUSTOM') return 'CUSTOM_IMAGES_ONLY';
    if (found.ownerId !== me) return 'SHARED_IMAGE_IS_LAUNCH_ONLY';
    if (found.state !== 'AVAILABLE') return 'IMAGE_NOT_READY';
    if (accountId === me) return 'SHARE_WITH_SELF';
    if (holders.some((holder) => holder.accountId === accountId)) return 'ALREADY_SHARED';
    if (recipient.rootId !== recipient.id) return 'RECIPIENT_NOT_ROOT_ACCOUNT';
    if (holders.length + 1 > (viewer.sharesPerImage ?? 50)) return 'SHARE_LIMIT';
    return today.used >= (viewer.operationsPerDay ?? 5) ? 'DAILY_OPERATION_LIMIT' : null;
  }
}
