import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';

/** Statements kept prepared; there are a few hundred shapes of them. */
const MOST_KEPT = 1_000;

/** The statements of one SQLite connection, each prepared once. */
export class Statements {
  readonly #prepared = new LRUCache<string, Database.Statement>({ max: MOST_KEPT });

  constructor(private readonly connection: Database.Database) {}

  /** What a statement answers, as plain objects; nothing for one that only changes. */
  run<T>(sql: string, parameters: readonly unknown[]): T[] {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.connection.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    const bound = parameters.some((value) => typeof value === 'boolean') ? parameters.map(withoutBooleans) : parameters;
    if (statement.reader) return statement.all(...bound) as T[];
    statement.run(...bound);
    return [];
  }
}

const withoutBooleans = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value);
