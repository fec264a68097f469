/** Returns `1 image`, `2 images`. */
export const plural = (n: number, one: string): string => (n === 1 ? `1 ${one}` : `${n} ${one}s`);

/** Returns `holds` or `hold`, to match the number of accounts. */
export const hold = (n: number): string => (n === 1 ? 'holds' : 'hold');
