/** Kinds of cached rows. */
export type CachedKind = 'token' | 'viewer' | 'region' | 'account';
/** Estimated bytes of all cached rows; above that the cache is cleared. */
const MAX_BYTES = 32_000_000;
/** Estimated bytes of a cached row besides its text: the entry of the map, and the object. */
const ENTRY_BYTES = 300;

/** Number that differs whenever something may have been committed; null before it was first read. */
export type Version = number | null;

/**
 * Caches rows until something may have been committed, then drops all of them. Writes of this process clear it
 * immediately; for those of other processes the version is read from the database at most every `askEvery`
 * milliseconds, so cached rows may be older than the database by that time, and never by more.
 */
export class VersionedCache {
  #version: Version = null;
  #askAgainAt = 0;
  #bytes = 0;
  /** Rows by their kind, then by their ids. */
  readonly #rows: Record<CachedKind, Map<string, object>> = {
    token: new Map(),
    viewer: new Map(),
    region: new Map(),
    account: new Map(),
  };

  /**
   * @param versionOf returns the database's version
   * @param askEvery milliseconds for which that version is used before it is read again
   */
  constructor(
    private readonly versionOf: () => number,
    private readonly askEvery: number,
  ) {}

  /**
   * Drops the rows that may have changed. Call it before a request reads.
   *
   * @returns the version to `set` under
   */
  refresh(): Version {
    const now = performance.now();
    if (this.#version !== null && now < this.#askAgainAt) return this.#version;
    const version = this.versionOf();
    if (version !== this.#version) this.#drop();
    this.#askAgainAt = now + this.askEvery;
    return (this.#version = version);
  }

  /** Drops all rows, as after a write of this process. */
  clear(): void {
    this.#drop();
    this.#version = null;
  }

  #drop(): void {
    this.#bytes = 0;
    for (const rows of Object.values(this.#rows)) if (rows.size > 0) rows.clear();
  }

  get<T extends object>(kind: CachedKind, id: string): T | undefined {
    return this.#rows[kind].get(id) as T | undefined;
  }

  /** @param version the result of `refresh` before the value was read; an outdated one leaves the value uncached */
  set(kind: CachedKind, id: string, value: object, version: Version): void {
    if (version === null || version !== this.#version) return;
    this.#bytes += ENTRY_BYTES + 2 * (id.length + JSON.stringify(value).length);
    if (this.#bytes > MAX_BYTES) this.#drop();
    this.#rows[kind].set(id, value);
  }
}
