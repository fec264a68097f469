import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the log of image events, in commit order. Writes are serial, so a row's number gives the order. */
export class Events1764100000000 implements MigrationInterface {
  name = 'Events1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE event (
      seq integer PRIMARY KEY NOT NULL,
      sequence text NOT NULL UNIQUE,
      at bigint NOT NULL,
      change text NOT NULL CHECK (change IN ('CREATED', 'UPDATED', 'DELETED', 'SHARED', 'UNSHARED', 'SUBMITTED', 'REVIEWED', 'LISTED', 'UNLISTED')),
      image_id text NOT NULL REFERENCES image (id),
      everyone boolean NOT NULL CHECK (everyone IN (0, 1)),
      account_id text REFERENCES account (id),
      CHECK ((change IN ('SHARED', 'UNSHARED')) = (account_id IS NOT NULL))
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE event');
  }
}
