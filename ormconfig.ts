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
import { FirstTables1763600000000 } from './src/migrations/sqlite/1763600000000-firstTables';

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

/**
 * How the registry's database is reached. `synchronize` stays off: tables are made by migrations alone.
 *
 * @param file the SQLite file, made where it is missing
 */
export function dataSourceOptions(file: string): DataSourceOptions & { type: 'better-sqlite3' } {
  return {
    type: 'better-sqlite3',
    database: file,
    entities,
    migrations: [FirstTables1763600000000],
    migrationsTransactionMode: 'all',
    synchronize: false,
  };
}
