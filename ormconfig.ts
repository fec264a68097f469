import 'reflect-metadata';
import path from 'node:path';
import type { DataSourceOptions } from 'typeorm';
import { AccessToken } from './src/entities/accessToken';
import { Account } from './src/entities/account';
import { RegistryDataSource } from './src/database/dataSource';
import { IdempotencyRecord } from './src/entities/idempotencyRecord';
import { Image } from './src/entities/image';
import { Instance, InstanceType } from './src/entities/instance';
import { MarketplaceEdit } from './src/entities/marketplaceEdit';
import { Operation } from './src/entities/operation';
import { Region } from './src/entities/region';
import { Share } from './src/entities/share';
import { sqliteDriver } from './src/database/sqlite/driver';
import { TrustedAccount } from './src/entities/trustedAccount';
import { FirstTablesPostgres1763600000000 } from './src/database/migrations/postgres/1763600000000-firstTables';
import { EventsPostgres1764100000000 } from './src/database/migrations/postgres/1764100000000-events';
import { NamedConstraintsPostgres1764200000000 } from './src/database/migrations/postgres/1764200000000-namedConstraints';
import { LineagePostgres1764410000000 } from './src/database/migrations/postgres/1764410000000-lineage';
import { PlatformKeyPostgres1764420000000 } from './src/database/migrations/postgres/1764420000000-platformKey';
import { FirstTables1763600000000 } from './src/database/migrations/sqlite/1763600000000-firstTables';
import { Events1764100000000 } from './src/database/migrations/sqlite/1764100000000-events';
import { NamedConstraints1764200000000 } from './src/database/migrations/sqlite/1764200000000-namedConstraints';
import { Lineage1764410000000 } from './src/database/migrations/sqlite/1764410000000-lineage';
import { PlatformKey1764420000000 } from './src/database/migrations/sqlite/1764420000000-platformKey';

/**
 * Tables of the registry that are read and written by their entities. `event` and `heartbeat` have none: they differ
 * between the databases (a transaction's number as `xid8`, which TypeORM has no type for) or have no primary key.
 * TypeORM ignores tables that it does not know.
 */
export const entities = [
  Region,
  Account,
  TrustedAccount,
  Image,
  MarketplaceEdit,
  Share,
  InstanceType,
  Instance,
  Operation,
  AccessToken,
  IdempotencyRecord,
];

/** Returns the options of a SQLite file. `synchronize` is off for both databases: only migrations create tables. */
export function sqliteOptions(file: string): DataSourceOptions & { type: 'better-sqlite3' } {
  return {
    type: 'better-sqlite3',
    driver: sqliteDriver(),
    database: file,
    entities,
    migrations: [
      FirstTables1763600000000,
      Events1764100000000,
      NamedConstraints1764200000000,
      Lineage1764410000000,
      PlatformKey1764420000000,
    ],
    synchronize: false,
    // Errors are thrown; only the programs write to the console.
    logger: 'debug',
  };
}

/** Settings of the connection to PostgreSQL; times in milliseconds. */
export interface PostgresSettings {
  url: string;
  /** Servers for reads outside of writes; if empty, the server of `url`. */
  replicaUrls: readonly string[];
  /** Connections for writes, and as many for reads from each server. */
  poolSize: number;
  /** Time that a call waits for a connection. */
  connectTimeout: number;
  /**
   * Time that a statement may take, and a transaction be idle; `lockTimeout`: time that a statement may wait for a
   * lock.
   */
  statementTimeout: number;
  lockTimeout: number;
}

/** Returns the options of a PostgreSQL server. */
export function postgresOptions(url: string, settings: PostgresSettings): DataSourceOptions & { type: 'postgres' } {
  return {
    type: 'postgres',
    url,
    entities,
    migrations: [
      FirstTablesPostgres1763600000000,
      EventsPostgres1764100000000,
      NamedConstraintsPostgres1764200000000,
      LineagePostgres1764410000000,
      PlatformKeyPostgres1764420000000,
    ],
    synchronize: false,
    logger: 'debug',
    // Counts and times are far below 2^53.
    parseInt8: true,
    poolSize: settings.poolSize,
    connectTimeoutMS: settings.connectTimeout,
    applicationName: 'image-registry',
    extra: {
      statement_timeout: settings.statementTimeout,
      lock_timeout: settings.lockTimeout,
      idle_in_transaction_session_timeout: settings.statementTimeout,
      keepAlive: true,
    },
  };
}

/** Settings of the command line, where migrations have no time limit. */
const PATIENT = { replicaUrls: [], poolSize: 2, connectTimeout: 5_000, statementTimeout: 0, lockTimeout: 0 };

/**
 * Data source of TypeORM's own command line, on the service's database. The service imports this file before it has
 * checked its settings, so the address is not examined before it connects.
 */
class CommandLineDataSource extends RegistryDataSource {
  constructor(private readonly url: string) {
    super(
      url.startsWith('sqlite:')
        ? sqliteOptions(path.resolve(url.slice('sqlite:'.length)))
        : postgresOptions('', { url, ...PATIENT }),
    );
    // Its commands report their results through the logger.
    this.setOptions({ logger: 'advanced-console' });
  }

  /** @throws where the address has neither of the two forms, or no server answers there */
  override async initialize(): Promise<this> {
    if (!/^(sqlite:.|postgres(ql)?:\/\/)/.test(this.url)) {
      throw new Error('DATABASE_URL must be `sqlite:<file>` or `postgres://…`.');
    }
    if (this.options.type === 'postgres') this.setOptions({ url: this.url });
    return super.initialize();
  }
}

/**
 * Serves `npm run typeorm -- schema:log`, `migration:show` and so on. TypeORM requires exactly one exported data
 * source.
 */
export default new CommandLineDataSource(process.env['DATABASE_URL'] || 'sqlite:data/registry.sqlite');
