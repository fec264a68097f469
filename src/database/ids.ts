import { randomBytes } from 'node:crypto';
import type { Store } from './database';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const LENGTH = 12;
const BYTES_AT_ONCE = 4_096;

/** Random bytes for the next ids, drawn in bulk: drawing a few per id takes longer than everything else about an id. */
let bytes = Buffer.alloc(0);
let used = 0;

function randomByte(): number {
  if (used === bytes.length) [bytes, used] = [randomBytes(BYTES_AT_ONCE), 0];
  const byte = bytes[used]!;
  // Bytes that became part of a secret are erased.
  bytes[used] = 0;
  used += 1;
  return byte;
}

/** Returns random text of the given length from 36 letters and digits, each equally likely. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    const byte = randomByte();
    // 252 is the largest multiple of 36 in a byte; higher values would favour the first characters.
    if (byte < 252) text += ALPHABET[byte % 36];
  }
  return text;
}

/** Returns a new id, such as `img-4x0c6h2k9d1a`. With 36^12 possible ids, a collision is left to the primary key. */
export function newId(prefix: 'img' | 'ins' | 'acc' | 'shr' | 'tok' | 'op'): string {
  return `${prefix}-${randomText(LENGTH)}`;
}

/**
 * Returns whether a text has the form of an id. No other text identifies anything, so it is never sent to the database.
 */
export function couldBeId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/.test(text);
}

/** Texts that have the form of an id, with the placeholders of a statement that looks them up. */
export interface IdList {
  /** Distinct ids, in the order given. */
  ids: string[];
  /** `?` for each parameter of an `IN (…)`. */
  marks: string;
  /** Parameters for the marks: the ids, the last one repeated. */
  padded: string[];
}

/** Returns the distinct texts that have the form of an id and their `?` list; null when none remains. */
export function idList(texts: readonly string[]): IdList | null {
  const ids = [...new Set(texts)].filter(couldBeId);
  return ids.length === 0 ? null : { ids, ...marksOf(ids) };
}

/**
 * Returns `?` placeholders for the values, padded to the next power of two by repeating the last value. Lists of any
 * length then need a dozen prepared statements instead of a thousand.
 */
export function marksOf(values: readonly string[]): { marks: string; padded: string[] } {
  const last = values[values.length - 1];
  const padded = [...values];
  if (last !== undefined) while ((padded.length & (padded.length - 1)) !== 0) padded.push(last);
  return { marks: padded.map(() => '?').join(', '), padded };
}

/** Returns one row by a condition on an id; null if no row matches. */
export async function rowById<T>(store: Store, sql: string, id: string, ...others: unknown[]): Promise<T | null> {
  if (!couldBeId(id)) return null;
  const [row] = await store.rows<T>(sql, [id, ...others]);
  return row ?? null;
}

/** Returns the rows in the order of the ids, without the missing ones; denials name things in the order of the call. */
export function inOrder<T extends { id: string }>(rows: readonly T[], ids: readonly string[]): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
