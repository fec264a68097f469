import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of images, in the order in which it was committed. Writes are serial, so a number tells the order. */
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
