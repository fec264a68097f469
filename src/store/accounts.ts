import type { AccessToken } from '../entities/accessToken';
import type { Account } from '../entities/account';
import type { Role } from '../policy/facts';
import { newId } from './ids';
import { newToken } from './tokens';

/** The columns that keep a root account's roles. */
export function roleColumns(roles: readonly Role[]): Pick<Account, 'isMember' | 'isProvider' | 'isOperator'> {
  return {
    isMember: roles.includes('MEMBER'),
    isProvider: roles.includes('PROVIDER'),
    isOperator: roles.includes('OPERATOR'),
  };
}

/**
 * A new account and its first access token, to be inserted; the token itself is shown once.
 *
 * @param values.rootId the root a sub-account acts for; null for a root account
 * @param values.now in milliseconds
 * @param values.token its token, where it is one that was issued before
 */
export function newAccount(values: {
  id?: string;
  name: string;
  rootId: string | null;
  roles: readonly Role[];
  now: number;
  token?: string;
}): {
  account: Account;
  accessToken: AccessToken;
  token: string;
} {
  const id = values.id ?? newId('acc');
  const account: Account = {
    id,
    name: values.name,
    kind: values.rootId === null ? 'ROOT' : 'SUB',
    rootId: values.rootId ?? id,
    ...roleColumns(values.roles),
    agreementSigned: false,
    suspended: false,
    imagesPerRegion: null,
    sharesPerImage: null,
    operationsPerDay: null,
    launchSources: 'ANYONE',
    createdAt: values.now,
  };
  const { row, token } = newToken(
    { accountId: id, name: 'first token', mayWrite: true, createdAt: values.now, expiresAt: null },
    values.token,
  );
  return { account, accessToken: row, token };
}
