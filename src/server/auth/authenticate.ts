import type { IncomingMessage } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Caller } from '../../graphql/context';
import type { AppDependencies } from '../../store/appDependencies';
import { forbidden, unauthenticated } from '../../graphql/errors';
import type { Store } from '../../database/database';
import type { CachedKind } from '../../database/versionedCache';
import { noteUse, tokenOf } from '../../store/accessTokens';
import { findViewer } from '../../store/viewers';
import { rejection, type JwtClaims, type TokenRejection } from './jwtClaims';

type Checked = JwtClaims | { rejected: TokenRejection };

/** Checks a JWT at a time in milliseconds; null where no JWTs are accepted. */
export type JwtCheck = (token: string, now: number) => Promise<Checked>;

/** Causes for which the credentials of requests were rejected, until `logRejection` takes them. */
const rejections = new WeakMap<IncomingMessage, TokenRejection>();

/** Makes the error for a rejected credential: one message for every cause, which is kept for the log alone. */
function invalidCredential(request: IncomingMessage, cause: TokenRejection): GraphQLError {
  rejections.set(request, cause);
  return unauthenticated('The credential is not valid: unknown, wrong, expired or revoked.');
}

/** Logs, once, why a request's credential was rejected, if it was. */
export function logRejection(log: Pick<Logger, 'debug'>, reqId: string, request: IncomingMessage): void {
  const cause = rejections.get(request);
  if (cause === undefined) return;
  rejections.delete(request);
  log.debug({ reqId, ...cause }, 'token rejected');
}

/**
 * Authenticates a request by its `Authorization` header, which must hold one valid bearer credential.
 *
 * @param countsAsUse whether this counts as a use of the token
 * @returns the caller; null for an anonymous one, without the header
 * @throws UNAUTHENTICATED for a credential that is empty, doubled, of another scheme, or not valid; FORBIDDEN for a
 *   suspended account
 */
export async function authenticate(
  request: IncomingMessage,
  dependencies: AppDependencies,
  checkJwt: JwtCheck | null,
  countsAsUse = true,
): Promise<Caller | null> {
  const credential = credentialIn(request);
  if (credential === null) return null;

  const now = dependencies.clock();
  const claims = await claimsOf(credential, now, dependencies, checkJwt, countsAsUse);
  if ('rejected' in claims) throw invalidCredential(request, claims.rejected);
  const { accountId } = claims;
  const account = await cachedOrRead(dependencies, 'viewer', accountId, (store) => findViewer(store, accountId));
  if (account === null) throw invalidCredential(request, rejection('account', 'one that there is', accountId).rejected);
  if (account.suspended) throw forbidden('This account is suspended.');
  return { viewer: account.viewer, mayWrite: claims.mayWrite };
}

/** Returns the value read for an earlier request where nothing was committed since, or reads it. */
async function cachedOrRead<T extends object>(
  { store }: AppDependencies,
  kind: CachedKind,
  id: string,
  read: (store: Store) => Promise<T | null>,
): Promise<T | null> {
  const version = store.cache.refresh();
  const cached = store.cache.get<T>(kind, id);
  if (cached !== undefined) return cached;
  const value = await read(store);
  if (value !== null) store.cache.set(kind, id, value, version);
  return value;
}

/**
 * Returns the bearer credential of a request. Reads the raw headers, because Node drops all `Authorization` headers but
 * the first.
 *
 * @throws UNAUTHENTICATED for a malformed or repeated header
 */
function credentialIn({ rawHeaders }: IncomingMessage): string | null {
  let value: string | undefined;
  let isRepeated = false;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]!.length !== 'authorization'.length || rawHeaders[at]!.toLowerCase() !== 'authorization')
      continue;
    isRepeated ||= value !== undefined;
    value = rawHeaders[at + 1];
  }
  if (value === undefined) return null;
  const parts = isRepeated ? null : /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(value);
  if (parts === null) throw unauthenticated('Send one `Authorization: Bearer <token>` header, or none.');
  return parts[1]!;
}

async function claimsOf(
  credential: string,
  now: number,
  dependencies: AppDependencies,
  checkJwt: JwtCheck | null,
  countsAsUse: boolean,
): Promise<Checked> {
  if (!credential.startsWith('irt_')) {
    return checkJwt === null
      ? rejection('kind of token', 'an access token, irt_…', 'another')
      : checkJwt(credential, now);
  }
  const token = await cachedOrRead(dependencies, 'token', credential, (store) => tokenOf(store, credential, now));
  // A token expires without a commit, so the cached row may still be there.
  if (token === null || (token.expiresAt !== null && token.expiresAt <= now)) {
    // The id is the one in the account's list of tokens; the secret after it is never logged.
    const [, id] = /^irt_([0-9a-z]{1,32})_/.exec(credential) ?? [];
    return rejection('access token', 'known, not revoked, not expired', id === undefined ? 'malformed' : `tok-${id}`);
  }
  if (countsAsUse) await noteUse(dependencies.store, token, now);
  return { accountId: token.accountId, mayWrite: Boolean(token.mayWrite) };
}
