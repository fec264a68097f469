import type { MigrationInterface, QueryRunner } from 'typeorm';
import { fillPlatformKeys } from '../platformKeys';

/** Adds the platform with its case folded, by which images are filtered. */
export class PlatformKey1764420000000 implements MigrationInterface {
  name = 'PlatformKey1764420000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE image ADD COLUMN platform_key text NOT NULL DEFAULT ''`);
    await fillPlatformKeys(runner, 'UPDATE image SET platform_key = ? WHERE platform = ?');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE image DROP COLUMN platform_key');
  }
}
