import { randomBytes } from 'node:crypto';

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

/** The texts that could be ids, each once, and the `?` list for them; null when none is left to look for. */
export function idList(texts: readonly string[]): { ids: string[]; marks: string } | null {
  const ids = [...new Set(texts)].filter(couldBeId);
  return ids.length === 0 ? null : { ids, marks: ids.map(() => '?').join(', ') };
}
