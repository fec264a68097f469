import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Renames the checks that span several columns to say what they enforce, so that an error does too. */
export class NamedConstraintsPostgres1764200000000 implements MigrationInterface {
  name = 'NamedConstraintsPostgres1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, from, to] of NAMES) await rename(runner, table, from, to);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, from, to] of NAMES) await rename(runner, table, to, from);
  }
}

const NAMES = [
  ['account', 'account_check', 'account_root_id_matches_kind_check'],
  ['image', 'image_check', 'image_public_is_listed_check'],
  ['image', 'image_check1', 'image_custom_is_unlisted_check'],
  ['operation', 'operation_check', 'operation_denial_has_rule_check'],
  ['operation', 'operation_check1', 'operation_counted_is_done_check'],
] as const;

async function rename(runner: QueryRunner, table: string, from: string, to: string): Promise<void> {
  await runner.query(`ALTER TABLE ${table} RENAME CONSTRAINT ${from} TO ${to}`);
}
