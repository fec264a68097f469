import type { Store } from './database';

/** Returns a table expression with the column `value` of the texts in a JSON array, itself an SQL expression. */
export function jsonTexts(store: Store, array: string): string {
  return store.rowLock === ''
    ? `(SELECT value FROM json_each(${array}))`
    : `(SELECT jsonb_array_elements_text((${array})::jsonb) AS value)`;
}
