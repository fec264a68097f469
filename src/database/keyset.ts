import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { PAGE_SIZE } from '../policy/limits';
import type { Store } from './database';
import { InvalidArgument } from './errors';

/** Arguments of a page of a list, as in Relay's conventions. */
export interface PageArgs {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** Position in a list that is sorted newest first: a time (or number) and the id that breaks ties. */
export interface ListPosition {
  at: number;
  id: string;
}

/** Page of a list, which computes its cursors only when they are read. */
export class Page<T> {
  constructor(
    readonly nodes: T[],
    private readonly more: { hasNextPage: boolean; hasPreviousPage: boolean },
    private readonly cursorOf: (node: T) => string,
    /** Counts the whole list, not only the page. */
    readonly count: () => Promise<number>,
  ) {}

  get edges(): { cursor: string; node: T }[] {
    return this.nodes.map((node) => ({ cursor: this.cursorOf(node), node }));
  }

  get pageInfo() {
    const [first, last] = [this.nodes[0], this.nodes[this.nodes.length - 1]];
    return {
      ...this.more,
      startCursor: first === undefined ? null : this.cursorOf(first),
      endCursor: last === undefined ? null : this.cursorOf(last),
    };
  }
}

/**
 * LIMIT clause of a list's statement. SQLite plans a statement again each time a bare `LIMIT ?` is bound, which takes
 * longer than reading the page; `? + 0` is an expression whose value its planner ignores.
 */
export const LIMIT_CLAUSE = 'LIMIT ? + 0';

/**
 * Range of rows that a list's statement reads: at most `limit` rows between two positions, from the newest on, or from
 * the oldest where `backwards` is set.
 */
export interface Range {
  after: ListPosition | null;
  before: ListPosition | null;
  limit: number;
  backwards: boolean;
}

/**
 * Returns a page of a list.
 *
 * @param args first/after or last/before, 1 to 100 entries
 * @param list name and filter of the list; a cursor of another list or filter is rejected
 * @param rows reads a range, newest first (or, backwards, oldest first)
 * @param placeOf returns the position of a row
 * @throws BAD_USER_INPUT, naming the argument and the limit
 */
export async function pageOf<T>(
  args: PageArgs,
  list: { name: string; filter: unknown },
  rows: (range: Range) => Promise<T[]>,
  count: () => Promise<number>,
  placeOf: (row: T) => ListPosition,
): Promise<Page<T>> {
  const { size, backwards } = sizeOf(args);
  const tag = tagOf(list);
  const after = args.after == null ? null : placeIn(tag, 'after', args.after);
  const before = args.before == null ? null : placeIn(tag, 'before', args.before);

  // One row more than requested shows whether there is another page.
  const found = await rows({ after, before, limit: size + 1, backwards });
  const more = found.length > size;
  const nodes = found.slice(0, size);
  if (backwards) nodes.reverse();

  const hasNextPage = backwards ? before !== null : more;
  const hasPreviousPage = backwards ? more : after !== null;
  return new Page(nodes, { hasNextPage, hasPreviousPage }, (node) => cursorOf(tag, placeOf(node)), count);
}

/** Returns the prefix of all cursors of a list with its filter. */
function tagOf(list: { name: string; filter: unknown }): string {
  const text = JSON.stringify(list);
  if (text.length > MAX_KEPT_LENGTH) return hashOf(text);
  let tag = tags.get(text);
  if (tag === undefined) {
    tag = hashOf(text);
    tags.set(text, tag);
  }
  return tag;
}
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 10);
const tags = new LRUCache<string, string>({ max: 1_000 });
/** Characters of a filter whose tag is cached; a longer filter is hashed each time. */
const MAX_KEPT_LENGTH = 500;

function sizeOf({ first, last }: PageArgs): { size: number; backwards: boolean } {
  if (first != null && last != null) throw new InvalidArgument('last', 'Give `first` or `last`, not both.');
  const field = last != null ? 'last' : 'first';
  const size = last ?? first ?? PAGE_SIZE.default;
  if (size < 1 || size > PAGE_SIZE.max) {
    throw new InvalidArgument(field, `\`${field}\` must be between 1 and ${PAGE_SIZE.max}; got ${size}.`);
  }
  return { size, backwards: field === 'last' };
}

function cursorOf(tag: string, { at, id }: ListPosition): string {
  return Buffer.from(`${tag}.${at}.${id}`).toString('base64url');
}

function placeIn(tag: string, field: 'after' | 'before', cursor: string): ListPosition {
  const text = cursor.length > 200 ? '' : Buffer.from(cursor, 'base64url').toString();
  const parts = /^([0-9a-f]{10})\.(\d{1,15})\.([A-Za-z0-9.-]{1,64})$/.exec(text);
  // A text that decodes to a position but encodes to another cursor was not issued by this service.
  if (parts === null || parts[1] !== tag || Buffer.from(text).toString('base64url') !== cursor) {
    throw new InvalidArgument(field, `\`${field}\` is not a cursor of this list with this filter.`);
  }
  return { at: Number(parts[2]), id: parts[3]! };
}

/** Returns the WHERE terms of a range over two columns, in a form that an index on them can be walked along. */
export function rangeTerms(range: Range, at: string, id: string): { terms: string[]; parameters: unknown[] } {
  const terms: string[] = [];
  const parameters: unknown[] = [];
  if (range.after !== null) {
    terms.push(`(${at}, ${id}) < (?, ?)`);
    parameters.push(range.after.at, range.after.id);
  }
  if (range.before !== null) {
    terms.push(`(${at}, ${id}) > (?, ?)`);
    parameters.push(range.before.at, range.before.id);
  }
  return { terms, parameters };
}

/**
 * Returns a page of one table, read along one index. Hand-written: TypeORM has no operator for row comparisons, and
 * takes 1.9 ms for 51 ledger entries against 0.2 ms.
 */
export function tablePage<T>(
  store: Store,
  columns: string,
  from: string,
  place: [at: string, id: string],
  terms: string[],
  parameters: unknown[],
  list: { name: string; key: unknown; args: PageArgs; placeOf: (row: T) => { at: number; id: string } },
): Promise<Page<T>> {
  return pageOf<T>(
    list.args,
    { name: list.name, filter: list.key },
    (range) => {
      const page = rangeTerms(range, ...place);
      const order = range.backwards ? 'ASC' : 'DESC';
      return store.rows<T>(
        `SELECT ${columns} FROM ${from} WHERE ${[...terms, ...page.terms].join(' AND ')}
         ORDER BY ${place[0]} ${order}, ${place[1]} ${order} ${LIMIT_CLAUSE}`,
        [...parameters, ...page.parameters, range.limit],
      );
    },
    async () => {
      const [row] = await store.rows<{ total: number }>(
        `SELECT count(*) AS total FROM ${from} WHERE ${terms.join(' AND ')}`,
        parameters,
      );
      return row!.total;
    },
    list.placeOf,
  );
}
