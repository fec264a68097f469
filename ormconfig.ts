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
 * Every table of the registry that is read and written by its entity. `event` and `heartbeat` have none: they differ
 * between the databases (a transaction's number as `xid8`, which TypeORM has no type for) or have no primary key.
 * TypeORM leaves tables alone that it does not know.
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

/** A SQLite file. `synchronize` stays off for both: tables are made by migrations alone. */
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
    // What goes wrong is thrown; the console is the programs' own.
    logger: 'debug',
  };
}

/** How PostgreSQL is reached; times in milliseconds. */
export interface PostgresSettings {
  url: string;
  /** Where to read outside of a write; none: from the same server. */
  replicaUrls: readonly string[];
  /** Connections for writing, and as many for reading from each server. */
  poolSize: number;
  /** How long a call waits for a connection. */
  connectTimeout: number;
  /** How long a statement may take, and how long it may wait for a lock. */
  statementTimeout: number;
  lockTimeout: number;
}

/** A PostgreSQL server. */
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

/** Settings of the command line: a migration may take as long as it takes. */
const PATIENT = { replicaUrls: [], poolSize: 2, connectTimeout: 5_000, statementTimeout: 0, lockTimeout: 0 };

/**
 * The data source of TypeORM's own command line, on the service's database. The service imports this file before it
 * has checked its settings, so an address is looked at no sooner than it is connected to.
 */
class CommandLineDataSource extends RegistryDataSource {
  constructor(private readonly url: string) {
    super(
      url.startsWith('sqlite:')
        ? sqliteOptions(path.resolve(url.slice('sqlite:'.length)))
        : postgresOptions('', { url, ...PATIENT }),
    );
    // Its commands say by the logger what they found.
    this.setOptions({ logger: 'advanced-console' });
  }

  /** @throws where the address is neither of the two kinds, or nothing answers there */
  override async initialize(): Promise<this> {
    if (!/^(sqlite:.|postgres(ql)?:\/\/)/.test(this.url)) {
      throw new Error('DATABASE_URL must be `sqlite:<file>` or `postgres://…`.');
    }
    if (this.options.type === 'postgres') this.setOptions({ url: this.url });
    return super.initialize();
  }
}

/** `npm run typeorm -- schema:log`, `migration:show` and so on. TypeORM wants one exported data source, and no more. */
export default new CommandLineDataSource(process.env['DATABASE_URL'] || 'sqlite:data/registry.sqlite');
