import { readFileSync } from 'node:fs';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { unavailable } from '../errors';
import type { JwtSettings } from './environment';

/** Signatures that only the holder of the private key can make. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** A token that lives longer is refused: it could not be taken back in time. */
const LONGEST_LIFE_S = 24 * 3_600;
const CLOCK_TOLERANCE_S = 5;

/** Who a JWT speaks for, and what it may do. */
export interface JwtClaims {
  accountId: string;
  mayWrite: boolean;
}

/**
 * A check of JWTs against a key set: signature by a named algorithm, issuer, audience, type `at+jwt` (RFC 9068), and
 * the claims `sub`, `iat` and `exp`, none of which may be missing. Keys come from the configured set alone.
 *
 * @returns a function that answers null for whatever is not a valid token
 */
export function jwtCheck(settings: JwtSettings): (token: string, now: number) => Promise<JwtClaims | null> {
  const keys: JWTVerifyGetKey =
    'url' in settings.keys
      ? createRemoteJWKSet(new URL(settings.keys.url))
      : createLocalJWKSet(JSON.parse(readFileSync(settings.keys.file, 'utf8')) as JSONWebKeySet);

  return async (token, now) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer: settings.issuer,
        audience: settings.audience,
        typ: 'at+jwt',
        // An `iat` to come would make a short life a long one.
        maxTokenAge: LONGEST_LIFE_S,
        requiredClaims: ['sub', 'iat', 'exp'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now),
      });
      if (payload.exp! - payload.iat! > LONGEST_LIFE_S) return null;
      if (typeof payload.sub !== 'string') return null;
      const scopes = typeof payload.scope === 'string' ? payload.scope.toUpperCase().split(' ') : [];
      if (!scopes.includes('READ') && !scopes.includes('WRITE')) return null;
      return { accountId: payload.sub, mayWrite: scopes.includes('WRITE') };
    } catch (error) {
      // The token may be good; it is the keys that cannot be had.
      if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
        throw unavailable('The keys that JWTs are checked with cannot be fetched.', 5);
      }
      return null;
    }
  };
}
