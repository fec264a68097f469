import { createSchema } from '../../src/graphql/schema';
import { DOCUMENT_LIMITS } from '../../src/graphql/requestLimits';
import { DocumentCache } from '../../src/server/documents/cache';
import { USUAL_BOUNDS } from '../../src/server/documents/listBounds';
import { many } from '../support/documents';

/** Tests that the cached documents stay within their bytes, whatever their requests add to them. */

const MAX_BYTES = 1_000_000;
const DOCUMENTS = 15;
/** Variables and values by which the cost of one document differs. */
const [VARIABLES, VALUES] = [8, 32];

const queryOf = (at: number) =>
  `query Q${at}(${many(VARIABLES, (n) => `$v${n}: Int`)}) {
    ${many(VARIABLES, (n) => `a${n}: images(first: $v${n}) { nodes { id name description state sizeGb createdAt } }`)}
  }`;

test('the costs that documents keep are weighed, though the requests are refused after them', () => {
  const cache = new DocumentCache(createSchema(), DOCUMENT_LIMITS, MAX_BYTES);
  const names = Array.from({ length: DOCUMENTS }, (_, at) => ({ query: queryOf(at), operationName: null }));
  const keptBytes = () => names.map((name) => cache.get(name)).filter(({ isValid }) => isValid).map(({ bytes }) => bytes); // prettier-ignore
  for (const name of names) {
    const document = cache.get(name);
    expect(document.validate()).toEqual([]);
    cache.keep(name, document);
  }
  const total = (all: number[]) => all.reduce((sum, bytes) => sum + bytes, 0);
  const before = keptBytes();
  expect(before).toHaveLength(DOCUMENTS);
  expect(total(before)).toBeGreaterThan(MAX_BYTES * 0.7);

  for (const name of names) {
    for (let first = 1; first <= VALUES; first += 1) {
      const variables = Object.fromEntries(Array.from({ length: VARIABLES }, (_, n) => [`v${n}`, first]));
      cache.costOf(name, cache.get(name), variables, USUAL_BOUNDS);
    }
  }
  const after = keptBytes();
  expect(after.length).toBeLessThan(DOCUMENTS);
  expect(total(after)).toBeGreaterThan(MAX_BYTES / 2);
  expect(total(after)).toBeLessThanOrEqual(MAX_BYTES);
});
