import { createHash } from 'node:crypto';
import { LessThan } from 'typeorm';
import { IdempotencyRecord } from '../entities/idempotencyRecord';
import type { Store } from '../database/database';

/** Milliseconds for which a key is kept: twice the 24 hours that are promised. */
const KEPT_MS = 48 * 3_600_000;

/**
 * Returns the fingerprint of an input. Two inputs have the same one if they are equal after defaults and normalisation,
 * with lists compared as sets, and without the key and the dry run.
 */
export function fingerprint(input: object): string {
  const { idempotencyKey: _key, dryRun: _dry, ...rest } = input as Record<string, unknown>;
  return createHash('sha256')
    .update(JSON.stringify(canonical(rest)))
    .digest('hex');
}

/** Returns the hash under which a key is stored: a caller may use anything as a key, even its own token. */
const kept = (key: string) => createHash('sha256').update(key).digest('hex');

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((entry) => JSON.stringify(canonical(entry))))].sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, entry]) => entry != null)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => [key, canonical(entry)]);
}

/**
 * Returns the payload of the first call with a key; `OTHER` where the key was used for another input, null where it is
 * unused. Hand-written: 10 µs a call against 230 µs through TypeORM's `findOne`.
 */
export async function findReplay(
  store: Store,
  accountId: string,
  key: string,
  kind: string,
  inputHash: string,
): Promise<object | 'OTHER' | null> {
  const [row] = await store.rows<Pick<IdempotencyRecord, 'kind' | 'inputHash' | 'payload'>>(
    `SELECT k.kind, k.input_hash AS "inputHash", k.payload FROM idempotency_record k WHERE k.account_id = ? AND k.key = ?`,
    [accountId, kept(key)],
  );
  if (row === undefined) return null;
  return row.kind === kind && row.inputHash === inputHash ? (JSON.parse(row.payload) as object) : 'OTHER';
}

/** Stores a payload, inside the write it belongs to. Secrets are omitted: a replay returns them as null. */
export async function saveReplay(
  store: Store,
  row: Omit<IdempotencyRecord, 'payload'> & { payload: object },
  secrets: readonly string[],
): Promise<void> {
  const payload = JSON.stringify(row.payload, (field, value: unknown) => (secrets.includes(field) ? null : value));
  await store.insert(IdempotencyRecord, { ...row, key: kept(row.key), payload });
}

/**
 * Deletes keys past their retention.
 *
 * @param now in milliseconds
 */
export async function pruneReplays(store: Store, now: number): Promise<void> {
  await store.write((inside) => inside.manager.delete(IdempotencyRecord, { createdAt: LessThan(now - KEPT_MS) }));
}
