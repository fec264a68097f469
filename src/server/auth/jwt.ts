import { readFileSync } from 'node:fs';
import { GraphQLError } from 'graphql';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  type JWTVerifyResult,
} from 'jose';
import { unavailable } from '../../graphql/errors';
import { BadSetting } from '../../config/environment';
import { claimsOf, rejectionBy, type JwtClaims, type TokenRejection } from './jwtClaims';
import type { JwtSettings } from '../../config/jwtSettings';

const CLOCK_TOLERANCE_S = 5;
/** Bytes of a key set; a hundred keys with their certificates are less. */
const MAX_KEY_SET_BYTES = 1_048_576;

/** Keys that are tried for a token without `kid`; a set in rotation has two or three of a type. */
const MAX_KEYS_TRIED = 10;

/** Times for which keys from a URL are kept, all in milliseconds. */
export interface KeyTimes {
  /** Keys older than this are fetched again. */
  fresh: number;
  /** While the key server is unavailable, keys are used until they are this old. */
  kept: number;
  /** Least time between two fetches, whether or not the first one succeeded, and whatever tokens arrive. */
  cooldown: number;
  /** Timeout of one fetch. */
  timeout: number;
}

const KEY_TIMES: KeyTimes = { fresh: 600_000, kept: 24 * 3_600_000, cooldown: 10_000, timeout: 5_000 };

/** Returns the function that finds the key of a token, for a time in milliseconds. */
type Keys = (now: number) => JWTVerifyGetKey;

/**
 * Makes a check of JWTs against a key set: signature by a named algorithm, issuer, audience, `iat` and `exp`, none of
 * which may be missing, then type, account and scope as the settings say. Keys come from the configured set alone.
 *
 * @param onFailure called each time keys cannot be fetched, at most once per cooldown: while older keys are still used,
 *   no response shows it
 * @returns a function that returns the account and scope of a token, or why the token is rejected, and throws
 *   UNAVAILABLE where it cannot decide because the keys cannot be fetched or used
 * @throws {BadSetting} for a key file or URL that cannot be used
 */
export function jwtCheck(
  settings: JwtSettings,
  times: Partial<KeyTimes> = {},
  onFailure: (error: unknown) => void = () => {},
): (token: string, now: number) => Promise<JwtClaims | { rejected: TokenRejection }> {
  const keys =
    'url' in settings.keys
      ? keysAt(settings.keys.url, { ...KEY_TIMES, ...times }, onFailure)
      : keysIn(settings.keys.file);
  const { issuers, audiences, algorithms, maxLifetime } = settings;

  return async (token, now) => {
    try {
      const { protectedHeader, payload } = await verifyWith(token, keys(now), {
        algorithms: [...algorithms],
        issuer: [...issuers],
        audience: [...audiences],
        // Rejects an `iat` in the future, which would make a long lifetime pass for a short one.
        maxTokenAge: maxLifetime,
        requiredClaims: ['iat', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now),
      });
      return claimsOf(protectedHeader, payload, settings);
    } catch (error) {
      if (error instanceof errors.JOSEError) return rejectionBy(error, headerOf(token), settings, now);
      if (error instanceof GraphQLError) throw error;
      // The fault is in the key; the token may be valid.
      throw unavailable('A key that JWTs are checked with cannot be used.', 60, error);
    }
  };
}

/** Verifies a token; one without `kid`, by each of the keys of its type, as RFC 7515 leaves to the application. */
async function verifyWith(token: string, keys: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, keys, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let keysTried = 0;
    for await (const key of error) {
      try {
        return await jwtVerify(token, key, options);
      } catch (other) {
        if (!(other instanceof errors.JWSSignatureVerificationFailed)) throw other;
      }
      if ((keysTried += 1) === MAX_KEYS_TRIED) break;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Returns the header of a token, with its key and algorithm; empty where the token is malformed. */
function headerOf(token: string): Partial<JWTHeaderParameters> {
  try {
    return decodeProtectedHeader(token);
  } catch {
    // The rejection names the wrong form.
    return {};
  }
}

function keysIn(file: string): Keys {
  try {
    const set = JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet;
    const keys = createLocalJWKSet(set);
    // A symmetric key would be a secret that anybody who verifies could sign with; no accepted algorithm takes one.
    if (set.keys.every(({ kty }) => kty === 'oct')) throw new Error('it has no public key');
    return () => keys;
  } catch (error) {
    throw new BadSetting(`JWT_JWKS_FILE cannot be read as a JSON Web Key Set (${(error as Error).message}).`);
  }
}

/**
 * Keeps the keys at a URL, fetched when the first token arrives, when they are no longer fresh, and for a key that they
 * lack. jose's own remote set fails as soon as a key server does, and requests the keys again with every token.
 *
 * @throws {BadSetting} for a URL with credentials in it
 */
function keysAt(url: string, times: KeyTimes, onFailure: (error: unknown) => void): Keys {
  const { username, password } = new URL(url);
  if (username !== '' || password !== '') throw new BadSetting('JWT_JWKS_URL cannot have credentials in it.');

  let keys: JWTVerifyGetKey | null = null;
  let fetchedAt = -Infinity;
  let triedAt = -Infinity;
  /** Error of the last fetch; null where it succeeded. */
  let failure: unknown = null;
  let fetching: Promise<void> | null = null;

  /** Fetches the keys unless the cooldown still runs; concurrent calls share one fetch. */
  const refresh = (now: number): Promise<void> | null => {
    if (fetching === null && now - triedAt >= times.cooldown) {
      triedAt = now;
      fetching = fetchKeySet(url, times.timeout)
        .then((set) => {
          keys = createLocalJWKSet(set);
          fetchedAt = now;
          failure = null;
        })
        .catch((error: unknown) => {
          failure = error;
          onFailure(error);
        })
        .finally(() => {
          fetching = null;
        });
    }
    return fetching;
  };

  return (now) => async (header, token) => {
    const find: JWTVerifyGetKey = (...args) => {
      if (keys === null || now - fetchedAt >= times.kept) throw new errors.JWKSNoMatchingKey();
      return keys(...args);
    };
    if (now - fetchedAt >= times.fresh) {
      const refreshed = refresh(now);
      // While the key server is known to be down, a token whose key is kept does not wait for the fetch.
      if (failure === null) await refreshed;
    }
    try {
      return await find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await refresh(now);
    if (failure !== null) {
      const wait = Math.max(1, Math.ceil((triedAt + times.cooldown - now) / 1_000));
      throw unavailable('The keys that JWTs are checked with cannot be fetched.', wait, failure);
    }
    return find(header, token);
  };
}

/**
 * Fetches a key set once, without following redirects, and reads no more than `MAX_KEY_SET_BYTES`.
 *
 * @param timeout in milliseconds
 */
async function fetchKeySet(url: string, timeout: number): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { accept: 'application/json, application/jwk-set+json' },
    signal: AbortSignal.timeout(timeout),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The key server answered with the status ${response.status}.`);
  }
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_KEY_SET_BYTES) throw new Error(`The key set is larger than ${MAX_KEY_SET_BYTES} bytes.`);
    parts.push(part);
  }
  return JSON.parse(Buffer.concat(parts).toString()) as JSONWebKeySet;
}
