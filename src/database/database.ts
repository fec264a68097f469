import { LRUCache } from 'lru-cache';
import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import type { Watch } from './commits';
import { isUnavailable, toUnavailable } from './errors';
import { VersionedCache } from './versionedCache';

/** Rows per INSERT; databases limit the number of parameters of a statement. */
const ROWS_AT_ONCE = 500;

/** Returns the rows of a statement with `?` for its parameters. */
export type Read = <T>(sql: string, parameters: readonly unknown[]) => Promise<T[]>;

/**
 * Gives access to the registry's database, SQLite or PostgreSQL. All writes are transactions; reads run concurrently
 * with them and see committed data. The body of a write receives a store of its own, which reads and writes inside the
 * transaction.
 */
export abstract class Store {
  /**
   * Clause at the end of a SELECT that locks the row until the transaction ends; empty where writes are already
   * serialised.
   */
  abstract readonly rowLock: string;
  /**
   * Whether a UNION ALL of branches that are each ordered along an index is merged without sorting. Where it is not,
   * each branch must have a LIMIT of its own.
   */
  abstract readonly mergesInOrder: boolean;
  /** Rows read recently that no later commit can have changed. */
  readonly cache: VersionedCache;
  /** Transaction of the write that this store is inside of; null for the store outside of writes. */
  private readonly within: EntityManager | null = null;
  private writable = true;

  protected constructor(
    protected readonly writer: DataSource,
    protected readonly readers: readonly DataSource[],
    /** Milliseconds for which a commit of another process may go unnoticed. */
    askEvery: number,
  ) {
    this.cache = new VersionedCache(() => this.version(), askEvery);
  }

  /** Runs a body in one transaction, again after a conflict, and commits when the body returns. */
  protected abstract transaction<T>(body: (manager: EntityManager) => Promise<T>): Promise<T>;

  /**
   * Returns the rows of a statement with `?` for its parameters.
   *
   * @param inside the manager of the write it runs in; null outside of one
   */
  protected abstract statement<T>(
    inside: EntityManager | null,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<T[]>;

  /** Manager of a connection for reads outside of writes. */
  protected abstract readManager(): EntityManager;

  /**
   * Changes rows in the write that this store is inside of.
   *
   * @throws outside of a write
   */
  get manager(): EntityManager {
    if (this.within === null) throw new Error('Writing outside of a write; use the store that its body is handed.');
    return this.within;
  }

  /**
   * Returns the rows of a statement with `?` for each parameter, as plain objects. Hot reads are hand-written for it:
   * the lists, the loaders, and the facts of requests and writes. TypeORM takes 4 to 30 times the CPU time for most of
   * them on SQLite, and 2 to 3 times on PostgreSQL; each function states its own gain, measured on SQLite. All other
   * reads go through `read`.
   *
   * @throws DatabaseUnavailable when it cannot answer now; inside a write, the driver's error
   */
  async rows<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    try {
      return await this.statement<T>(this.within, sql, parameters);
    } catch (error) {
      // Inside a write, `transaction` needs the original error to decide whether to retry.
      throw this.within === null ? toUnavailable(error) : error;
    }
  }

  /**
   * Reads rows by their entities, for reads that are not hot: in the transaction of the write that this store is inside
   * of, or on a read connection. Values have the types that `rows` returns.
   *
   * @throws DatabaseUnavailable when it cannot answer now; inside a write, the driver's error
   */
  async read<T>(body: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await body(this.within ?? this.readManager());
    } catch (error) {
      throw this.within === null ? toUnavailable(error) : error;
    }
  }

  /**
   * Inserts rows, each with all columns of its entity, inside a write. Values are in the driver's form, as `rows`
   * returns them. A ledger entry takes 35 µs against 320 µs through TypeORM's `insert`, and 20 images take 1.1 ms
   * against 5.5 ms.
   */
  async insert<T extends ObjectLiteral>(entity: new () => T, given: T | readonly T[]): Promise<void> {
    const rows = Array.isArray(given) ? (given as readonly T[]) : [given as T];
    const { tableName, columns } = this.writer.getMetadata(entity);
    const names = columns.map(({ databaseName }) => databaseName).join(', ');
    const marks = `(${columns.map(() => '?').join(', ')})`;
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      const some = rows.slice(from, from + ROWS_AT_ONCE);
      const values = some.flatMap((row) => columns.map(({ propertyName }) => (row[propertyName] ?? null) as unknown));
      const sql = `INSERT INTO ${tableName} (${names}) VALUES ${some.map(() => marks).join(', ')}`;
      await this.statement(this.manager, sql, values);
    }
  }

  /**
   * Returns the columns of an entity for a select list: `i.region_id AS "regionId", …`.
   *
   * @param only the properties to select; names that the entity does not have are ignored
   */
  columns<T extends ObjectLiteral>(entity: new () => T, alias: string, only?: readonly (keyof T)[]): string {
    const key = `${entity.name} ${alias} ${only?.join() ?? ''}`;
    let columns = this.columnLists.get(key);
    if (columns === undefined) {
      columns = this.writer
        .getMetadata(entity)
        .columns.filter(({ propertyName }) => only === undefined || only.includes(propertyName))
        .map(({ databaseName, propertyName }) => `${alias}.${databaseName} AS "${propertyName}"`)
        .join(', ');
      this.columnLists.set(key, columns);
    }
    return columns;
  }
  private readonly columnLists = new LRUCache<string, string>({ max: 1_000 });

  /**
   * Runs a body in one write transaction, which is committed when the body returns and rolled back when it throws. The
   * body may run more than once, so its only effects must be on the database.
   *
   * @param body receives the store that is inside of the write
   * @throws DatabaseUnavailable when it cannot take the write now. Nothing of it has been written then, unless the
   *   connection broke during the commit
   */
  async write<T>(body: (inside: Store) => Promise<T>): Promise<T> {
    if (this.within !== null) throw new Error('A write inside a write.');
    try {
      const result = await this.transaction((within) =>
        body(Object.create(this, { within: { value: within } }) as Store),
      );
      this.writable = true;
      return result;
    } catch (error) {
      if (isUnavailable(error)) this.writable = false;
      throw toUnavailable(error);
    } finally {
      this.cache.clear();
    }
  }

  /** Returns a number that differs from the last one if another process may have committed since. */
  protected abstract version(): number;

  /**
   * Calls `wake` after commits with events, of any process.
   *
   * @param failed receives the error where commits cannot be watched at the moment
   */
  abstract watch(wake: () => void, failed: (error: unknown) => void): Watch;

  /** Waits until no other server is inside a write that called this too. Call it inside a write. */
  abstract lockExclusively(): Promise<void>;

  /** Reads from a snapshot of the database, on a connection of its own, while writes continue. */
  abstract snapshot<T>(body: (read: Read) => Promise<T>): Promise<T>;

  /**
   * Defers the foreign keys to the end of the write, so that rows may be inserted in any order. Call it inside a write.
   */
  abstract deferForeignKeys(): Promise<void>;

  /** Number of migrations in this code, which is its version as far as the tables are concerned. */
  get migrations(): number {
    return this.writer.migrations.length;
  }

  /** Names of the tables that have an entity. */
  get tables(): string[] {
    return this.writer.entityMetadatas.map(({ tableName }) => tableName);
  }

  /** Returns the columns of a table, and whether each is boolean, which SQLite stores as 1 and 0. */
  columnsOf(table: string): Map<string, { isBoolean: boolean }> {
    const metadata = this.writer.entityMetadatas.find(({ tableName }) => tableName === table);
    return new Map(
      (metadata?.columns ?? []).map(({ databaseName, type }) => [databaseName, { isBoolean: type === 'boolean' }]),
    );
  }

  /** Returns whether the database answers and, after a failed write, whether it takes writes again. */
  async ready(): Promise<boolean> {
    try {
      await this.rows('SELECT 1');
      // `heartbeat` has no primary key, so it has no entity.
      if (!this.writable) await this.write((inside) => inside.rows('UPDATE heartbeat SET beats = beats + 1'));
      return true;
    } catch (error) {
      if (isUnavailable(error)) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const source of new Set([...this.readers, this.writer])) await source.destroy();
  }
}
