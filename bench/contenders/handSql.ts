import { createHash, randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import type { ImageFacts, ImageRow, Last, Page, Recipient, Shared, ShareRow, Viewer } from './handRows';

/** The statements of a server written by hand, for `floor` and for Mercurius. */

const columns = (at = 'i.created_at', id = 'i.id') => `${id} AS id, i.name, i.state, i.os_family AS osFamily,
  i.platform, i.size_gb AS sizeGb, ${at} AS createdAt, i.region_id AS regionId, i.owner_id AS ownerId,
  (SELECT r.name FROM region r WHERE r.id = i.region_id) AS regionName,
  (SELECT o.name FROM account o WHERE o.id = i.owner_id) AS ownerName`;
const COUNT = '(SELECT count(*) FROM share c WHERE c.image_id = i.id)';

/**
 * Returns one flat UNION ALL of the images that an account sees in a region, each branch along its own index. SQLite
 * would plan the statement again for each run if the LIMIT were a bare parameter.
 */
function listSql(range: boolean): string {
  const after = (at: string, id: string) => (range ? `AND (${at}, ${id}) < (@at, @id)` : '');
  return `
    SELECT ${columns()}, i.kind AS type, NULL AS shareCount FROM image i
      WHERE i.gone_at IS NULL AND i.listed AND i.region_id = @regionId ${after('i.created_at', 'i.id')}
    UNION ALL SELECT ${columns()}, i.kind, NULL FROM image i
      WHERE i.gone_at IS NULL AND i.kind = 'MARKETPLACE' AND NOT i.listed AND i.owner_id = @me
        AND i.region_id = @regionId ${after('i.created_at', 'i.id')}
    UNION ALL SELECT ${columns()}, 'CUSTOM', ${COUNT} FROM image i
      WHERE i.gone_at IS NULL AND i.kind = 'CUSTOM' AND i.owner_id = @me
        AND i.region_id = @regionId ${after('i.created_at', 'i.id')}
    UNION ALL SELECT ${columns('s.image_created_at', 's.image_id')}, 'SHARED', NULL
      FROM share s JOIN image i ON i.id = s.image_id
      WHERE s.account_id = @me AND s.image_region_id = @regionId ${after('s.image_created_at', 's.image_id')}
    ORDER BY createdAt DESC, id DESC LIMIT @limit + 0`;
}

export type HandSql = ReturnType<typeof handSql>;

/** Opens the file as the service does: WAL, and every commit on the disk before it is acknowledged. */
export function handSql(file: string) {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');

  const pointStatement = db.prepare(`
    SELECT ${columns()}, CASE WHEN i.kind <> 'CUSTOM' THEN i.kind WHEN i.owner_id = @me THEN 'CUSTOM' ELSE 'SHARED' END AS type
    FROM image i WHERE i.id = @id AND i.gone_at IS NULL AND (i.listed OR i.owner_id = @me
      OR EXISTS (SELECT 1 FROM share s WHERE s.image_id = i.id AND s.account_id = @me))`);
  const firstPage = db.prepare(listSql(false));
  const laterPage = db.prepare(listSql(true));
  const ownStatement = db.prepare(`
    SELECT i.id, i.name, i.region_id AS regionId FROM image i
    WHERE i.gone_at IS NULL AND i.kind = 'CUSTOM' AND i.owner_id = ? ORDER BY i.created_at DESC, i.id DESC LIMIT ? + 0`);
  const sharesStatement = db.prepare(`
    SELECT s.id, s.created_at AS createdAt, a.id AS accountId, a.name AS accountName
    FROM share s JOIN account a ON a.id = s.account_id WHERE s.image_id = ? ORDER BY s.created_at, s.id`);
  const viewerStatement = db.prepare(`
    SELECT r.id AS rootId, (a.suspended OR r.suspended) AS suspended, r.is_operator AS isOperator,
      coalesce(r.shares_per_image, 50) AS sharesPerImage, coalesce(r.operations_per_day, 5) AS operationsPerDay
    FROM account a JOIN account r ON r.id = a.root_id WHERE a.id = ?`);
  const dayStatement = db
    .prepare('SELECT count(*) FROM operation WHERE root_id = ? AND day = ? AND region_id = ? AND counted')
    .pluck();
  const imageStatement = db.prepare(`
    SELECT i.id, i.name, i.kind, i.owner_id AS ownerId, i.region_id AS regionId, i.state, i.listed,
      i.created_at AS createdAt, ${COUNT} AS shareCount,
      EXISTS (SELECT 1 FROM share s WHERE s.image_id = i.id AND s.account_id = @me) AS held
    FROM image i WHERE i.id = @id AND i.gone_at IS NULL`);
  const recipientStatement = db.prepare(`
    SELECT a.id, a.name, a.root_id AS rootId,
      EXISTS (SELECT 1 FROM share s WHERE s.image_id = @imageId AND s.account_id = a.id) AS holds
    FROM account a WHERE a.id = @id`);
  const lastStatement = db.prepare('SELECT seq, at, hash FROM operation WHERE root_id = ? ORDER BY seq DESC LIMIT 1');
  const insertShare = db.prepare('INSERT INTO share VALUES (?, ?, ?, ?, ?, ?)');
  const insertOperation = db.prepare(`
    INSERT INTO operation (id, root_id, seq, actor_id, kind, region_id, subject_id, at, day, outcome, rule, hash, counted)
    VALUES (?, ?, ?, ?, 'SHARE_IMAGE', ?, ?, ?, ?, ?, ?, ?, ?)`);

  const day = (at: number) => new Date(at).toISOString().slice(0, 10);

  /** The rules of sharing, in the order of the rulebook. */
  function refusal(me: Viewer, image: ImageFacts | undefined, to: Recipient | undefined, used: number): string | null {
    const own = image?.ownerId === me.rootId;
    if (image === undefined || !(image.listed || own || image.held)) return 'IMAGE_NOT_FOUND';
    if (to === undefined) return 'ACCOUNT_NOT_FOUND';
    if (image.kind !== 'CUSTOM') return 'CUSTOM_IMAGES_ONLY';
    if (!own) return 'SHARED_IMAGE_IS_LAUNCH_ONLY';
    if (image.state !== 'AVAILABLE') return 'IMAGE_NOT_READY';
    if (to.id === me.rootId) return 'SHARE_WITH_SELF';
    if (to.holds) return 'ALREADY_SHARED';
    if (to.id !== to.rootId) return 'RECIPIENT_NOT_ROOT_ACCOUNT';
    if (image.shareCount + 1 > me.sharesPerImage) return 'SHARE_LIMIT';
    return used >= me.operationsPerDay && !me.isOperator ? 'DAILY_OPERATION_LIMIT' : null;
  }

  const share = db.transaction((accountId: string, imageId: string, recipientId: string): Shared => {
    const me = viewerStatement.get(accountId) as Viewer;
    const last = (lastStatement.get(me.rootId) as Last | undefined) ?? { seq: 0, at: 0, hash: '' };
    const at = Math.max(Date.now(), last.at);
    const image = imageStatement.get({ me: me.rootId, id: imageId }) as ImageFacts | undefined;
    const to = recipientStatement.get({ imageId, id: recipientId }) as Recipient | undefined;
    const regionId = image?.regionId ?? null;
    const rule = refusal(me, image, to, dayStatement.get(me.rootId, day(at), regionId) as number);
    const counted = rule === null && !me.isOperator;
    const shareId = `shr-${randomUUID()}`;
    if (rule === null) insertShare.run(shareId, imageId, recipientId, regionId, image!.createdAt, at);
    const id = `op-${randomUUID()}`;
    const line = [id, me.rootId, last.seq + 1, accountId, 'SHARE_IMAGE', regionId, imageId, at, rule, counted];
    const hash = createHash('sha256')
      .update(JSON.stringify([last.hash, ...line]))
      .digest('hex');
    const outcome = rule === null ? 'DONE' : 'DENIED';
    insertOperation.run(
      ...[id, me.rootId, last.seq + 1, accountId, regionId, imageId, at, day(at), outcome, rule, hash, Number(counted)],
    );
    if (rule !== null) return { rule };
    return {
      image: { id: imageId, name: image!.name },
      share: { id: shareId, createdAt: at, accountId: recipientId, accountName: to!.name },
    };
  });

  return {
    point: (me: string, id: string) => pointStatement.get({ me, id }) as ImageRow | undefined,
    list(me: string, regionId: string, limit: number, after: string | null): Page {
      const [at, id] = after === null ? [] : Buffer.from(after, 'base64url').toString().split(' ');
      const rows = (after === null ? firstPage : laterPage).all({
        me,
        regionId,
        limit: limit + 1,
        at: Number(at),
        id,
      }) as ImageRow[];
      const hasNextPage = rows.length > limit;
      if (hasNextPage) rows.pop();
      const last = rows[rows.length - 1];
      const endCursor = last ? Buffer.from(`${last.createdAt} ${last.id}`).toString('base64url') : null;
      return { rows, hasNextPage, endCursor };
    },
    own: (me: string, limit: number) => ownStatement.all(me, limit) as Pick<ImageRow, 'id' | 'name' | 'regionId'>[],
    shares: (imageId: string) => sharesStatement.all(imageId) as ShareRow[],
    /** Returns the facts that decide whether one of the viewer's images may be shared once more. */
    limits(me: string, regionId: string): { sharesPerImage: number; dayIsFull: boolean } {
      const { rootId, sharesPerImage, operationsPerDay } = viewerStatement.get(me) as Viewer;
      const used = dayStatement.get(rootId, day(Date.now()), regionId) as number;
      return { sharesPerImage, dayIsFull: used >= operationsPerDay };
    },
    // eslint-disable-next-line @typescript-eslint/unbound-method -- better-sqlite3 makes a function that reads no `this`
    share: share.immediate,
  };
}
