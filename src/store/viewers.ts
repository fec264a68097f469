import { DEFAULT_LIMITS } from '../policy/limits';
import type { LaunchSources, Limits, Role, ViewerFacts } from '../policy/facts';
import type { Account } from '../entities/account';
import type { Store } from '../database/database';
import { couldBeId } from '../database/ids';

type RootColumns = Pick<
  Account,
  | 'isMember'
  | 'isProvider'
  | 'isOperator'
  | 'agreementSigned'
  | 'imagesPerRegion'
  | 'sharesPerImage'
  | 'operationsPerDay'
>;

/** The roles of a root account, in the order of the schema. */
export function rolesOf(root: RootColumns): Role[] {
  const roles: Role[] = [];
  if (root.isMember) roles.push('MEMBER');
  if (root.isProvider) roles.push('PROVIDER');
  if (root.isOperator) roles.push('OPERATOR');
  return roles;
}

/** The limits of a root account: the rulebook's, where an operator set no other. */
export function limitsOf(root: RootColumns): Limits {
  return {
    imagesPerRegion: root.imagesPerRegion ?? DEFAULT_LIMITS.imagesPerRegion,
    sharesPerImage: root.sharesPerImage ?? DEFAULT_LIMITS.sharesPerImage,
    operationsPerDay: root.operationsPerDay ?? DEFAULT_LIMITS.operationsPerDay,
  };
}

/** The accounts a root account trusts, in the order of their ids; a list of ids bounds how many. */
export async function trustedBy(store: Store, rootId: string): Promise<string[]> {
  const rows = await store.rows<{ id: string }>(
    'SELECT t.trusted_id AS id FROM trusted_account t WHERE t.root_id = ? ORDER BY t.trusted_id',
    [rootId],
  );
  return rows.map(({ id }) => id);
}

/**
 * An account as the one that asks, with its root's roles and limits as they are now; null when there is none.
 * `suspended` tells of the account itself or its root.
 */
export async function viewerOf(
  store: Store,
  accountId: string,
): Promise<{ viewer: ViewerFacts; suspended: boolean } | null> {
  if (!couldBeId(accountId)) return null;
  const [row] = await store.rows<RootColumns & { rootId: string; suspended: unknown; launchSources: LaunchSources }>(
    `SELECT r.id AS "rootId", r.is_member AS "isMember", r.is_provider AS "isProvider", r.is_operator AS "isOperator",
       r.agreement_signed AS "agreementSigned", r.images_per_region AS "imagesPerRegion",
       r.shares_per_image AS "sharesPerImage", r.operations_per_day AS "operationsPerDay",
       r.launch_sources AS "launchSources", (a.suspended OR r.suspended) AS suspended
     FROM account a JOIN account r ON r.id = a.root_id WHERE a.id = ?`,
    [accountId],
  );
  if (row === undefined) return null;
  return {
    viewer: {
      accountId,
      rootId: row.rootId,
      roles: rolesOf(row),
      agreementSigned: Boolean(row.agreementSigned),
      limits: limitsOf(row),
      launchSources: row.launchSources,
      trustedIds: row.launchSources === 'TRUSTED' ? await trustedBy(store, row.rootId) : [],
    },
    suspended: Boolean(row.suspended),
  };
}

/**
 * Holds the row of the root account that an account acts for until the write ends, so that what is counted for it is
 * counted by one at a time, on all servers. Nothing to do where writes are alone anyway.
 */
export async function lockRootAccount(store: Store, accountId: string): Promise<void> {
  if (store.rowLock === '') return;
  const root = 'SELECT b.root_id FROM account b WHERE b.id = ?';
  await store.rows(`SELECT a.id FROM account a WHERE a.id = (${root}) ${store.rowLock}`, [accountId]);
}

/**
 * The same for the account that owns a marketplace image: a review must not run beside its provider's own writes. For
 * other images nothing waits, or waiting would tell that there is one.
 */
export async function lockImageOwner(store: Store, imageId: string): Promise<void> {
  if (store.rowLock === '' || !couldBeId(imageId)) return;
  const owner = `SELECT i.owner_id FROM image i WHERE i.id = ? AND i.kind = 'MARKETPLACE'`;
  await store.rows(`SELECT a.id FROM account a WHERE a.id = (${owner}) ${store.rowLock}`, [imageId]);
}
