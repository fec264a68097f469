import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { postgresOptions, type PostgresSettings } from '../../../ormconfig';
import { watchServer, type Watch } from '../commits';
import { Store, type Read } from '../database';
import { isTransient } from '../errors';
import { checkMigrated, migrate } from '../migrate';

/** How often a transaction is run before the caller is told to come back; each time after a little longer. */
const MAX_TRIES = 10;
/** Any number, the same for every server: who holds it migrates. */
const MIGRATION_LOCK = 4_915_730;
/** For how long what was read is taken to hold, whatever other servers commit. */
const REMEMBERED_MS = 2_000;
/** Characters of the statements that are kept in PostgreSQL's form. */
const MAX_CHARACTERS = 2_000_000;

/**
 * PostgreSQL. Transactions run at READ COMMITTED and hold the row of the root account they count for, which makes its
 * counts exact across servers; what still collides is run again, and the caller never sees it. Writers and readers have
 * pools of their own, so that a crowd waiting for one account's row does not keep others from reading.
 */
export class PostgresStore extends Store {
  // FOR UPDATE would also wait for the foreign keys that point to the row: two accounts that share with each other
  // would stand in each other's way.
  readonly rowLock = 'FOR NO KEY UPDATE';
  readonly mergesInOrder = false;
  private readonly translated = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (text, sql) => text.length + sql.length,
  });
  private asked = 0;

  /**
   * Connects, waits its turn among servers that start at once, and brings the tables up to date.
   *
   * @param asItIs leaves the tables as they are, and throws where they are not there
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
    const from = inside ?? this.readers[Math.floor(Math.random() * this.readers.length)]!;
    return from.query<T[]>(this.dialect(sql), parameters as unknown[]);
  }

  /** Asking would take as long as what it saves, so after a while everything may have changed. */
  protected version(): number {
    return (this.asked += 1);
  }

  watch(wake: () => void, failed: (error: unknown) => void): Watch {
    return watchServer((this.writer.options as { url: string }).url, wake, failed);
  }

  /** `?` becomes `$1`, `$2` and so on; our statements hold no other question mark. */
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

/** Where the connection is gone the server has rolled back by itself; the first error is the one to tell. */
async function rollBack(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
}

/** Migrates while no other server does the same, for as long as it takes: one connection waits and one works. */
async function migrateAlone(settings: PostgresSettings): Promise<void> {
  const patient = { ...settings, poolSize: 2, statementTimeout: 0, lockTimeout: 0 };
  const source = await new DataSource(postgresOptions(settings.url, patient)).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(source);
  } finally {
    // The lock goes with its connection.
    await runner.release();
    await source.destroy();
  }
}
