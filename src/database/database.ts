import { LRUCache } from 'lru-cache';
import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import type { Watch } from './commits';
import { isUnavailable, toUnavailable } from './errors';
import { VersionedCache } from './versionedCache';

/** Rows of one INSERT: databases take so many parameters and no more. */
const ROWS_AT_ONCE = 500;

/** Rows of a statement with `?` for its parameters. */
export type Read = <T>(sql: string, parameters: readonly unknown[]) => Promise<T[]>;

/**
 * The registry's database, whichever it is. All writes are transactions; reads run beside them and see what is
 * committed. A write is handed a store of its own, which reads and writes inside of it.
 */
export abstract class Store {
  /** What a SELECT ends with to hold a row until the transaction ends; nothing where a write is alone anyway. */
  abstract readonly rowLock: string;
  /**
   * Whether a UNION ALL of rows that come in order along their indexes is merged without sorting. Where it is not, each
   * of its parts must be cut to what is wanted before.
   */
  abstract readonly mergesInOrder: boolean;
  /** What was read lately and still holds. */
  readonly memory: VersionedCache;
  /** The transaction of the write that this store is inside of; null for the one outside. */
  private readonly within: EntityManager | null = null;
  private writable = true;

  protected constructor(
    protected readonly writer: DataSource,
    protected readonly readers: readonly DataSource[],
    /** For how many milliseconds a commit of another process may go unnoticed. */
    askEvery: number,
  ) {
    this.memory = new VersionedCache(() => this.version(), askEvery);
  }

  /** Runs a body in one transaction, as often as it takes; commits when it returns. */
  protected abstract transaction<T>(body: (manager: EntityManager) => Promise<T>): Promise<T>;

  /**
   * Rows of a statement written with `?` for its parameters.
   *
   * @param inside the manager of the write it runs in; null outside of one
   */
  protected abstract statement<T>(
    inside: EntityManager | null,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<T[]>;

  /** For changing rows, in the write that this store is inside of. */
  get manager(): EntityManager {
    if (this.within === null) throw new Error('Writing outside of a write; use the store that its body is handed.');
    return this.within;
  }

  /**
   * Rows of a statement with `?` for each parameter, as plain objects.
   *
   * @throws UNAVAILABLE when the database cannot answer now
   */
  async rows<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    try {
      return await this.statement<T>(this.within, sql, parameters);
    } catch (error) {
      // Inside a write the transaction has to see what went wrong as it is: it may be tried again.
      throw this.within === null ? toUnavailable(error) : error;
    }
  }

  /** Adds rows, each with all columns of its entity. Inside a write; the driver's way, as `rows` reads. */
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
   * The columns of an entity for a select list: `i.region_id AS "regionId", …`.
   *
   * @param only the properties that are wanted; names that are none of the entity's are passed over
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
   * Runs a body in one write transaction. It is committed when the body returns and rolled back when it throws. The
   * body may be run again, so it must have no effect but on the database.
   *
   * @param body is handed the store that is inside of the write
   * @throws UNAVAILABLE when the database cannot take the write now; nothing of it is there then, but where the
   *   connection broke in the very moment of the commit
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
      this.memory.clear();
    }
  }

  /** A number that is another one than before if another process may have committed something since. */
  protected abstract version(): number;

  /** Calls `wake` after commits with events, whoever made them; `failed` is told why it cannot at the moment. */
  abstract watch(wake: () => void, failed: (error: unknown) => void): Watch;

  /** Inside a write: waits until no other server is in a write that said the same. */
  abstract lockExclusively(): Promise<void>;

  /** Reads everything as it is in one moment, on a connection of its own, while writes go on. */
  abstract snapshot<T>(body: (read: Read) => Promise<T>): Promise<T>;

  /** Inside a write: foreign keys are checked at its end, so that rows may come in any order. */
  abstract deferForeignKeys(): Promise<void>;

  /** How many migrations this code knows: its version, as far as the tables go. */
  get migrations(): number {
    return this.writer.migrations.length;
  }

  /** The tables that have an entity. */
  get tables(): string[] {
    return this.writer.entityMetadatas.map(({ tableName }) => tableName);
  }

  /** The columns of a table that are true or false; one database keeps them as 1 and 0. */
  booleansOf(table: string): Set<string> {
    const metadata = this.writer.entityMetadatas.find(({ tableName }) => tableName === table);
    const columns = metadata?.columns.filter(({ type }) => type === 'boolean') ?? [];
    return new Set(columns.map(({ databaseName }) => databaseName));
  }

  /** Whether the database answers, and, after a write failed, whether it takes writes again. */
  async ready(): Promise<boolean> {
    try {
      await this.rows('SELECT 1');
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
