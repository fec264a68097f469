import { errors, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { NO_TYPE, typeName, type JwtSettings } from '../../config/jwtSettings';

/** Reads the claims of a JWT by the operator's settings, and names the check that rejected one. */

/** The account that a JWT is for, and its scope. */
export interface JwtClaims {
  accountId: string;
  mayWrite: boolean;
}

/** Cause of a rejected token, for the log alone. No field holds the token or its signature. */
export interface TokenRejection {
  check: string;
  expected?: unknown;
  got?: unknown;
}

/** Characters of a value that the log shows. */
const MAX_SHOWN = 200;

/** Cuts a value for the log: the sender of a token chooses the length of its claims. */
function truncated(value: unknown): unknown {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : value;
}

/** Makes the rejection by one check. */
export const rejection = (check: string, expected: unknown, got: unknown): { rejected: TokenRejection } => ({
  rejected: { check, expected, got: truncated(got) },
});

/**
 * Returns the value of a claim by its name: a name such as `https://example.com/account` as a whole, else the parts
 * between its dots as nested properties, as in `resource_access.registry.roles`. Property names may contain dots; the
 * longest one that exists takes precedence.
 */
export function valueAt(claims: unknown, name: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  const own = (key: string) => (Object.hasOwn(claims, key) ? (claims as Record<string, unknown>)[key] : undefined);
  let value = own(name);
  for (let dot = name.lastIndexOf('.'); value === undefined && dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    value = valueAt(own(name.slice(0, dot)), name.slice(dot + 1));
  }
  return value;
}

/** Reads the account and scope of a token whose signature, issuer, audience and times are valid. */
export function claimsOf(
  header: JWTHeaderParameters,
  payload: JWTPayload,
  settings: JwtSettings,
): JwtClaims | { rejected: TokenRejection } {
  const { types, maxLifetime, accountClaim, scopeClaim, readScopes, writeScopes } = settings;
  if (!isAccepted(header.typ, types)) return rejection('header typ', types, header.typ);
  const lifetime = payload.exp! - payload.iat!;
  if (!(lifetime <= maxLifetime)) return rejection('lifetime', `at most ${maxLifetime} seconds`, lifetime);
  const accountId = valueAt(payload, accountClaim);
  if (typeof accountId !== 'string') return rejection(`claim ${accountClaim}`, 'the id of an account', accountId);
  const scopes = scopesIn(valueAt(payload, scopeClaim));
  const mayWrite = includesAny(scopes, writeScopes);
  if (!mayWrite && !includesAny(scopes, readScopes)) {
    return rejection(`claim ${scopeClaim}`, [...readScopes, ...writeScopes], valueAt(payload, scopeClaim));
  }
  return { accountId, mayWrite };
}

const isAccepted = (typ: unknown, types: readonly string[]) =>
  typ === undefined
    ? types.includes(NO_TYPE)
    : typeof typ === 'string' && typeName(typ) !== NO_TYPE && types.includes(typeName(typ));

/** Splits scopes, either one string separated by spaces as in RFC 6749, or a list as providers write roles. */
function scopesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ');
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Returns whether a wanted scope is among them; ignores case, as `read` has always meant READ. */
function includesAny(scopes: readonly string[], wanted: readonly string[]): boolean {
  const upperCased = new Set(wanted.map((each) => each.toUpperCase()));
  return scopes.some((scope) => upperCased.has(scope.toUpperCase()));
}

const TIMES: Record<string, string> = { exp: 'later than', nbf: 'at or before', iat: 'at or before' };

/** Returns the check by which jose rejected a token. */
export function rejectionBy(
  error: errors.JOSEError,
  header: Partial<JWTHeaderParameters>,
  { algorithms, issuers, audiences, maxLifetime }: JwtSettings,
  now: number,
): { rejected: TokenRejection } {
  const { alg, kid } = header;
  if (error instanceof errors.JOSEAlgNotAllowed) return rejection('header alg', algorithms, alg);
  if (error instanceof errors.JWKSNoMatchingKey) return rejection('key', 'one of the key set', { kid, alg });
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return rejection('signature', 'of that key', { kid, alg });
  if (!(error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)) {
    return rejection('form', 'a JWT that is signed', error.message);
  }
  const { claim, payload } = error;
  const seconds = Math.floor(now / 1_000);
  const rejectionFor = (expected: unknown) => rejection(`claim ${claim}`, expected, payload[claim]);
  if (claim === 'iss') return rejectionFor(issuers);
  if (claim === 'aud') return rejectionFor(audiences);
  const isTooOld = claim === 'iat' && error instanceof errors.JWTExpired;
  if (isTooOld) return rejectionFor(`${seconds - maxLifetime} or later`);
  return rejectionFor(claim in TIMES ? `${TIMES[claim]} ${seconds}` : undefined);
}
