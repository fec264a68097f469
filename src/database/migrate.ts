import type { DataSource } from 'typeorm';
import { OperatorError } from './operatorError';

/** Thrown for a database that a newer version has migrated. */
export class NewerDatabase extends OperatorError {}

/**
 * Brings the tables up to date.
 *
 * @throws {NewerDatabase} where the database has migrations that this code lacks: older code must not write there
 */
export async function migrate(source: DataSource): Promise<void> {
  if ((await missingMigrations(source)) === 0) return;
  if (source.options.type === 'better-sqlite3') await migrateSqlite(source);
  else await source.runMigrations({ transaction: 'all' });
}

/**
 * Checks that the tables are those of this version, and changes nothing.
 *
 * @throws {OperatorError} where they are not
 */
export async function checkMigrated(source: DataSource): Promise<void> {
  const missing = await missingMigrations(source);
  if (missing === 0) return;
  const all = source.migrations.length;
  throw new OperatorError(
    missing === all
      ? 'The database holds no registry; correct DATABASE_URL, or make its tables with `npm run migrate`.'
      : `The database is of an older version: ${all - missing} of ${all} migrations are done; use the version that wrote it, or run \`npm run migrate\`.`,
  );
}

/**
 * Returns how many migrations of this code the database lacks.
 *
 * @throws {NewerDatabase} where the database has migrations that this code lacks
 * @throws {OperatorError} where the database belongs to another program
 */
async function missingMigrations(source: DataSource): Promise<number> {
  const known = new Set(source.migrations.map(({ name }) => name));
  const done = await migrationsOf(source);
  const unknown = done.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new NewerDatabase(
      `The database was migrated by a newer version (${unknown}); start that one, or restore a backup.`,
    );
  }
  return known.size - done.length;
}

/**
 * Returns the names of the migrations that were run on the database.
 *
 * @throws {OperatorError} where the database belongs to another program
 */
async function migrationsOf(source: DataSource): Promise<string[]> {
  const runner = source.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return [];
    if (!(await runner.hasColumn('migrations', 'name'))) {
      throw new OperatorError('The database is one of another program; correct DATABASE_URL.');
    }
    const rows = (await runner.query('SELECT name FROM migrations ORDER BY id')) as { name: string }[];
    return rows.map(({ name }) => name);
  } finally {
    await runner.release();
  }
}

/**
 * Migrates a SQLite file in a transaction that locks the file before TypeORM determines the pending migrations: of two
 * processes that start at the same time, the second finds none. Foreign keys are off meanwhile, because tables are
 * rebuilt, and are switched on again in every case: TypeORM leaves them off when a migration fails, and the connection
 * would go on writing without them.
 */
async function migrateSqlite(source: DataSource): Promise<void> {
  // A SQLite data source has one connection, so all of these statements run on it.
  const runner = source.createQueryRunner();
  await runner.query('PRAGMA foreign_keys = OFF');
  try {
    await runner.query('BEGIN IMMEDIATE');
    try {
      await source.runMigrations({ transaction: 'none' });
      await runner.query('COMMIT');
    } catch (error) {
      // SQLite has already rolled back where the disk is full; the first error is the one to report.
      const { inTransaction } = (await runner.connect()) as { inTransaction: boolean };
      if (inTransaction) await runner.query('ROLLBACK');
      throw error;
    }
  } finally {
    await runner.query('PRAGMA foreign_keys = ON');
  }
}
