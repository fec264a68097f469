/** What is remembered. */
export type Remembered = 'token' | 'viewer' | 'region' | 'account';
/** Estimated bytes that are remembered of all kinds; where there are more, all is forgotten. */
const MAX_BYTES = 32_000_000;
/** Of a value besides its text: the entry of the map, and the object. */
const ENTRY_BYTES = 300;

/** A number that is another one whenever something may have been committed; null before it was asked for. */
export type Version = number | null;

/**
 * What was read lately, until something may have been committed: then all of it is forgotten. A write of this process
 * is known at once; of other processes' ones the database is asked now and then, so what is remembered may be older
 * than the database by that time, and never by more.
 */
export class VersionedCache {
  #version: Version = null;
  #askAgainAt = 0;
  #bytes = 0;
  /** By what they are, then by their ids. */
  readonly #kept: Record<Remembered, Map<string, object>> = {
    token: new Map(),
    viewer: new Map(),
    region: new Map(),
    account: new Map(),
  };

  /**
   * @param versionOf asks the database
   * @param askEvery milliseconds for which its answer is taken to hold
   */
  constructor(
    private readonly versionOf: () => number,
    private readonly askEvery: number,
  ) {}

  /** Forgets what may have changed. Call it before a request reads. @returns the version to `set` under */
  refresh(): Version {
    const now = performance.now();
    if (this.#version !== null && now < this.#askAgainAt) return this.#version;
    const version = this.versionOf();
    if (version !== this.#version) this.#forget();
    this.#askAgainAt = now + this.askEvery;
    return (this.#version = version);
  }

  /** Forgets all, as after a write of one's own. */
  clear(): void {
    this.#forget();
    this.#version = null;
  }

  #forget(): void {
    this.#bytes = 0;
    for (const things of Object.values(this.#kept)) if (things.size > 0) things.clear();
  }

  get<T extends object>(what: Remembered, id: string): T | undefined {
    return this.#kept[what].get(id) as T | undefined;
  }

  /** @param version the one that `refresh` told before the value was read; if it has passed, so has the value */
  set(what: Remembered, id: string, value: object, version: Version): void {
    if (version === null || version !== this.#version) return;
    this.#bytes += ENTRY_BYTES + 2 * (id.length + JSON.stringify(value).length);
    if (this.#bytes > MAX_BYTES) this.#forget();
    this.#kept[what].set(id, value);
  }
}
