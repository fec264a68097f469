import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fillPlatformKeys } from '../platformKeys';

/** Adds the platform with its case folded, by which images are filtered. */
export class PlatformKeyPostgres1764420000000 implements MigrationInterface {
  name = 'PlatformKeyPostgres1764420000000';

  async up(runner: QueryRunner): Promise<void> {
    // The default serves servers of the previous version that still run: they write images without knowing the column.
    await runner.query(`ALTER TABLE image ADD COLUMN platform_key text NOT NULL DEFAULT ''`);
    await fillPlatformKeys(runner, 'UPDATE image SET platform_key = $1 WHERE platform = $2');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE image DROP COLUMN platform_key');
  }
}
