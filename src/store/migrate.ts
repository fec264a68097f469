import type { DataSource } from 'typeorm';

/** The database was written by newer code than this. */
export class NewerDatabase extends Error {}

/**
 * Brings the tables up to date.
 *
 * @throws {NewerDatabase} where the database knows migrations that this code does not: older code must not write there
 */
export async function migrate(source: DataSource): Promise<void> {
  const known = new Set(source.migrations.map(({ name }) => name));
  const runner = source.createQueryRunner();
  try {
    const done = (await runner.hasTable('migrations'))
      ? ((await runner.query('SELECT name FROM migrations ORDER BY id')) as { name: string }[])
      : [];
    const unknown = done.find(({ name }) => !known.has(name));
    if (unknown !== undefined) {
      throw new NewerDatabase(
        `The database was migrated by a newer version (${unknown.name}); start that one, or restore a backup.`,
      );
    }
  } finally {
    await runner.release();
  }
  await source.runMigrations({ transaction: 'all' });
}
