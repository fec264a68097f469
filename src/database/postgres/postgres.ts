import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { postgresOptions, type PostgresSettings } from '../../../ormconfig';
import { watchServer, type Watch } from '../commits';
import { Store, type Read } from '../database';
import { isTransient } from '../errors';
import { checkMigrated, migrate } from '../migrate';

/**
 * Attempts at a transaction before the caller gets UNAVAILABLE; the delay before each is random and grows with the
 * number.
 */
const MAX_TRIES = 10;
/** Advisory lock of migrations and of `lockExclusively`: an arbitrary number, the same for every server. */
const MIGRATION_LOCK = 4_915_730;
/** Milliseconds for which cached rows are used, regardless of what other servers commit. */
const REMEMBERED_MS = 2_000;
/** Characters of the statements that are cached in PostgreSQL's form. */
const MAX_CHARACTERS = 2_000_000;

/**
 * Implements `Store` on PostgreSQL. Transactions run at READ COMMITTED and lock the row of the root account they count
 * for, which makes its counts exact across servers; remaining conflicts are retried without the caller noticing.
 * Writers and readers have separate pools, so that many writes waiting for one account's row do not block reads.
 */
export class PostgresStore extends Store {
  // FOR UPDATE would also conflict with the foreign keys that reference the row: two accounts that share with each
  // other would block each other.
  readonly rowLock = 'FOR NO KEY UPDATE';
  readonly mergesInOrder = false;
  private readonly translated = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (text, sql) => text.length + sql.length,
  });
  private asked = 0;

  /**
   * Connects, waits for other servers that start simultaneously, and brings the tables up to date.
   *
   * @param asItIs leaves the tables as they are, and throws {OperatorError} where they are missing or of another
   *   version
   */
  static async open(settings: PostgresSettings, asItIs = false): Promise<PostgresStore> {
    if (!asItIs) await migrateAlone(settings);
    const writer = await new DataSource(postgresOptions(settings.url, settings)).initialize();
    try {
      if (asItIs) await checkMigrated(writer);
      const urls = settings.replicaUrls.length > 0 ? settings.replicaUrls : [settings.url];
      const readers = await Promise.all(urls.map((url) => new DataSource(postgresOptions(url, settings)).initialize()));
      return new PostgresStore(writer, readers, REMEMBERED_MS);
    } catch (error) {
      await writer.destroy();
      throw error;
    }
  }

  protected statement<T>(inside: EntityManager | null, sql: string, parameters: readonly unknown[]): Promise<T[]> {
    return (inside ?? this.readManager()).query<T[]>(this.dialect(sql), parameters as unknown[]);
  }

  protected readManager(): EntityManager {
    return this.readers[Math.floor(Math.random() * this.readers.length)]!.manager;
  }

  /**
   * Returns a new number each time: querying the database would take as long as the cache saves, so after
   * `REMEMBERED_MS` everything counts as changed.
   */
  protected version(): number {
    return (this.asked += 1);
  }

  watch(wake: () => void, failed: (error: unknown) => void): Watch {
    return watchServer((this.writer.options as { url: string }).url, wake, failed);
  }

  /** Replaces `?` with `$1`, `$2` and so on; no statement contains any other question mark. */
  private dialect(sql: string): string {
    let text = this.translated.get(sql);
    if (text === undefined) {
      let place = 0;
      text = sql.replace(/\?/g, () => `$${(place += 1)}`);
      this.translated.set(sql, text);
    }
    return text;
  }

  async snapshot<T>(body: (read: Read) => Promise<T>): Promise<T> {
    return this.readers[0]!.transaction('REPEATABLE READ', (manager) =>
      body((sql, parameters) => manager.query(this.dialect(sql), parameters as unknown[])),
    );
  }

  async deferForeignKeys(): Promise<void> {
    await this.rows('SET CONSTRAINTS ALL DEFERRED');
  }

  async lockExclusively(): Promise<void> {
    // TypeORM has no call for advisory locks.
    await this.rows('SELECT pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
  }

  protected async transaction<T>(body: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      const runner = this.writer.createQueryRunner();
      await runner.connect();
      try {
        await runner.startTransaction('READ COMMITTED');
        const result = await body(runner.manager);
        await runner.commitTransaction();
        return result;
      } catch (error) {
        await rollBack(runner);
        if (!isTransient(error) || tries >= MAX_TRIES) throw error;
      } finally {
        await runner.release();
      }
      await sleep(Math.random() * 10 * tries);
    }
  }
}

/**
 * Rolls back. Where the connection is lost the server has already done so, and the first error is the one to report.
 */
async function rollBack(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
}

/**
 * Migrates while no other server does, without a time limit: one connection holds the lock and the other one migrates.
 */
async function migrateAlone(settings: PostgresSettings): Promise<void> {
  const patient = { ...settings, poolSize: 2, statementTimeout: 0, lockTimeout: 0 };
  const source = await new DataSource(postgresOptions(settings.url, patient)).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(source);
  } finally {
    // Closing the connection releases the lock.
    await runner.release();
    await source.destroy();
  }
}
