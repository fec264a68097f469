import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Decimal } from '../entities/scalars';
import type { Prices } from '../policy/fees';
import { demoFileOf } from '../seed/demoFile';
import samplePrices from '../seed/prices.json';
import type { DatabaseSettings } from '../database/open';
import { OperatorError } from '../database/operatorError';
import {
  database,
  given,
  isLoopback,
  listOf,
  oneOf,
  quoted,
  readBy,
  readOffset,
  readPostgresUrl,
  whole,
} from './settings';

/** A setting that cannot be used; the message is a sentence for the operator. */
export class BadSetting extends OperatorError {}

/** Settings of the database. The programs that work on it while the service runs read only these. */
export const databaseSettings = {
  DATABASE_URL: database.default('sqlite:data/registry.sqlite'),
  DATABASE_REPLICA_URLS: listOf(readPostgresUrl),
  DATABASE_POOL_SIZE: whole(1, 1_000, 10),
  DATABASE_CONNECT_TIMEOUT_MS: whole(1, 600_000, 5_000),
  DATABASE_STATEMENT_TIMEOUT_MS: whole(1, 600_000, 10_000),
  DATABASE_LOCK_TIMEOUT_MS: whole(1, 600_000, 5_000),
};

/** Settings of the demo accounts, the prices, and the time of day at which daily limits reset. */
export const demoSettings = {
  NODE_ENV: oneOf('development', 'test', 'production').optional(),
  DEMO: oneOf('1', 'true', 'on', 'yes', '0', 'false', 'off', 'no').optional(),
  HOST: z.string().default('127.0.0.1'),
  PRICES_FILE: z.string().optional(),
  DAY_UTC_OFFSET: readBy(readOffset).default(0),
};

const databaseShape = z.object(databaseSettings);
const demoShape = z.object(demoSettings);

/**
 * Reads settings of a shape.
 *
 * @throws {BadSetting} naming the first one that cannot be used, and why
 */
export function readSettings<T extends z.ZodType>(
  env: NodeJS.ProcessEnv,
  names: readonly string[],
  shape: T,
): z.infer<T> {
  const parsed = shape.safeParse(given(env, names));
  if (!parsed.success) throw sentence(parsed.error);
  return parsed.data;
}

/** Reads the settings of the database. @throws {BadSetting} */
export function readDatabase(env: NodeJS.ProcessEnv): DatabaseSettings {
  return databaseOf(readSettings(env, Object.keys(databaseSettings), databaseShape));
}

export function databaseOf(data: z.infer<typeof databaseShape>): DatabaseSettings {
  if (data.DATABASE_URL.startsWith('sqlite:')) return { file: path.resolve(data.DATABASE_URL.slice('sqlite:'.length)) };
  return {
    url: data.DATABASE_URL,
    replicaUrls: data.DATABASE_REPLICA_URLS,
    poolSize: data.DATABASE_POOL_SIZE,
    connectTimeout: data.DATABASE_CONNECT_TIMEOUT_MS,
    statementTimeout: data.DATABASE_STATEMENT_TIMEOUT_MS,
    lockTimeout: data.DATABASE_LOCK_TIMEOUT_MS,
  };
}

/** Mode of the service, and whether it has demo accounts. */
export interface DemoMode {
  mode: 'development' | 'test' | 'production';
  /** Whether an empty database gets demo accounts, and the tokens of those it has are printed. */
  demo: boolean;
  prices: Prices;
  /** Milliseconds by which the clock of the daily limits is ahead of UTC. */
  dayOffset: number;
}

/** Reads the settings of the database, and those of `demoSettings`. @throws {BadSetting} */
export function readDemo(env: NodeJS.ProcessEnv): DemoMode & { database: DatabaseSettings; demoFile: string } {
  const database = readDatabase(env);
  const demo = demoOf(readSettings(env, Object.keys(demoSettings), demoShape));
  return { ...demo, database, demoFile: demoFileOf(database) };
}

/**
 * Decides about demo accounts. They are meant for trying the service out on one machine: without `DEMO` they require a
 * loopback address, and a `NODE_ENV` that is unset or `development`.
 *
 * @throws {BadSetting} where `DEMO` is on in production
 */
export function demoOf({
  NODE_ENV: mode = 'development',
  DEMO,
  HOST,
  PRICES_FILE,
  DAY_UTC_OFFSET: dayOffset,
}: z.infer<typeof demoShape>): DemoMode {
  const asked = DEMO === undefined ? undefined : ['1', 'true', 'on', 'yes'].includes(DEMO);
  if (asked && mode === 'production') {
    throw new BadSetting(
      'DEMO cannot be on with NODE_ENV=production, which has no demo accounts; leave NODE_ENV or DEMO unset.',
    );
  }
  return {
    mode,
    demo: asked ?? (mode === 'development' && isLoopback(HOST)),
    prices: readPrices(PRICES_FILE),
    dayOffset,
  };
}

const decimal = readBy((text) => {
  if (!/^\d+(\.\d{1,6})?$/.test(text)) {
    throw new Error(`must be an amount such as "0.12", at most six digits after the point; got ${quoted(text)}`);
  }
  if (Number(text) > MAX_PRICE) throw new Error(`must be at most ${MAX_PRICE}; got ${quoted(text)}`);
  return Decimal.parseValue(text);
});
const MAX_PRICE = 1_000_000;

const prices = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters'),
  windowsLicenceHourly: decimal,
  storageGbMonthly: decimal,
});

function readPrices(file: string | undefined): Prices {
  const parsed = prices.safeParse(file === undefined ? samplePrices : readJson(file));
  if (!parsed.success) throw sentence(parsed.error, `PRICES_FILE, ${file}: `);
  return parsed.data;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BadSetting(
      `PRICES_FILE cannot be read as JSON: ${(error as Error).message}; name a file as src/seed/prices.json.`,
    );
  }
}

function sentence(error: z.ZodError, prefix = ''): BadSetting {
  const [issue] = error.issues;
  return new BadSetting(`${prefix}${[...(issue?.path ?? []), issue?.message].join(' ')}.`);
}
