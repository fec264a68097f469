import type { DataSource } from 'typeorm';
import { OperatorError } from './operatorError';

/** The database was written by newer code than this. */
export class NewerDatabase extends OperatorError {}

/**
 * Brings the tables up to date.
 *
 * @throws {NewerDatabase} where the database knows migrations that this code does not: older code must not write there
 */
export async function migrate(source: DataSource): Promise<void> {
  await missingMigrations(source);
  await source.runMigrations({ transaction: 'all' });
}

/**
 * Looks whether the tables are those of this version, and changes nothing.
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

/** How many migrations of this code the database lacks. @throws {NewerDatabase} */
async function missingMigrations(source: DataSource): Promise<number> {
  const known = new Set(source.migrations.map(({ name }) => name));
  const runner = source.createQueryRunner();
  try {
    const begun = await runner.hasTable('migrations');
    if (begun && !(await runner.hasColumn('migrations', 'name'))) {
      throw new OperatorError('The database is one of another program; correct DATABASE_URL.');
    }
    const done = begun ? ((await runner.query('SELECT name FROM migrations ORDER BY id')) as { name: string }[]) : [];
    const unknown = done.find(({ name }) => !known.has(name));
    if (unknown !== undefined) {
      throw new NewerDatabase(
        `The database was migrated by a newer version (${unknown.name}); start that one, or restore a backup.`,
      );
    }
    return known.size - done.length;
  } finally {
    await runner.release();
  }
}
