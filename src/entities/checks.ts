/** Returns the expression of a CHECK that restricts a column to the values of an enum, in the enum's order. */
export function isOneOf(column: string, values: object): string {
  const texts = Object.keys(values).map((value) => `'${value}'`);
  return `${column} IN (${texts.join(', ')})`;
}
