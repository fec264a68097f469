import { z } from 'zod';
import { demoFileOf } from '../seed/demoFile';
import type { DatabaseSettings } from '../database/open';
import {
  BadSetting,
  databaseOf,
  databaseSettings,
  demoOf,
  demoSettings,
  readSettings,
  type DemoMode,
} from './baseSettings';
import { corsSettings } from './corsSettings';
import { jwtSettings, readJwtSettings, type JwtSettings } from './jwtSettings';
import { requestLimits, requestLimitSettings } from './requestLimitSettings';
import { type RequestLimits } from '../graphql/requestLimits';
import { listOf, oneOf, readOrigin, readProxy, whole } from './settings';

export { BadSetting };

/** Every setting of the service. An empty or blank value counts as unset: `readSettings` drops it. */
const fields = {
  PORT: whole(0, 65_535, 4000),
  ...databaseSettings,
  ...demoSettings,
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent').default('warn'),
  ...jwtSettings,
  CORS_ORIGINS: listOf(readOrigin),
  ...corsSettings,
  TRUST_PROXY: listOf(readProxy),
  METRICS: oneOf('on', 'off').default('off'),
  STOP_DELAY_MS: whole(0, 60_000, 1_000),
  ...requestLimitSettings,
};

/** Names of the settings. */
export const SETTINGS = Object.keys(fields);

const settings = z
  .object(fields)
  .refine((env) => !(env.JWT_JWKS_URL && env.JWT_JWKS_FILE), {
    path: ['JWT_JWKS_FILE'],
    error: 'cannot be set together with JWT_JWKS_URL',
  })
  .refine((env) => !(env.JWT_JWKS_URL || env.JWT_JWKS_FILE) || (env.JWT_ISSUER && env.JWT_AUDIENCE), {
    path: ['JWT_ISSUER'],
    error: 'and JWT_AUDIENCE must be set where JWTs are accepted',
  })
  .refine((env) => env.JWT_JWKS_URL || env.JWT_JWKS_FILE || !(env.JWT_ISSUER || env.JWT_AUDIENCE), {
    path: ['JWT_JWKS_URL'],
    error: 'or JWT_JWKS_FILE must be set with JWT_ISSUER and JWT_AUDIENCE: without keys no JWT is accepted',
  });

/** The settings, checked and typed. */
export interface Environment extends DemoMode {
  host: string;
  port: number;
  database: DatabaseSettings;
  /** File that contains the tokens of the demo accounts. */
  demoFile: string;
  logLevel: string;
  jwt: JwtSettings | null;
  corsOrigins: string[];
  corsHeaders: string[];
  trustProxy: string[];
  metrics: boolean;
  /** Milliseconds between the failing readiness and the end of accepting connections. */
  stopDelay: number;
  limits: RequestLimits;
}

/**
 * Reads every setting.
 *
 * @throws {BadSetting} naming the first one that cannot be used, and why
 */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const data = readSettings(env, SETTINGS, settings);
  const database = databaseOf(data);
  return {
    host: data.HOST,
    port: data.PORT,
    database,
    demoFile: demoFileOf(database),
    ...demoOf(data),
    logLevel: data.LOG_LEVEL,
    jwt: readJwtSettings(data),
    corsOrigins: data.CORS_ORIGINS,
    corsHeaders: data.CORS_HEADERS,
    trustProxy: data.TRUST_PROXY,
    metrics: data.METRICS === 'on',
    stopDelay: data.STOP_DELAY_MS,
    limits: requestLimits(data),
  };
}
