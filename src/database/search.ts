/** The key of a text for search without regard to case, in every script: 'Straße' and 'STRASSE' meet. */
export function foldCase(text: string): string {
  // By way of the small letters, for the capital ß has no other way to ss; at last letter by letter, for toLowerCase
  // looks at its neighbours: a final sigma would not meet a middle one.
  return [...text.normalize('NFC').toLowerCase().toUpperCase()]
    .map((letter) => letter.toLowerCase())
    .join('')
    .normalize('NFC');
}

/** A LIKE pattern that finds the text anywhere, its own wildcards taken literally; to be used with ESCAPE '\'. */
export function containing(text: string): string {
  return `%${foldCase(text).replace(/[\\%_]/g, '\\$&')}%`;
}

/** Control, bidi and format characters, line separators, lone surrogates, and all else that shows nothing. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * Emoji that Unicode recommends for general interchange, with the joiners, variation selectors and tags inside them. A
 * constructor makes these expressions because the compiler takes the flag `v` only for newer targets.
 */
const EMOJI = new RegExp('\\p{RGI_Emoji}', 'gv');

/** Scripts in which a joiner changes the form of the letters around it: cursive ones first, then those with conjuncts. */
const JOINING_SCRIPTS = [
  ...['Arab', 'Syrc', 'Mand', 'Nkoo', 'Adlm', 'Rohg', 'Mong', 'Phag'],
  ...['Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh', 'Newa', 'Tirh', 'Gran', 'Sylo'],
  ...['Khmr', 'Mymr', 'Bali', 'Java'],
];

/** One joiner, U+200C or U+200D, between letters or vowel signs of one such script. */
const JOINER = new RegExp(
  JOINING_SCRIPTS.map((script) => `[\\p{scx=${script}}&&[\\p{L}\\p{M}]]`)
    .map((letter) => `(?<=${letter})[\\u200C\\u200D](?=${letter})`)
    .join('|'),
  'gv',
);

/** Returns whether a text has an invisible character outside of an emoji and not between letters that it joins or parts. */
export function hasHiddenCharacter(text: string): boolean {
  // Spaces take the place of what is allowed, so that what stood around it does not become neighbours.
  return INVISIBLE.test(text) && INVISIBLE.test(text.replace(JOINER, ' ').replace(EMOJI, ' '));
}

/** Characters of a text that are compared; a longer one resembles no name. */
const MAX_COMPARED = 64;

/**
 * Returns the names nearest to a text, the nearest first: those that begin with it, then by how many letters differ,
 * case aside.
 *
 * @param limit how many at most
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

/** Counts the letters to insert, delete or replace to make one text of another (Levenshtein's distance). */
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
