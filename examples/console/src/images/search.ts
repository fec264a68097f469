import type { ImageFilter, ImagesQueryVariables } from '../generated/operations';
import { ARCHITECTURES, nameIn, OS_FAMILIES, STATES, TYPES } from '../words';

/** What narrows the list, as the page's address names it. */
export const FILTERS = ['region', 'type', 'os', 'architecture', 'platform', 'state', 'name'] as const;
export type Filter = (typeof FILTERS)[number];

export const PAGE = 20;

/**
 * What to ask for, out of the page's address. What the address says and nobody knows, as a type that does not exist,
 * narrows nothing.
 */
export function variablesOf(search: URLSearchParams): ImagesQueryVariables {
  const text = (name: Filter) => search.get(name) || null;
  const type = nameIn(TYPES, search.get('type'));
  const state = nameIn(STATES, search.get('state'));
  const filter: ImageFilter = {
    regionId: text('region'),
    types: type && [type],
    osFamily: nameIn(OS_FAMILIES, search.get('os')),
    architecture: nameIn(ARCHITECTURES, search.get('architecture')),
    platform: text('platform'),
    states: state && [state],
    nameContains: text('name'),
  };
  const before = search.get('before');
  return before === null ? { filter, first: PAGE, after: search.get('after') } : { filter, last: PAGE, before };
}

/** The address with another filter; the page starts anew, for a cursor belongs to its filter. */
export function withFilter(search: URLSearchParams, name: Filter, value: string): string {
  const next = firstPage(search);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next.toString();
}

/** The address of the page after or before a cursor, or of the first. */
export function withPage(search: URLSearchParams, where: 'after' | 'before', cursor: string): string {
  const next = firstPage(search);
  next.set(where, cursor);
  return next.toString();
}

/** The same list from its start. */
export function firstPage(search: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(search);
  next.delete('after');
  next.delete('before');
  return next;
}
