import { createHash } from 'node:crypto';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { DocumentLimits } from '../../graphql/requestLimits';
import { CachedDocument } from './cachedDocument';
import type { ViewerBounds } from './listBounds';
import { parseAndCheckDocument } from './parse';

/** Estimated bytes of all cached documents, with their plans. */
const MAX_BYTES = 32_000_000;
/** Bytes of the persisted queries, each with its hash. */
const MAX_PERSISTED_BYTES = 4_000_000;

/** By what a document is found: its text, and the name of the operation requested in it. */
interface DocumentName {
  query: string;
  operationName: string | null;
}

/** Caches the valid documents that were used most recently. */
export class DocumentCache {
  readonly #documents: LRUCache<string, CachedDocument>;
  readonly #persisted = new LRUCache<string, string>({
    maxSize: MAX_PERSISTED_BYTES,
    sizeCalculation: (text, hash) => 2 * text.length + hash.length,
  });

  /** @param maxBytes estimated bytes of all documents, with their plans and costs */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: DocumentLimits,
    maxBytes = MAX_BYTES,
  ) {
    this.#documents = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (document, key) => document.weigh() + 2 * key.length,
    });
  }

  /** Returns a cached document; undefined where it has to be parsed. */
  find({ query, operationName }: DocumentName): CachedDocument | undefined {
    return this.#documents.get(keyOf(query, operationName));
  }

  /**
   * Parses and checks a document.
   *
   * @throws as `parseAndCheckDocument` does
   */
  read({ query, operationName }: DocumentName): CachedDocument {
    return new CachedDocument(this.schema, parseAndCheckDocument(query, this.limits), operationName);
  }

  /** Returns a cached document, or reads it. */
  get(name: DocumentName): CachedDocument {
    return this.find(name) ?? this.read(name);
  }

  /** Caches a document that is valid, or weighs it again where it has grown. */
  keep({ query, operationName }: DocumentName, document: CachedDocument): void {
    if (!document.isValid || !document.hasGrown) return;
    const key = keyOf(query, operationName);
    // The cache does not weigh a value again that is set a second time.
    this.#documents.delete(key);
    this.#documents.set(key, document);
  }

  /** Returns the cost of a document as it computes it. The cost that it may keep is weighed, of a rejected request too. */
  costOf(
    name: DocumentName,
    document: CachedDocument,
    variables: Readonly<Record<string, unknown>>,
    bounds: ViewerBounds,
  ): number {
    const cost = document.costOf(variables, bounds);
    this.keep(name, document);
    return cost;
  }

  /**
   * Returns the text of the document that a request sends, or names by its hash.
   *
   * @throws PERSISTED_QUERY_NOT_FOUND where the hash is unknown, BAD_REQUEST where it is the hash of another text
   */
  textOf({ query, hash }: { query: string; hash: string | null }): string {
    if (hash === null) return query;
    if (query !== '') {
      if (hashOfQuery(query) !== hash) throw wrongHash();
      return query;
    }
    const text = this.#persisted.get(hash);
    if (text === undefined) throw unknownHash();
    return text;
  }

  /** Keeps the text of a valid document under its hash. */
  persist(hash: string, query: string): void {
    if (!this.#persisted.has(hash)) this.#persisted.set(hash, query);
  }
}

/** Makes the error that Apollo's clients expect for an unknown hash: they send the text with the next request. */
const unknownHash = () =>
  new GraphQLError('PersistedQueryNotFound', {
    extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { status: 200, headers: new Map() } },
  });

const wrongHash = () =>
  new GraphQLError('`extensions.persistedQuery.sha256Hash` must be the SHA-256 of `query`.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400, headers: new Map() } },
  });

const hashOfQuery = (query: string): string => createHash('sha256').update(query).digest('hex');

/** Returns the key of a document. It contains the length of the name, so that no two documents share a key. */
const keyOf = (query: string, operationName: string | null) =>
  operationName === null ? `-${query}` : `${operationName.length}:${operationName}${query}`;
