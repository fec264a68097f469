import { randomBytes } from 'node:crypto';
import type { Store } from './database';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const LENGTH = 12;
const BYTES_AT_ONCE = 4_096;

/** Random bytes for the next ids; to ask for a few each time takes longer than all else about an id. */
let bytes = Buffer.alloc(0);
let used = 0;

function randomByte(): number {
  if (used === bytes.length) [bytes, used] = [randomBytes(BYTES_AT_ONCE), 0];
  const byte = bytes[used]!;
  // What made a secret does not stay behind.
  bytes[used] = 0;
  used += 1;
  return byte;
}

/** Random text of the given length out of 36 letters and digits, each equally likely. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    const byte = randomByte();
    // 252 is the largest multiple of 36 in a byte; what lies above would favour the first letters.
    if (byte < 252) text += ALPHABET[byte % 36];
  }
  return text;
}

/** A new id: `img-4x0c6h2k9d1a`. 36^12 of them make a collision a matter for the primary key, not for us. */
export function newId(prefix: 'img' | 'ins' | 'acc' | 'shr' | 'tok' | 'op'): string {
  return `${prefix}-${randomText(LENGTH)}`;
}

/** Whether a text could be an id at all. Anything else exists for nobody, and is never sent to the database. */
export function couldBeId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/.test(text);
}

/** Texts that could be ids, and how a statement asks for them. */
export interface IdList {
  /** Each once, in the order given. */
  ids: string[];
  /** `?` for each parameter of an `IN (…)`. */
  marks: string;
  /** Parameters for the marks: the ids, the last one repeated. */
  padded: string[];
}

/** The texts that could be ids, each once, and the `?` list for them; null when none is left to look for. */
export function idList(texts: readonly string[]): IdList | null {
  const ids = [...new Set(texts)].filter(couldBeId);
  return ids.length === 0 ? null : { ids, ...marksOf(ids) };
}

/**
 * `?` for each of the values. There are as many as the next power of two, so that lists of any length are a dozen
 * statements to prepare and to keep, and not a thousand.
 */
export function marksOf(values: readonly string[]): { marks: string; padded: string[] } {
  const last = values[values.length - 1];
  const padded = [...values];
  if (last !== undefined) while ((padded.length & (padded.length - 1)) !== 0) padded.push(last);
  return { marks: padded.map(() => '?').join(', '), padded };
}

/** One row by a condition; null when there is none. */
export async function rowById<T>(store: Store, sql: string, id: string, ...others: unknown[]): Promise<T | null> {
  if (!couldBeId(id)) return null;
  const [row] = await store.rows<T>(sql, [id, ...others]);
  return row ?? null;
}

/** The rows in the order of the ids, without those that are not there; refusals name things in the order of the call. */
export function inOrder<T extends { id: string }>(rows: readonly T[], ids: readonly string[]): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
