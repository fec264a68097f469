import { Image, type SeenImage } from '../entities/image';
import type { ImageState, ImageType, ViewerFacts } from '../policy/facts';
import { scopeOf, typesIn, type ScopePart, type ViewerIdentity } from '../policy/visibility';
import type { Store } from '../database/database';
import { couldBeId, marksOf } from '../database/ids';
import { jsonTexts } from '../database/jsonList';
import type { ImageReads } from './images';
import { pageOf, rangeTerms, LIMIT_CLAUSE, type Page, type PageArgs, type Range } from '../database/keyset';
import { containing, foldCase } from '../database/search';

/** Filters of a list of images; an omitted filter matches everything, an empty list nothing. */
export interface ImageFilter {
  regionId?: string | null;
  types?: ImageType[] | null;
  states?: ImageState[] | null;
  osFamily?: string | null;
  platform?: string | null;
  architecture?: string | null;
  ownerId?: string | null;
  nameContains?: string | null;
  /** Matches images that this viewer's launch sources let it launch. */
  sources?: Pick<ViewerFacts, 'rootId' | 'launchSources' | 'trustedIds'> | null;
}

/** Fragment of SQL with the parameters for its `?`. */
interface Sql {
  text: string;
  parameters: unknown[];
}

/**
 * Returns a page of all images the viewer may see, newest first. The sets of the viewer's scope do not overlap, so the
 * list is one flat UNION ALL of them: each is read along its own index in the order of the list, and the database
 * merges the streams without sorting. Hand-written: TypeORM builds no UNION ALL, and takes 3.6 ms for a page of 51 rows
 * of one set against 0.5 ms.
 *
 * @param reads the columns that will be read; reading a row's columns takes longer than finding the row
 * @throws BAD_USER_INPUT where the page's arguments are invalid
 */
export function listImages(
  store: Store,
  viewer: ViewerIdentity,
  given: ImageFilter,
  args: PageArgs,
  reads?: ImageReads,
): Promise<Page<SeenImage>> {
  // Enum lists are reduced to sets: thousands of repeated values would need a statement of their own.
  const filter = { ...given, types: asSet(given.types), states: asSet(given.states) };
  const scope = scopeOf(viewer).filter(
    (part) => filter.types == null || typesIn(part).some((t) => filter.types!.includes(t)),
  );

  async function rows(range: Range): Promise<SeenImage[]> {
    const columns = store.columns(Image, 'i', reads?.columns);
    const branches = scope.map((part) => branch(store, columns, reads, part, filter, range));
    if (branches.length === 0) return [];
    const order = range.backwards ? 'ASC' : 'DESC';
    const inOrder = `ORDER BY "createdAt" ${order}, id ${order} ${LIMIT_CLAUSE}`;
    const cut = ({ text, parameters }: Sql): Sql =>
      store.mergesInOrder || branches.length === 1
        ? { text, parameters }
        : { text: `(${text} ${inOrder})`, parameters: [...parameters, range.limit] };
    const parts = branches.map(cut);
    return store.rows<SeenImage>(`${parts.map(({ text }) => text).join(' UNION ALL ')} ${inOrder}`, [
      ...parts.flatMap(({ parameters }) => parameters),
      range.limit,
    ]);
  }

  async function count(): Promise<number> {
    const all: Range = { after: null, before: null, limit: 0, backwards: false };
    const branches = scope.map((part) => source(store, part, filter, all));
    if (branches.length === 0) return 0;
    const [row] = await store.rows<{ total: number }>(
      `SELECT ${branches.map(({ text }) => `(SELECT count(*) ${text})`).join(' + ')} AS total`,
      branches.flatMap(({ parameters }) => parameters),
    );
    return row!.total;
  }

  return pageOf(args, { name: 'images', filter: sorted(filter) }, rows, count, ({ createdAt, id }) => ({
    at: createdAt,
    id,
  }));
}

/** Returns the distinct values of a list, sorted. */
const asSet = <T extends string>(values: readonly T[] | null | undefined) => values && [...new Set(values)].sort();

const sorted = (object: object) =>
  Object.entries(object)
    .filter(([, value]) => value != null)
    .sort();

/** Returns the SELECT of one set; every branch has the same columns in the same order. */
function branch(
  store: Store,
  columns: string,
  reads: ImageReads | undefined,
  part: ScopePart,
  filter: ImageFilter,
  range: Range,
): Sql {
  // The share stores the image's position in the list, so that its own index gives the order.
  if (part.of === 'HELD')
    columns = columns.replace('i.created_at AS', 's.image_created_at AS').replace('i.id AS', 's.image_id AS');
  const sharedAt = part.of === 'HELD' ? 's.created_at' : 'CAST(NULL AS bigint)';
  // Only the owner of an image may know its number of shares.
  const shares = part.of === 'OWN' ? '(SELECT count(*) FROM share c WHERE c.image_id = i.id)' : '0';
  const shareCount = reads?.shareCount ? `, ${shares} AS "shareCount"` : '';
  // The viewer's own account is not suspended, or its request would have been rejected.
  const suspended =
    part.of === 'HELD' ? '(SELECT a.id FROM account a WHERE a.id = i.owner_id AND a.suspended)' : 'CAST(NULL AS text)';
  const suspendedOwner = reads?.ownerSuspended ? `, ${suspended} AS "suspendedOwnerId"` : '';
  const { text, parameters } = source(store, part, filter, range);
  return { text: `SELECT ${columns}, ${sharedAt} AS "sharedAt"${shareCount}${suspendedOwner} ${text}`, parameters };
}

/** Returns FROM and WHERE of one set: its visibility, the filter, and the range of the page. */
function source(store: Store, part: ScopePart, filter: ImageFilter, range: Range): Sql {
  const { from, terms, parameters, regionColumn, place } = scopeTerms(part);
  const add = (term: string, ...values: unknown[]) => {
    terms.push(term);
    parameters.push(...values);
  };
  const oneOf = (column: string, values: readonly string[]) => {
    const { marks, padded } = marksOf(values);
    return values.length === 0 ? add('1 = 0') : add(`${column} IN (${marks})`, ...padded);
  };
  // `mayLaunchFrom` as SQL terms: listed images pass, others depend on their owner and the owners in their lineage.
  const oneOfSources = ({ rootId, launchSources, trustedIds }: NonNullable<ImageFilter['sources']>) => {
    if (launchSources === 'ANYONE' || part.of === 'LISTED') return;
    const allowed = launchSources === 'TRUSTED' ? [rootId, ...trustedIds] : [rootId];
    if (part.of !== 'OWN') oneOf('i.owner_id', allowed);
    const [sources, own] = [jsonTexts(store, 'i.unreviewed_sources'), jsonTexts(store, '?')];
    const foreign = `SELECT 1 FROM ${sources} f WHERE f.value NOT IN ${own}`;
    const reviewed = part.of === 'UNLISTED' ? `i.review_state = 'APPROVED' OR ` : '';
    add(`(${reviewed}i.unreviewed_sources = '[]' OR NOT EXISTS (${foreign}))`, JSON.stringify(allowed));
  };
  const isId = (column: string, id: string) => (couldBeId(id) ? add(`${column} = ?`, id) : add('1 = 0'));

  if (filter.types != null && part.of === 'LISTED') {
    oneOf(
      'i.kind',
      filter.types.filter((type) => type === 'PUBLIC' || type === 'MARKETPLACE'),
    );
  }
  if (filter.sources != null) oneOfSources(filter.sources);
  if (filter.regionId != null) isId(regionColumn, filter.regionId);
  if (filter.states != null) oneOf('i.state', filter.states);
  if (filter.osFamily != null) add('i.os_family = ?', filter.osFamily);
  if (filter.platform != null) add('i.platform_key = ?', foldCase(filter.platform));
  if (filter.architecture != null) add('i.architecture = ?', filter.architecture);
  if (filter.ownerId != null) isId('i.owner_id', filter.ownerId);
  if (filter.nameContains != null) add(`i.name_key LIKE ? ESCAPE '\\'`, containing(filter.nameContains));
  const page = rangeTerms(range, ...place);
  terms.push(...page.terms);
  parameters.push(...page.parameters);
  return { text: `FROM ${from} WHERE ${terms.join(' AND ')}`, parameters };
}

/**
 * Returns the terms of one set, written exactly as in the partial indexes: the database would not use those otherwise.
 */
function scopeTerms(part: ScopePart): {
  from: string;
  terms: string[];
  parameters: unknown[];
  regionColumn: string;
  place: [at: string, id: string];
} {
  const image = { from: 'image i', regionColumn: 'i.region_id', place: ['i.created_at', 'i.id'] as [string, string] };
  const live = 'i.gone_at IS NULL';
  switch (part.of) {
    case 'LISTED':
      return { ...image, terms: [live, 'i.listed'], parameters: [] };
    case 'UNLISTED': {
      const terms = [live, `i.kind = 'MARKETPLACE'`, 'NOT i.listed'];
      if (part.providerId === null) return { ...image, terms, parameters: [] };
      return { ...image, terms: [...terms, 'i.owner_id = ?'], parameters: [part.providerId] };
    }
    case 'OWN':
      return { ...image, terms: [live, `i.kind = 'CUSTOM'`, 'i.owner_id = ?'], parameters: [part.ownerId] };
    case 'HELD':
      return {
        from: 'share s JOIN image i ON i.id = s.image_id',
        terms: ['s.account_id = ?'],
        parameters: [part.accountId],
        regionColumn: 's.image_region_id',
        place: ['s.image_created_at', 's.image_id'],
      };
  }
}
