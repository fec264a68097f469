import { AsyncLocalStorage } from 'node:async_hooks';
import { LRUCache } from 'lru-cache';
import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import type { Watch } from './commits';
import { meansUnavailable, unavailableBy } from './failures';
import { Memory, type Version } from './memory';

/** Rows of a statement with `?` for its parameters. */
export type Read = <T>(sql: string, parameters: readonly unknown[]) => Promise<T[]>;

/**
 * The registry's database, whichever it is. All writes are transactions; reads run beside them and see what is
 * committed, and code inside a write reads its own writes.
 */
export abstract class Store {
  /** What a SELECT ends with to hold a row until the transaction ends; nothing where a write is alone anyway. */
  abstract readonly rowLock: string;
  /** What was read lately and still holds. */
  readonly memory = new Memory(() => this.version());
  private readonly inside = new AsyncLocalStorage<EntityManager>();
  private writable = true;
  private writes = 0;

  protected constructor(
    protected readonly writer: DataSource,
    protected readonly readers: readonly DataSource[],
  ) {}

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

  /** The manager of the write this code runs in. */
  get manager(): EntityManager {
    const manager = this.inside.getStore();
    if (manager === undefined) throw new Error('Writing outside of a write; call it from the body of `write`.');
    return manager;
  }

  /**
   * Rows of a statement with `?` for each parameter, as plain objects.
   *
   * @throws UNAVAILABLE when the database cannot answer now
   */
  async rows<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const inside = this.inside.getStore();
    // Inside a write the transaction has to see what went wrong as it is: it may be tried again.
    if (inside !== undefined) return this.statement<T>(inside, sql, parameters);
    try {
      return await this.statement<T>(null, sql, parameters);
    } catch (error) {
      throw unavailableBy(error);
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
   * @throws UNAVAILABLE when the database cannot take the write now; nothing of it is there then, but where the
   *   connection broke in the very moment of the commit
   */
  async write<T>(body: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.inside.getStore() !== undefined) throw new Error('A write inside a write.');
    try {
      this.writes += 1;
      const result = await this.transaction((manager) => this.inside.run(manager, () => body(manager)));
      this.writable = true;
      return result;
    } catch (error) {
      if (meansUnavailable(error)) this.writable = false;
      throw unavailableBy(error);
    } finally {
      this.writes -= 1;
      this.memory.clear();
      // While it is on, every promise of the process pays for it.
      if (this.writes === 0) this.inside.disable();
    }
  }

  /** A number that is another one after every commit; null where the database cannot tell. */
  protected abstract version(): Version;

  /** Calls `wake` after commits with events, whoever made them; `failed` is told why it cannot at the moment. */
  abstract watch(wake: () => void, failed: (error: unknown) => void): Watch;

  /** Inside a write: waits until no other server is in a write that said the same. */
  abstract alone(): Promise<void>;

  /** Reads everything as it is in one moment, on a connection of its own, while writes go on. */
  abstract snapshot<T>(body: (read: Read) => Promise<T>): Promise<T>;

  /** Inside a write: foreign keys are checked at its end, so that rows may come in any order. */
  abstract deferForeignKeys(): Promise<void>;

  /** How many migrations this code knows: its version, as far as the tables go. */
  get migrations(): number {
    return this.writer.migrations.length;
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
      if (!this.writable) await this.write((manager) => manager.query('UPDATE heartbeat SET beats = beats + 1'));
      return true;
    } catch (error) {
      if (meansUnavailable(error)) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const source of new Set([...this.readers, this.writer])) await source.destroy();
  }
}
