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
