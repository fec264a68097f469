import type { World } from './world';

/** Returns every ledger entry, denied or done, of all accounts. */
export async function wholeLedger(world: World): Promise<unknown[]> {
  const rows = await world.store.rows<{ counted: unknown }>('SELECT * FROM operation ORDER BY root_id, seq');
  return rows.map((row) => ({ ...row, counted: Number(row.counted) }));
}

/** Returns the contents of the database and the ledger, to compare before and after a request that writes nothing. */
export async function everything(world: World): Promise<unknown> {
  return [await world.contents(), await wholeLedger(world)];
}
