import { setTimeout as sleep } from 'node:timers/promises';
import { Mutex } from 'async-mutex';
import type Database from 'better-sqlite3';
import { DataSource, type EntityManager } from 'typeorm';
import { sqliteOptions } from '../../../ormconfig';
import { watchFile, type Watch } from '../commits';
import { Store, type Read } from '../database';
import { DatabaseUnavailable, isBusy } from '../errors';
import { checkMigrated, migrate } from '../migrate';
import { ReadConnection, StatementCache } from '../statementCache';

/** Queued writes at most; one more is rejected with UNAVAILABLE instead of waiting indefinitely. */
const MAX_QUEUE_LENGTH = 1_000;
/** Milliseconds for which writes join a group commit: syncing the disk takes longer than many of them. */
const MAX_GROUP_COMMIT_MS = 5;
/** Milliseconds that a write or the first start waits for another process to release the file. */
const WAIT_TIMEOUT_MS = 5_000;

interface QueuedWrite {
  body: (manager: EntityManager) => Promise<unknown>;
  done: (value: unknown) => void;
  failed: (error: unknown) => void;
}

/**
 * Implements `Store` on a SQLite file. TypeORM has one connection per SQLite data source, on which concurrent
 * transactions would interleave; so all writes go one by one through a writer, and all reads through a second,
 * read-only connection.
 */
export class SqliteStore extends Store {
  readonly rowLock = '';
  readonly mergesInOrder = true;
  private readonly turn = new Mutex();
  private readonly waiting: QueuedWrite[] = [];
  private readonly writeStatements: StatementCache;
  private readonly reader: ReadConnection;

  private constructor(
    private readonly file: string,
    private readonly connection: Database.Database,
    readConnection: Database.Database,
    writer: DataSource,
    reader: DataSource,
  ) {
    super(writer, [reader], 0);
    this.writeStatements = new StatementCache(connection);
    this.reader = new ReadConnection(readConnection);
  }

  /**
   * Opens a file, creates it where it is missing, and brings its tables up to date.
   *
   * @param file a path; a database in memory has no second connection and is not supported
   * @param asItIs leaves the file and its tables as they are, and throws where they are missing or of another version
   */
  static async open(file: string, asItIs = false): Promise<SqliteStore> {
    const options = sqliteOptions(file);
    let connection: Database.Database | undefined;
    const writer = await new DataSource({
      ...options,
      timeout: 0,
      fileMustExist: asItIs,
      prepareDatabase(db: Database.Database) {
        connection = db;
        if (!asItIs) db.pragma('journal_mode = WAL');
        // The driver opens a WAL file at NORMAL, which loses the last commits on a power failure.
        db.pragma('synchronous = FULL');
      },
    }).initialize();
    try {
      await waitWhile(firstStart, () => (asItIs ? checkMigrated(writer) : migrate(writer)));
      let readConnection: Database.Database | undefined;
      const reader = await new DataSource({
        ...options,
        readonly: true,
        prepareDatabase: (db: Database.Database) => void (readConnection = db),
      }).initialize();
      return new SqliteStore(file, connection!, readConnection!, writer, reader);
    } catch (error) {
      await writer.destroy();
      throw error;
    }
  }

  /** Bypasses TypeORM, whose overhead exceeds the microseconds that a statement takes. */
  protected async statement<T>(
    inside: EntityManager | null,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<T[]> {
    return (inside === null ? this.reader : this.writeStatements).run<T>(sql, parameters);
  }

  protected readManager(): EntityManager {
    return this.readers[0]!.manager;
  }

  protected transaction<T>(body: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.waiting.length >= MAX_QUEUE_LENGTH) {
      throw new DatabaseUnavailable('Too many writes are waiting. Retry in 1 second.');
    }
    const written = new Promise<T>((done, failed) =>
      this.waiting.push({ body, done: done as (value: unknown) => void, failed }),
    );
    // Other writes that arrive in this iteration of the event loop join the same commit.
    setImmediate(() => void this.turn.runExclusive(() => this.commit()));
    return written;
  }

  protected version(): number {
    return this.reader.version();
  }

  /**
   * Runs the queued writes and commits them together. Each runs inside a savepoint, so that it can be rolled back
   * alone, and none is acknowledged before all are on the disk. The transaction is begun and ended here instead of by
   * TypeORM, which counts nesting levels: where a rollback fails on a full disk it would treat the next transaction as
   * part of the failed one, and acknowledge a write that is never committed. The connection itself knows whether it is
   * in a transaction.
   */
  private async commit(): Promise<void> {
    const joined: { write: QueuedWrite; tell: () => void }[] = [];
    let write = this.waiting.shift();
    try {
      if (write === undefined) return;
      this.rollBack();
      await waitWhile(isBusy, async () => void this.writeStatements.run('BEGIN IMMEDIATE', []));
      const until = performance.now() + MAX_GROUP_COMMIT_MS;
      for (; write !== undefined; write = performance.now() < until ? this.waiting.shift() : undefined) {
        joined.push({ write, tell: await this.runInSavepoint(write) });
      }
      this.reader.end();
      this.writeStatements.run('COMMIT', []);
      for (const { tell } of joined) tell();
    } catch (error) {
      try {
        this.rollBack();
      } catch {
        // A failed rollback is repeated before the next write begins; the first error is the one to report.
      }
      for (const { failed } of [...joined.map((each) => each.write), ...(write === undefined ? [] : [write])])
        failed(error);
    }
  }

  /**
   * Runs one of the writes of a group commit.
   *
   * @returns a function that reports its outcome to the caller, to be called after the commit
   * @throws where the whole transaction is lost with it
   */
  private async runInSavepoint({ body, done, failed }: QueuedWrite): Promise<() => void> {
    this.writeStatements.run('SAVEPOINT one', []);
    try {
      const result = await body(this.writer.manager);
      this.writeStatements.run('RELEASE one', []);
      return () => done(result);
    } catch (error) {
      if (!this.connection.inTransaction) throw error;
      this.writeStatements.run('ROLLBACK TO one', []);
      this.writeStatements.run('RELEASE one', []);
      return () => failed(error);
    }
  }

  private rollBack(): void {
    if (this.connection.inTransaction) this.writeStatements.run('ROLLBACK', []);
  }

  watch(wake: () => void, failed: (error: unknown) => void): Watch {
    return watchFile(() => this.version(), wake, failed);
  }

  /** No-op: SQLite writes are already serialised, and lock the file against other processes. */
  async lockExclusively(): Promise<void> {}

  async snapshot<T>(body: (read: Read) => Promise<T>): Promise<T> {
    const own = await new DataSource({ ...sqliteOptions(this.file), readonly: true }).initialize();
    try {
      return await own.transaction((manager) => body((sql, parameters) => manager.query(sql, parameters as unknown[])));
    } finally {
      await own.destroy();
    }
  }

  async deferForeignKeys(): Promise<void> {
    await this.rows('PRAGMA defer_foreign_keys = ON');
  }

  override async close(): Promise<void> {
    await this.turn.runExclusive(() => {
      this.reader.end();
      return super.close();
    });
  }
}

/**
 * Returns whether another process is also starting on a new file: both create the tables, and the second, on finding
 * them, tries again.
 */
const firstStart = (error: unknown) => isBusy(error) || /already exists/.test(String((error as Error).message));

/** Retries `take` without blocking this process while another one is in the way, for up to `WAIT_TIMEOUT_MS`. */
async function waitWhile(inTheWay: (error: unknown) => boolean, take: () => Promise<void>): Promise<void> {
  const until = Date.now() + WAIT_TIMEOUT_MS;
  for (;;) {
    try {
      return await take();
    } catch (error) {
      if (!inTheWay(error) || Date.now() > until) throw error;
      await sleep(1 + Math.random() * 10);
    }
  }
}
