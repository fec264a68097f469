/** Returns the key of a text for case-insensitive search in every script: 'Straße' and 'STRASSE' have the same key. */
export function foldCase(text: string): string {
  // Lower case comes first because the capital ß becomes ss only by way of the small one. The last step maps each
  // letter by itself because toLowerCase depends on its neighbours: a final sigma would not match a medial one.
  return [...text.normalize('NFC').toLowerCase().toUpperCase()]
    .map((letter) => letter.toLowerCase())
    .join('')
    .normalize('NFC');
}

/** Returns a LIKE pattern that finds the text anywhere, with its own wildcards escaped; to be used with ESCAPE '\'. */
export function containing(text: string): string {
  return `%${foldCase(text).replace(/[\\%_]/g, '\\$&')}%`;
}

/**
 * Matches control, bidi and format characters, line separators, lone surrogates, and all others that are not displayed.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Matches emoji that Unicode recommends for general interchange, with the joiners, variation selectors and tags inside
 * them. A constructor creates these expressions because the compiler accepts the flag `v` only for newer targets.
 */
const EMOJI = new RegExp('\\p{RGI_Emoji}', 'gv');

/**
 * Scripts in which a joiner changes the form of the letters around it: cursive ones first, then those with conjuncts.
 */
const JOINING_SCRIPTS = [
  ...['Arab', 'Syrc', 'Mand', 'Nkoo', 'Adlm', 'Rohg', 'Mong', 'Phag'],
  ...['Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh', 'Newa', 'Tirh', 'Gran', 'Sylo'],
  ...['Khmr', 'Mymr', 'Bali', 'Java'],
];

/** Matches one joiner, U+200C or U+200D, between letters or vowel signs of one such script. */
const JOINER = new RegExp(
  JOINING_SCRIPTS.map((script) => `[\\p{scx=${script}}&&[\\p{L}\\p{M}]]`)
    .map((letter) => `(?<=${letter})[\\u200C\\u200D](?=${letter})`)
    .join('|'),
  'gv',
);

/**
 * Returns whether a text has an invisible character outside of an emoji and not between letters that it joins or parts.
 */
export function hasHiddenCharacter(text: string): boolean {
  // Spaces replace what is allowed, so that the characters around it do not become neighbours.
  return INVISIBLE.test(text) && INVISIBLE.test(text.replace(JOINER, ' ').replace(EMOJI, ' '));
}

/** Characters of a text that are compared; a longer text resembles no name. */
const MAX_COMPARED = 24;

/**
 * Returns the names nearest to a text, nearest first: those that begin with it, then by edit distance, ignoring case.
 *
 * @param limit the number of names at most
 */
export function nearest(text: string, names: readonly string[], limit: number): string[] {
  const given = text.trim().toLowerCase().slice(0, MAX_COMPARED);
  const begins = (name: string) => given !== '' && name.toLowerCase().startsWith(given);
  return names
    .map((name) => ({ name, edits: begins(name) ? 0 : editsBetween(given, name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

/**
 * Returns the number of letters to insert, delete or replace to turn one text into the other (Levenshtein distance).
 */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
