import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';

/** Characters of the statements that are cached: a thousand short ones, or a hundred lists. */
const MAX_CHARACTERS = 400_000;

/** Runs a prepared statement: returns rows for its parameters, none for a statement that only changes data. */
type PreparedStatement = (parameters: readonly unknown[]) => unknown[];

/** Holds the statements of one SQLite connection, each prepared once. */
export class StatementCache {
  readonly #prepared = new LRUCache<string, PreparedStatement>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_, sql) => sql.length,
  });

  constructor(protected readonly connection: Database.Database) {}

  /** Returns the rows of a statement as plain objects; none for a statement that only changes data. */
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
   * Prepares a statement. The driver takes longer to create the objects of a page's rows than the database to find
   * them; returning all values as one JSON text and parsing it takes half of that time.
   */
  #prepare(sql: string): PreparedStatement {
    const statement = this.connection.prepare(sql);
    if (!statement.reader) {
      return (parameters) => {
        statement.run(...parameters);
        return [];
      };
    }
    if (!/^\s*SELECT\b/i.test(sql)) return (parameters) => statement.all(...parameters);
    const columns = statement.columns();
    const names = columns.map(({ name }) => name);
    const booleans = names.filter((_, place) => columns[place]!.type === 'boolean');
    const values = names.map((name) => `"${name}"`).join(', ');
    const text = this.connection.prepare(`SELECT json_group_array(json_array(${values})) FROM (${sql})`).pluck();
    return (parameters) =>
      (JSON.parse(text.get(...parameters) as string) as unknown[][]).map((row) => objectOf(names, booleans, row));
  }
}

/**
 * Returns a row as an object.
 *
 * @param booleans names of the columns that a table declares as boolean: SQLite stores 1 and 0. A computed column has no
 *   declared type, so no statement computes a boolean
 */
function objectOf(
  names: readonly string[],
  booleans: readonly string[],
  row: readonly unknown[],
): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (let place = 0; place < names.length; place += 1) object[names[place]!] = row[place];
  for (const name of booleans) if (object[name] !== null) object[name] = object[name] === 1;
  return object;
}

/**
 * Runs statements that only read. All reads of one iteration of the event loop run in one transaction and see one
 * state: locking and unlocking the file takes several times as long as reading a row.
 */
export class ReadConnection extends StatementCache {
  readonly #begin = this.connection.prepare('BEGIN');
  readonly #commit = this.connection.prepare('COMMIT');
  readonly #dataVersion = this.connection.prepare('PRAGMA data_version').pluck();
  readonly #atTheEnd = () => this.end();
  #version = 0;

  override run<T>(sql: string, parameters: readonly unknown[]): T[] {
    this.#read();
    return super.run<T>(sql, parameters);
  }

  /** Returns a number that differs after every commit of another connection. */
  version(): number {
    this.#read();
    return this.#version;
  }

  #read(): void {
    if (this.connection.inTransaction) return;
    this.#begin.run();
    setImmediate(this.#atTheEnd);
    this.#version = this.#dataVersion.get() as number;
  }

  /**
   * Ends the transaction, so that the next read begins a new one. Call it before a commit, which the next read must
   * see; an open read transaction would also keep the write-ahead log growing.
   */
  end(): void {
    if (this.connection.open && this.connection.inTransaction) this.#commit.run();
  }
}

const withoutBooleans = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value);
