import { DataSource } from 'typeorm';
import { CheckMetadata } from 'typeorm/metadata/CheckMetadata.js';

/**
 * Maps the entities to the tables of its own database, so that TypeORM's command line finds nothing to change. The
 * decorators declare what both databases have; where the two differ they declare PostgreSQL's form, and this class
 * adapts it to SQLite:
 *
 * - ids carry `collation: 'C'` (byte by byte, as cursors compare). SQLite always compares so and has no "C";
 * - SQLite has no booleans. A check named `<table>_<column>_check` restricts such a column to 0 and 1.
 */
export class RegistryDataSource extends DataSource {
  protected override async buildMetadatas(): Promise<void> {
    await super.buildMetadatas();
    if (this.options.type === 'better-sqlite3') this.adaptToSqlite();
  }

  /**
   * Reverts the last migration, on SQLite with foreign keys off, as when migrating: only then can a table be rebuilt.
   */
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
