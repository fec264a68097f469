import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';

/** Statements kept prepared; there are a few hundred shapes of them. */
const MOST_KEPT = 1_000;

/** A statement that was prepared once: rows for its parameters, none where it only changes. */
type Prepared = (parameters: readonly unknown[]) => unknown[];

/** The statements of one SQLite connection, each prepared once. */
export class Statements {
  readonly #prepared = new LRUCache<string, Prepared>({ max: MOST_KEPT });

  constructor(protected readonly connection: Database.Database) {}

  /** What a statement answers, as plain objects; nothing for one that only changes. */
  run<T>(sql: string, parameters: readonly unknown[]): T[] {
    let prepared = this.#prepared.get(sql);
    if (prepared === undefined) {
      prepared = this.#prepare(sql);
      this.#prepared.set(sql, prepared);
    }
    const bound = parameters.some((value) => typeof value === 'boolean') ? parameters.map(withoutBooleans) : parameters;
    return prepared(bound) as T[];
  }

  /**
   * The driver takes longer to make objects of a page's rows than the database to find them. One text with all of them
   * is made in half of that time, and read.
   */
  #prepare(sql: string): Prepared {
    const statement = this.connection.prepare(sql);
    if (!statement.reader) return (parameters) => (statement.run(...parameters), []);
    if (!/^\s*SELECT\b/i.test(sql)) return (parameters) => statement.all(...parameters);
    const columns = statement.columns().map(({ name }) => `'${name}', "${name}"`);
    const text = this.connection.prepare(`SELECT json_group_array(json_object(${columns.join(', ')})) FROM (${sql})`);
    text.pluck();
    return (parameters) => JSON.parse(text.get(...parameters) as string) as unknown[];
  }
}

/**
 * Statements that only read. What is read in one turn of the event loop is read in one transaction, of one moment:
 * locking the file and letting it go takes several times as long as reading a row.
 */
export class Reading extends Statements {
  readonly #atTheEnd = () => this.end();

  override run<T>(sql: string, parameters: readonly unknown[]): T[] {
    if (!this.connection.inTransaction) {
      super.run('BEGIN', []);
      setImmediate(this.#atTheEnd);
    }
    return super.run<T>(sql, parameters);
  }

  /** What is read next is read anew. Call it before a commit, which must be seen, and of which the log makes room. */
  end(): void {
    if (this.connection.open && this.connection.inTransaction) super.run('COMMIT', []);
  }
}

const withoutBooleans = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value);
