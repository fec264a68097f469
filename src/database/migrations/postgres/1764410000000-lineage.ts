import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds the lineage of images and the architectures of instance types. The source of a captured image was not stored
 * before and cannot be recovered; copies and submissions stem from images of their own account, so no unreviewed source
 * is known for any image. Providers that are already suspended lose their listings, as those suspended from now on do.
 */
export class LineagePostgres1764410000000 implements MigrationInterface {
  name = 'LineagePostgres1764410000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

const SUSPENDED = `SELECT a.id FROM account a WHERE a.suspended`;

const UP = [
  `ALTER TABLE instance_type ADD COLUMN architectures text NOT NULL DEFAULT '["X86_64","I386"]'`,
  `ALTER TABLE image ADD COLUMN made_from_id text COLLATE "C" REFERENCES image (id) DEFERRABLE`,
  `ALTER TABLE image ADD COLUMN unreviewed_sources text NOT NULL DEFAULT '[]'`,
  `CREATE INDEX image_made_from ON image (made_from_id) WHERE made_from_id IS NOT NULL`,
  `INSERT INTO event (sequence, at, change, image_id, everyone, account_id)
    SELECT substr(replace(gen_random_uuid()::text, '-', ''), 1, 16), (extract(epoch FROM now()) * 1000)::bigint, 'UNLISTED', i.id, true, NULL
    FROM image i WHERE i.kind = 'MARKETPLACE' AND i.listed AND i.gone_at IS NULL AND i.owner_id IN (${SUSPENDED})`,
  `UPDATE image SET listed = false WHERE kind = 'MARKETPLACE' AND listed AND owner_id IN (${SUSPENDED})`,
  // The latest time that a DateTime can represent. Later ones could be set, and were returned in a form that inputs
  // reject.
  `UPDATE access_token SET expires_at = 253402300799999 WHERE expires_at > 253402300799999`,
];

const DOWN = [
  `UPDATE image SET listed = true WHERE kind = 'MARKETPLACE' AND review_state = 'APPROVED' AND NOT listed
    AND owner_id IN (SELECT a.id FROM account a WHERE a.suspended AND a.is_provider AND a.agreement_signed)`,
  `DROP INDEX image_made_from`,
  `ALTER TABLE image DROP COLUMN unreviewed_sources`,
  `ALTER TABLE image DROP COLUMN made_from_id`,
  `ALTER TABLE instance_type DROP COLUMN architectures`,
];
