import { errors, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { NO_TYPE, typeName, type JwtSettings } from '../../config/jwtSettings';

/** What a JWT says beyond its signature, by the operator's settings; and why one is refused. */

/** Who a JWT speaks for, and what it may do. */
export interface JwtClaims {
  accountId: string;
  mayWrite: boolean;
}

/** Why a token is refused, for the log; the caller is told nothing of it. Neither holds the token or its signature. */
export interface TokenRefusal {
  check: string;
  expected?: unknown;
  got?: unknown;
}

/** Characters of a value that the log repeats. */
const MAX_SHOWN = 200;

/** Returns a value as the log shows it: whoever sends a token chooses how long its claims are. */
function shown(value: unknown): unknown {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : value;
}

/** Makes a refusal of one check. */
export const refusal = (check: string, expected: unknown, got: unknown): { refused: TokenRefusal } => ({
  refused: { check, expected, got: shown(got) },
});

/**
 * Returns the value of a claim by its name: a name such as `https://example.com/account` as it stands, else the parts
 * between its dots as properties one inside the other, as in `resource_access.registry.roles`. Names may have dots in
 * them; the longest that is there goes first.
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

/** Reads who a token of a good signature, issuer, audience and time speaks for. */
export function claimsOf(
  header: JWTHeaderParameters,
  payload: JWTPayload,
  settings: JwtSettings,
): JwtClaims | { refused: TokenRefusal } {
  const { types, maxLifetime, accountClaim, scopeClaim, readScopes, writeScopes } = settings;
  if (!isAccepted(header.typ, types)) return refusal('header typ', types, header.typ);
  const lifetime = payload.exp! - payload.iat!;
  if (!(lifetime <= maxLifetime)) return refusal('lifetime', `at most ${maxLifetime} seconds`, lifetime);
  const accountId = valueAt(payload, accountClaim);
  if (typeof accountId !== 'string') return refusal(`claim ${accountClaim}`, 'the id of an account', accountId);
  const scopes = scopesIn(valueAt(payload, scopeClaim));
  const mayWrite = holdsOne(scopes, writeScopes);
  if (!mayWrite && !holdsOne(scopes, readScopes)) {
    return refusal(`claim ${scopeClaim}`, [...readScopes, ...writeScopes], valueAt(payload, scopeClaim));
  }
  return { accountId, mayWrite };
}

const isAccepted = (typ: unknown, types: readonly string[]) =>
  typ === undefined
    ? types.includes(NO_TYPE)
    : typeof typ === 'string' && typeName(typ) !== NO_TYPE && types.includes(typeName(typ));

/** Returns scopes as RFC 6749 writes them, one text with spaces, or as providers list roles. */
function scopesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ');
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Compares without case, as `read` has always stood for READ. */
function holdsOne(scopes: readonly string[], wanted: readonly string[]): boolean {
  const capitals = new Set(wanted.map((each) => each.toUpperCase()));
  return scopes.some((scope) => capitals.has(scope.toUpperCase()));
}

const TIMES: Record<string, string> = { exp: 'later than', nbf: 'at or before', iat: 'at or before' };

/** Returns which check jose refused a token by. */
export function refusalBy(
  error: errors.JOSEError,
  header: Partial<JWTHeaderParameters>,
  { algorithms, issuers, audiences, maxLifetime }: JwtSettings,
  now: number,
): { refused: TokenRefusal } {
  const { alg, kid } = header;
  if (error instanceof errors.JOSEAlgNotAllowed) return refusal('header alg', algorithms, alg);
  if (error instanceof errors.JWKSNoMatchingKey) return refusal('key', 'one of the key set', { kid, alg });
  if (error instanceof errors.JWSSignatureVerificationFailed) return refusal('signature', 'of that key', { kid, alg });
  if (!(error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired)) {
    return refusal('form', 'a JWT that is signed', error.message);
  }
  const { claim, payload } = error;
  const seconds = Math.floor(now / 1_000);
  const refusedFor = (expected: unknown) => refusal(`claim ${claim}`, expected, payload[claim]);
  if (claim === 'iss') return refusedFor(issuers);
  if (claim === 'aud') return refusedFor(audiences);
  const isTooOld = claim === 'iat' && error instanceof errors.JWTExpired;
  if (isTooOld) return refusedFor(`${seconds - maxLifetime} or later`);
  return refusedFor(claim in TIMES ? `${TIMES[claim]} ${seconds}` : undefined);
}
