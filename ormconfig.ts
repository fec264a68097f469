import 'reflect-metadata';
import type { DataSourceOptions } from 'typeorm';
import { AccessToken } from './src/entities/accessToken';
import { Account } from './src/entities/account';
import { IdempotencyRecord } from './src/entities/idempotencyRecord';
import { Image } from './src/entities/image';
import { Instance, InstanceType } from './src/entities/instance';
import { MarketplaceEdit } from './src/entities/marketplaceEdit';
import { Operation } from './src/entities/operation';
import { Region } from './src/entities/region';
import { Share } from './src/entities/share';
import { TrustedAccount } from './src/entities/trustedAccount';
import { FirstTablesPostgres1763600000000 } from './src/migrations/postgres/1763600000000-firstTables';
import { EventsPostgres1764100000000 } from './src/migrations/postgres/1764100000000-events';
import { PlatformKeyPostgres1764410000000 } from './src/migrations/postgres/1764410000000-platformKey';
import { FirstTables1763600000000 } from './src/migrations/sqlite/1763600000000-firstTables';
import { Events1764100000000 } from './src/migrations/sqlite/1764100000000-events';
import { PlatformKey1764410000000 } from './src/migrations/sqlite/1764410000000-platformKey';

/** Every table of the registry. */
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
    database: file,
    entities,
    migrations: [FirstTables1763600000000, Events1764100000000, PlatformKey1764410000000],
    synchronize: false,
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
    migrations: [FirstTablesPostgres1763600000000, EventsPostgres1764100000000, PlatformKeyPostgres1764410000000],
    synchronize: false,
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
