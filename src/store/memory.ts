import { LRUCache } from 'lru-cache';

/** Things remembered; the one that nobody asked for the longest goes. */
const MOST_KEPT = 20_000;

/** A number that is another one after every commit, whoever made it; null where the database cannot tell. */
export type Version = number | null;

/**
 * What was read lately, for as long as nobody committed anything: then all of it is forgotten. So it is never older
 * than the database, and where the database cannot tell of commits nothing is remembered.
 */
export class Memory {
  #version: Version = null;
  readonly #kept = new LRUCache<string, object>({ max: MOST_KEPT });

  constructor(private readonly versionOf: () => Version) {}

  /** Forgets what may have changed. Call it before a request reads. @returns the version to `set` under */
  refresh(): Version {
    const version = this.versionOf();
    if (version === null || version !== this.#version) this.#kept.clear();
    return (this.#version = version);
  }

  /** Forgets all, as after a write of one's own. */
  clear(): void {
    this.#kept.clear();
    this.#version = null;
  }

  get<T extends object>(key: string): T | undefined {
    return this.#kept.get(key) as T | undefined;
  }

  /** @param version the one that `refresh` told before the value was read; if it has passed, so has the value */
  set(key: string, value: object, version: Version): void {
    if (version !== null && version === this.#version) this.#kept.set(key, value);
  }
}
