/** Things of a kind that are remembered; one more, and all of that kind are forgotten. */
export type Remembered = 'token' | 'viewer' | 'region' | 'account';
const MOST_KEPT = 20_000;

/** A number that is another one whenever something may have been committed; null before it was asked for. */
export type Version = number | null;

/**
 * What was read lately, until something may have been committed: then all of it is forgotten. A write of this process
 * is known at once; of other processes' ones the database is asked now and then, so what is remembered may be older
 * than the database by that time, and never by more.
 */
export class Memory {
  #version: Version = null;
  #askAgainAt = 0;
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
    for (const things of Object.values(this.#kept)) if (things.size > 0) things.clear();
  }

  get<T extends object>(what: Remembered, id: string): T | undefined {
    return this.#kept[what].get(id) as T | undefined;
  }

  /** @param version the one that `refresh` told before the value was read; if it has passed, so has the value */
  set(what: Remembered, id: string, value: object, version: Version): void {
    if (version === null || version !== this.#version) return;
    const things = this.#kept[what];
    if (things.size >= MOST_KEPT) things.clear();
    things.set(id, value);
  }
}
