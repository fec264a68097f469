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
  const done = await migrationsOf(source);
  const unknown = done.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new NewerDatabase(
      `The database was migrated by a newer version (${unknown}); start that one, or restore a backup.`,
    );
  }
  if (done.length === known.size) return;
  if (source.options.type === 'better-sqlite3') await migrateSqlite(source);
  else await source.runMigrations({ transaction: 'all' });
}

/** Returns the names of the migrations that the database has seen. */
async function migrationsOf(source: DataSource): Promise<string[]> {
  const runner = source.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return [];
    const rows = (await runner.query('SELECT name FROM migrations ORDER BY id')) as { name: string }[];
    return rows.map(({ name }) => name);
  } finally {
    await runner.release();
  }
}

/**
 * Migrates a SQLite file in a transaction that locks the file before TypeORM looks which migrations are pending: of
 * two processes that start at the same time, the second finds nothing left to do. Foreign keys are off meanwhile,
 * because tables are rebuilt, and on again whatever happens; TypeORM leaves them off when a migration fails, and the
 * connection would go on writing without them.
 */
async function migrateSqlite(source: DataSource): Promise<void> {
  // A SQLite data source has one connection, so all of this is said to the same one.
  const runner = source.createQueryRunner();
  await runner.query('PRAGMA foreign_keys = OFF');
  try {
    await runner.query('BEGIN IMMEDIATE');
    try {
      await source.runMigrations({ transaction: 'none' });
      await runner.query('COMMIT');
    } catch (error) {
      // SQLite has rolled back by itself where the disk is full; the first error is the one to tell.
      const { inTransaction } = (await runner.connect()) as { inTransaction: boolean };
      if (inTransaction) await runner.query('ROLLBACK');
      throw error;
    }
  } finally {
    await runner.query('PRAGMA foreign_keys = ON');
  }
}
