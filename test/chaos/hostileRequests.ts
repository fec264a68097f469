import { createHash } from 'node:crypto';

/** Requests that are expensive to check or that a careless server keeps in memory; each one differs. */

const many = (count: number, of: (at: number) => string) => Array.from({ length: count }, (_, at) => of(at)).join(' ');
const json = (query: string, variables: object = {}, extensions?: object) =>
  JSON.stringify({ query, variables, extensions });
const long = (at: number, length: number) => `${at} `.repeat(Math.ceil(length / `${at} `.length)).slice(0, length);

/** Fragments that spread each other multiply where a compiler expands each of them. */
const nested = (at: number) =>
  `{ n${at}: images(first: 1) { nodes { ...A0 } } } ` +
  many(8, (n) => `fragment A${n} on Image { x${n}: baseImage { ...A${n + 1} } y${n}: copiedFrom { ...A${n + 1} } }`) +
  ` fragment A8 on Image { id name n${at}: name }`;

/** Objects of 25 fields each, more than can be added up. */
const endless = (at: number) =>
  `{ n${at}: image(id: "x") { ...A0 } } ` +
  many(3, (n) => `fragment A${n} on Image { ${many(10, (m) => `a${n}x${m}: baseImage { ...A${n + 1} }`)} }`) +
  ` fragment A3 on Image { ${many(25, () => 'id')} }`;

const KINDS: ((at: number) => { body: string; headers?: Record<string, string> })[] = [
  (at) => ({ body: json(nested(at)) }),
  (at) => ({ body: json('query ($n: Int) { images(first: $n) { totalCount } }', { n: long(at, 500_000) }) }),
  (at) => ({
    body: json('query ($s: [ImageState!]) { images(filter: { states: $s }) { nodes { id } } }', {
      s: Array.from({ length: 8_000 + (at % 4_000) }, () => 'AVAILABLE'),
    }),
  }),
  (at) => ({
    body: json('query ($f: ImageFilter) { images(filter: $f) { nodes { id } } }', {
      f: { ownerId: long(at, 900_000) },
    }),
  }),
  (at) => ({
    body: json('query ($f: ImageFilter) { images(filter: $f) { nodes { id } } }', {
      f: { nameContains: long(at, 900_000) },
    }),
  }),
  (at) => ({
    body: json('query ($f: ImageFilter) { images(filter: $f) { totalCount } }', {
      f: Object.fromEntries(Array.from({ length: 40_000 }, (_, n) => [`k${at}_${n}`, 1])),
    }),
  }),
  (at) => ({ body: json(`{ regions { id } } # ${long(at, 900_000)}`) }),
  (at) => {
    const query = `{ regions { id } } # ${at} ${long(at, 60_000)}`;
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    return { body: json(query, {}, { persistedQuery: { version: 1, sha256Hash } }) };
  },
  (at) => ({
    body: json('{ viewer { roles } }'),
    headers: { authorization: `Bearer ${long(at, 8_000).replace(/ /g, 'x')}` },
  }),
  (at) => ({
    body: json(
      `{ ${many(20, (n) => `a${at}_${n}: image(id: "img-${at}") { ...F }`)} } fragment F on Image { ${many(10, (n) => `f${n}: name`)} }`,
    ),
  }),
  (at) => ({
    body: json(
      `{ image(id: "x${at}") { ${many(95, (n) => `...F${n}`)} } } ${many(95, (n) => `fragment F${n} on Image { name }`)}`,
    ),
  }),
  (at) => ({
    body: `{"query":"query ($l: [[[Int]]]) { regions { id } } # ${at}","variables":{"l":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`,
  }),
  (at) => ({ body: json(`{ image(id: "${'['.repeat(400_000)}${at}") { id } }`) }),
  () => ({ body: json('{ __schema { types { fields { type { fields { name type { name } } } } } } }') }),
  (at) => ({
    body: json(
      `{ images(first: 100) { nodes { a${at % 997}: name region { name } owner { name } viewerCan { launch { allowed } share { allowed } } } } }`,
    ),
  }),
  (at) => ({ body: json(`# ${at}\n{ images(filter: { types: [${many(1_900, () => 'NOPE')}] }) { nodes { id } } }`) }),
  (at) => ({
    body: json(
      `subscription ($a: [ID!]) { n${at}: imageChanged(regionId: "ap-guangzhou") { image { viewerCan { share(accountIds: $a) { allowed } } } } }`,
      { a: Array.from({ length: 18_000 }, () => true) },
    ),
    headers: { accept: 'text/event-stream' },
  }),
  (at) => ({
    body: json(`{ ${many(19, (n) => `a${n}: image(id: "img-${at}") { ${many(30, (m) => `unknown${at}x${m}`)} }`)} }`),
  }),
  (at) => ({ body: json(`{ regions { id } } # ${at}\n${'#\n'.repeat(45_000)}`) }),
  (at) => ({ body: json(`{ image(id: """${' a\n'.repeat(30_000)}${at}""") { id } }`) }),
  (at) => ({ body: json(endless(at)) }),
  (at) => ({
    body: json(
      'query ($ids: [ID!]) { images(first: 100) { nodes { viewerCan { copy(regionIds: $ids) { allowed } } } } }',
      {
        ids: Array.from({ length: 1_000 }, (_, n) => `${(at + n) % 90}`),
      },
    ),
  }),
];

export function hostileRequest(at: number): { body: string; headers?: Record<string, string> } {
  return KINDS[at % KINDS.length]!(at);
}
