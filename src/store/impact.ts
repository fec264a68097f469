import type { Store } from './database';

/** What deleting or unsharing an image would touch. */
export interface Impact {
  shares: number;
  copies: number;
  runningInstances: number;
  byAccount: { accountId: string; runningInstances: number; sharedAt: number | null }[];
}

/** The impact of an image: every account that holds a share or runs an instance of it, in the order of their ids. */
export async function impactOf(store: Store, imageId: string): Promise<Impact> {
  const shares = await store.rows<{ accountId: string; sharedAt: number }>(
    'SELECT s.account_id AS "accountId", s.created_at AS "sharedAt" FROM share s WHERE s.image_id = ?',
    [imageId],
  );
  const running = await store.rows<{ accountId: string; instances: number }>(
    `SELECT n.owner_id AS "accountId", count(*) AS instances FROM instance n
     WHERE n.image_id = ? AND n.state = 'RUNNING' GROUP BY n.owner_id`,
    [imageId],
  );
  const [copies] = await store.rows<{ total: number }>(
    'SELECT count(*) AS total FROM image i WHERE i.copied_from_id = ? AND i.gone_at IS NULL',
    [imageId],
  );
  const sharedAt = new Map(shares.map((row) => [row.accountId, Number(row.sharedAt)]));
  const instances = new Map(running.map((row) => [row.accountId, Number(row.instances)]));
  const accounts = [...new Set([...sharedAt.keys(), ...instances.keys()])].sort();
  return {
    shares: shares.length,
    copies: Number(copies!.total),
    runningInstances: [...instances.values()].reduce((sum, n) => sum + n, 0),
    byAccount: accounts.map((accountId) => ({
      accountId,
      runningInstances: instances.get(accountId) ?? 0,
      sharedAt: sharedAt.get(accountId) ?? null,
    })),
  };
}
