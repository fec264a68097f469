import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Mutex } from 'async-mutex';
import Database from 'better-sqlite3';
import { DataSource, type EntityManager, type EntityTarget, type ObjectLiteral, type QueryRunner } from 'typeorm';
import { dataSourceOptions } from '../../ormconfig';
import { unavailable } from '../errors';

/** Writes that may wait for their turn; one more is refused rather than kept waiting without end. */
const LONGEST_QUEUE = 1_000;
/** How long a write waits for another process to let go of the file, in milliseconds. */
const LONGEST_WAIT = 5_000;

/**
 * A transaction that may write takes the lock when it begins. SQLite's own default takes it at the first write, when
 * two transactions that have read can no longer both go on.
 */
class ImmediateDatabase extends Database {
  override prepare: Database.Database['prepare'] = (sql) =>
    super.prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql);
}

const busy = (error: unknown) => (error as { driverError?: { code?: string } }).driverError?.code === 'SQLITE_BUSY';

/**
 * The registry's database. TypeORM keeps one connection per SQLite data source, on which concurrent transactions
 * would run into one another; so all writes go one by one through a writer, all reads through a second, read-only
 * connection, and code inside a write reads its own writes.
 */
export class Store {
  private readonly turn = new Mutex();
  private readonly inside = new AsyncLocalStorage<EntityManager>();
  private waiting = 0;

  private constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
  ) {}

  /**
   * Opens a SQLite file, makes it where it is missing, and brings its tables up to date.
   *
   * @param file a path; a database in memory has no second connection and is not offered
   */
  static async open(file: string): Promise<Store> {
    const options = dataSourceOptions(file);
    const writer = await new DataSource({
      ...options,
      driver: ImmediateDatabase,
      timeout: 0,
      prepareDatabase(db: Database.Database) {
        db.pragma('journal_mode = WAL');
        // A WAL file opens at NORMAL, which loses the last commits when power fails.
        db.pragma('synchronous = FULL');
      },
    }).initialize();
    await writer.runMigrations();
    const reader = await new DataSource({ ...options, readonly: true }).initialize();
    return new Store(writer, reader);
  }

  /** The manager to read with: the transaction's inside a write, the read-only connection's elsewhere. */
  get manager(): EntityManager {
    return this.inside.getStore() ?? this.reader.manager;
  }

  /** Rows of a statement with `?` for each parameter, as plain objects. */
  rows<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.manager.query(sql, parameters as unknown[]);
  }

  /** The columns of an entity for a select list: `i.region_id AS "regionId", …`. */
  columns(entity: EntityTarget<ObjectLiteral>, alias: string): string {
    return this.reader
      .getMetadata(entity)
      .columns.map(({ databaseName, propertyName }) => `${alias}.${databaseName} AS "${propertyName}"`)
      .join(', ');
  }

  /**
   * Runs a body in one write transaction, alone. It is committed when the body returns and rolled back when it
   * throws. The body may be run again, so it must have no effect but on the database.
   *
   * @throws UNAVAILABLE when too many writes wait already, or another process holds the file for too long
   */
  async write<T>(body: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.inside.getStore() !== undefined) throw new Error('A write inside a write; pass the manager on instead.');
    if (this.waiting >= LONGEST_QUEUE) throw unavailable('Too many writes are waiting; try again in a moment.');
    this.waiting += 1;
    try {
      return await this.turn.runExclusive(() => this.transaction(body));
    } finally {
      this.waiting -= 1;
    }
  }

  private async transaction<T>(body: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.writer.createQueryRunner();
    await begin(runner);
    try {
      const result = await this.inside.run(runner.manager, () => body(runner.manager));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      await runner.rollbackTransaction();
      throw error;
    }
  }

  /** Whether the database answers. */
  async ready(): Promise<boolean> {
    const [row] = await this.reader.query('SELECT 1 AS one');
    return row?.one === 1;
  }

  async close(): Promise<void> {
    await this.turn.runExclusive(async () => {
      await this.reader.destroy();
      await this.writer.destroy();
    });
  }
}

/** Takes the file's lock, waiting without blocking this process while another one holds it. */
async function begin(runner: QueryRunner): Promise<void> {
  const until = Date.now() + LONGEST_WAIT;
  for (;;) {
    try {
      return await runner.startTransaction();
    } catch (error) {
      if (!busy(error)) throw error;
      if (Date.now() > until) throw unavailable('The database is held by another process; try again in a moment.');
      await sleep(1 + Math.random() * 10);
    }
  }
}
