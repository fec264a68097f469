import { z } from 'zod';
import { whole } from './settings';

/** Asymmetric signature algorithms: a key that verifies cannot sign. */
export const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
];

/** The type of a token without the header `typ`, as `JWT_TYPES` spells it. */
export const NO_TYPE = 'none';

/** Settings for the check of JWTs and the meaning of their claims. */
export interface JwtSettings {
  keys: { url: string } | { file: string };
  /** One of the issuers must equal `iss`, and one of the audiences must equal `aud` or be among it. */
  issuers: readonly string[];
  audiences: readonly string[];
  algorithms: readonly string[];
  /** Accepted values of the header `typ`, in lower case and without `application/`. */
  types: readonly string[];
  /** The claim with the id of the account, and the one with scopes or roles, as `valueAt` reads them. */
  accountClaim: string;
  scopeClaim: string;
  /** Values of the scope claim that permit reading; below, those that also permit writing. */
  readScopes: readonly string[];
  writeScopes: readonly string[];
  /** Most seconds from `iat` to `exp`: until then a token cannot be revoked. */
  maxLifetime: number;
}

export const JWT_DEFAULTS = {
  algorithms: ALGORITHMS,
  types: ['at+jwt'],
  accountClaim: 'sub',
  scopeClaim: 'scope',
  readScopes: ['READ'],
  writeScopes: ['WRITE'],
  maxLifetime: 86_400,
};

/** Bounds of the maximum lifetime. Beyond 30 days a stolen token would be as good as a password. */
const MIN_LIFETIME_S = 60;
const MAX_LIFETIME_S = 2_592_000;

const orDefault = <T extends z.ZodType>(type: T) => type.optional();

const values = (text: string) => text.split(/[\s,]+/).filter((value) => value !== '');
const list = orDefault(
  z
    .string()
    .transform(values)
    .refine((all) => all.length > 0, { error: 'must have at least one value, separated by commas or spaces' }),
);
const claim = orDefault(
  z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be the name of a claim: 1 to 200 ASCII characters, no spaces')
    .regex(/^(?!\.)(?!.*\.\.)(?!.*\.$)/, 'must be the name of a claim, with names between its dots'),
);

/** Settings for JWTs. */
export const jwtSettings = {
  JWT_JWKS_URL: orDefault(z.url({ protocol: /^https?$/, error: 'must be an http or https URL' })),
  JWT_JWKS_FILE: orDefault(z.string()),
  JWT_ISSUER: list,
  JWT_AUDIENCE: list,
  JWT_ALGORITHMS: list.refine((all) => all === undefined || all.every((name) => ALGORITHMS.includes(name)), {
    error: `must be among ${ALGORITHMS.join(', ')}`,
  }),
  JWT_TYPES: list.refine((all) => all === undefined || all.every((type) => /^[\w!#$&^.+/-]+$/.test(type)), {
    error: 'must be media types such as at+jwt, without quotes',
  }),
  JWT_ACCOUNT_CLAIM: claim,
  JWT_SCOPE_CLAIM: claim,
  JWT_SCOPES_READ: list,
  JWT_SCOPES_WRITE: list,
  JWT_MAX_LIFETIME_S: whole(MIN_LIFETIME_S, MAX_LIFETIME_S, JWT_DEFAULTS.maxLifetime),
};

type Read = { [name in keyof typeof jwtSettings]?: z.output<(typeof jwtSettings)[name]> };

function keysNamed(env: Read): JwtSettings['keys'] | null {
  if (env.JWT_JWKS_URL) return { url: env.JWT_JWKS_URL };
  return env.JWT_JWKS_FILE ? { file: env.JWT_JWKS_FILE } : null;
}

/** Returns the settings for JWTs; null where no key set is configured, so that no JWTs are accepted. */
export function readJwtSettings(env: Read): JwtSettings | null {
  const keys = keysNamed(env);
  return (
    keys && {
      keys,
      issuers: env.JWT_ISSUER ?? [],
      audiences: env.JWT_AUDIENCE ?? [],
      algorithms: env.JWT_ALGORITHMS ?? JWT_DEFAULTS.algorithms,
      types: env.JWT_TYPES?.map(typeName) ?? JWT_DEFAULTS.types,
      accountClaim: env.JWT_ACCOUNT_CLAIM ?? JWT_DEFAULTS.accountClaim,
      scopeClaim: env.JWT_SCOPE_CLAIM ?? JWT_DEFAULTS.scopeClaim,
      readScopes: env.JWT_SCOPES_READ ?? JWT_DEFAULTS.readScopes,
      writeScopes: env.JWT_SCOPES_WRITE ?? JWT_DEFAULTS.writeScopes,
      maxLifetime: env.JWT_MAX_LIFETIME_S ?? JWT_DEFAULTS.maxLifetime,
    }
  );
}

/** Normalises a type for comparison as in RFC 7515: without case, and `at+jwt` for `application/at+jwt`. */
export const typeName = (typ: string) => typ.toLowerCase().replace(/^application\//, '');
