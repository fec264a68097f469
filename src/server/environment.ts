import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Decimal } from '../entities/scalars';
import type { Prices } from '../policy/fees';
import samplePrices from '../seed/prices.json';
import type { DatabaseSettings } from '../store/open';
import { corsSettings } from './cors';
import { jwtSettings, readJwtSettings, type JwtSettings } from './jwtSettings';
import { doorLimits, doorSettings, type DoorLimits } from './limits';

/** A setting that cannot be used; the message is a sentence for the operator. */
export class BadSetting extends Error {}

const decimal = z.string().transform((text, context) => {
  try {
    return Decimal.parseValue(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const prices = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code of three capital letters'),
  windowsLicenceHourly: decimal,
  storageGbMonthly: decimal,
});

const optional = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), type.optional());

/** Several values in one setting, separated by commas or spaces. */
const list = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter((value) => value !== ''));

const whole = (min: number, max: number) =>
  z.coerce.number({ error: 'must be a whole number' }).int().min(min).max(max);

const settings = z
  .object({
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).default(4000),
    DATABASE_URL: z
      .string()
      .regex(/^(sqlite:(?!:memory:).|postgres(ql)?:\/\/).*/, 'must be `sqlite:<file>` or `postgres://…`')
      .default('sqlite:data/registry.sqlite'),
    DATABASE_REPLICA_URLS: list,
    DATABASE_POOL_SIZE: whole(1, 1_000).default(10),
    DATABASE_CONNECT_TIMEOUT_MS: whole(1, 600_000).default(5_000),
    DATABASE_STATEMENT_TIMEOUT_MS: whole(1, 600_000).default(10_000),
    DATABASE_LOCK_TIMEOUT_MS: whole(1, 600_000).default(5_000),
    NODE_ENV: z.string().default('development'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('warn'),
    PRICES_FILE: optional(z.string()),
    ...jwtSettings,
    CORS_ORIGINS: list,
    TRUST_PROXY: list,
    METRICS: z.enum(['on', 'off']).default('off'),
    STOP_DELAY_MS: whole(0, 60_000).default(1_000),
    ...corsSettings,
    ...doorSettings,
  })
  .refine((env) => !(env.JWT_JWKS_URL && env.JWT_JWKS_FILE), {
    path: ['JWT_JWKS_FILE'],
    error: 'cannot be set together with JWT_JWKS_URL',
  })
  .refine((env) => !(env.JWT_JWKS_URL || env.JWT_JWKS_FILE) || (env.JWT_ISSUER && env.JWT_AUDIENCE), {
    path: ['JWT_ISSUER'],
    error: 'and JWT_AUDIENCE must be set where JWTs are accepted',
  });

/** Everything the environment says, checked. */
export interface Environment {
  host: string;
  port: number;
  database: DatabaseSettings;
  /** Where the demo accounts' tokens are kept: beside the SQLite file, or in `data/`. */
  demoFile: string;
  production: boolean;
  logLevel: string;
  prices: Prices;
  jwt: JwtSettings | null;
  corsOrigins: string[];
  corsHeaders: string[];
  trustProxy: string[];
  metrics: boolean;
  /** Milliseconds between readiness turning red and the door closing. */
  stopDelay: number;
  limits: DoorLimits;
}

/**
 * Reads the settings.
 *
 * @throws {BadSetting} naming the first one that cannot be used, and why
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const parsed = settings.safeParse(env);
  if (!parsed.success) throw sentence(parsed.error);
  const { data } = parsed;
  const database: DatabaseSettings = data.DATABASE_URL.startsWith('sqlite:')
    ? { file: path.resolve(data.DATABASE_URL.slice('sqlite:'.length)) }
    : {
        url: data.DATABASE_URL,
        replicaUrls: data.DATABASE_REPLICA_URLS,
        poolSize: data.DATABASE_POOL_SIZE,
        connectTimeout: data.DATABASE_CONNECT_TIMEOUT_MS,
        statementTimeout: data.DATABASE_STATEMENT_TIMEOUT_MS,
        lockTimeout: data.DATABASE_LOCK_TIMEOUT_MS,
      };
  return {
    host: data.HOST,
    port: data.PORT,
    database,
    demoFile: path.resolve('file' in database ? path.dirname(database.file) : 'data', 'demo-accounts.json'),
    production: data.NODE_ENV === 'production',
    logLevel: data.LOG_LEVEL,
    prices: readPrices(data.PRICES_FILE),
    jwt: readJwtSettings(data),
    corsOrigins: data.CORS_ORIGINS,
    corsHeaders: data.CORS_HEADERS,
    trustProxy: data.TRUST_PROXY,
    metrics: data.METRICS === 'on',
    stopDelay: data.STOP_DELAY_MS,
    limits: doorLimits(data),
  };
}

function readPrices(file: string | undefined): Prices {
  const parsed = prices.safeParse(file === undefined ? samplePrices : readJson(file));
  if (!parsed.success) throw sentence(parsed.error, 'PRICES_FILE: ');
  return parsed.data;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BadSetting(`PRICES_FILE cannot be read as JSON: ${(error as Error).message}`);
  }
}

function sentence(error: z.ZodError, prefix = ''): BadSetting {
  const [issue] = error.issues;
  return new BadSetting(`${prefix}${issue?.path.join('.')} ${issue?.message}.`);
}
