import { DataSource } from 'typeorm';
import { CheckMetadata } from 'typeorm/metadata/CheckMetadata.js';

/**
 * A data source whose entities are the tables of its own database, so that TypeORM's command line finds nothing to
 * change. The decorators say what both databases have; where the two differ they say what PostgreSQL has, and this
 * class adapts them to SQLite:
 *
 * - ids carry `collation: 'C'` (byte by byte, as cursors compare). SQLite always compares so and has no "C";
 * - SQLite has no booleans. A check named `<table>_<column>_check` keeps such a column to 0 and 1.
 */
export class RegistryDataSource extends DataSource {
  protected override async buildMetadatas(): Promise<void> {
    await super.buildMetadatas();
    if (this.options.type === 'better-sqlite3') this.adaptToSqlite();
  }

  /** Foreign keys are off meanwhile on SQLite, as when migrating: a table can only be rebuilt without them. */
  override async undoLastMigration(options?: Parameters<DataSource['undoLastMigration']>[0]): Promise<void> {
    if (this.options.type !== 'better-sqlite3') return super.undoLastMigration(options);
    await this.query('PRAGMA foreign_keys = OFF');
    try {
      await super.undoLastMigration(options);
    } finally {
      await this.query('PRAGMA foreign_keys = ON');
    }
  }

  private adaptToSqlite(): void {
    for (const entityMetadata of this.entityMetadatas) {
      const { tableName, target, columns } = entityMetadata;
      for (const column of columns) {
        column.collation = undefined;
        if (column.type !== 'boolean') continue;
        const name = `${tableName}_${column.databaseName}_check`;
        const expression = `${column.databaseName} IN (0, 1)`;
        const check = new CheckMetadata({ entityMetadata, args: { target, name, expression } });
        entityMetadata.checks.push(check.build(this.namingStrategy));
      }
    }
  }
}
