import type { AccountFacts, DayUse, ImageFacts, ImageUse, Impact, RegionFacts, ViewerFacts } from '../policy/facts';
import type { Store } from '../database/database';
import { accountsOf } from '../store/accounts';
import { impactOf } from '../store/imageImpact';
import { imageFacts, imageUse } from '../store/images';
import { dayUse } from '../store/ledger';
import type { Loaders } from '../store/loaders';
import { regionFacts, regionsOf } from '../store/regions';
import { recipientsOf } from '../store/shares';

export type PromiseOrValue<T> = T | Promise<T>;

/** Applies a function to a value: immediately, or when it resolves if the value is a promise. */
export const mapPromiseOrValue = <T, R>(
  value: PromiseOrValue<T>,
  then: (value: T) => PromiseOrValue<R>,
): PromiseOrValue<R> => (value instanceof Promise ? value.then(then) : then(value));

/**
 * Reads the facts of operations. A mutation reads them in its transaction, a query in batches for the objects of a
 * page, and the functions that combine them are the same for both. A batch that is read already gives values without
 * promises: fifty resolvers that each await one take longer than the rules.
 */
export interface FactSource {
  viewer: ViewerFacts;
  /** Returns an image, visible or not; null where it does not exist. */
  image(id: string): PromiseOrValue<ImageFacts | null>;
  /** Returns the day's use of the viewer's root account in a region. */
  dayUse(regionId: string): PromiseOrValue<DayUse>;
  /** Returns those of the regions that exist, in the order of the ids. */
  regions(ids: readonly string[]): PromiseOrValue<RegionFacts[]>;
  /** Returns those of the accounts that exist, in the order of the ids. */
  accounts(ids: readonly string[]): PromiseOrValue<AccountFacts[]>;
  /** Returns those of the accounts that have a share of the image. */
  recipients(imageId: string, accountIds: readonly string[]): PromiseOrValue<string[]>;
  /** Returns the number of custom images of the viewer's root account in each of the regions. */
  imageUse(regionIds: readonly string[]): PromiseOrValue<ImageUse[]>;
  /** Returns the effects of deleting an image. */
  impact(imageId: string): PromiseOrValue<Impact>;
}

/** Reads the facts of a mutation from the rows, in its transaction; nothing is cached. */
export class TransactionFacts implements FactSource {
  /**
   * @param store the store inside of the write
   * @param now the time of the write, in milliseconds
   * @param dayOffset milliseconds that the clock of the day's limits is ahead of UTC
   */
  constructor(
    readonly store: Store,
    readonly viewer: ViewerFacts,
    readonly now: number,
    readonly dayOffset: number,
  ) {}

  async image(id: string): Promise<ImageFacts | null> {
    const [image = null] = await imageFacts(this.store, this.viewer.rootId, [id]);
    return image;
  }

  async dayUse(regionId: string): Promise<DayUse> {
    const [day] = await dayUse(this.store, this.viewer.rootId, [regionId], this.now, this.dayOffset);
    return day!;
  }

  regions(ids: readonly string[]): Promise<RegionFacts[]> {
    return regionsOf(this.store, ids);
  }

  accounts(ids: readonly string[]): Promise<AccountFacts[]> {
    return accountsOf(this.store, ids);
  }

  async recipients(imageId: string, accountIds: readonly string[]): Promise<string[]> {
    const shared = new Set((await recipientsOf(this.store, [imageId], accountIds)).map(({ accountId }) => accountId));
    return accountIds.filter((id) => shared.has(id));
  }

  imageUse(regionIds: readonly string[]): Promise<ImageUse[]> {
    return imageUse(this.store, this.viewer.rootId, regionIds);
  }

  impact(imageId: string): Promise<Impact> {
    return impactOf(this.store, imageId);
  }
}

/** Reads facts for a query, once per request and in batches. */
export class RequestFacts implements FactSource {
  constructor(
    private readonly loaders: Loaders,
    readonly viewer: ViewerFacts,
  ) {}

  image(id: string): PromiseOrValue<ImageFacts | null> {
    return this.loaders.imageFacts.load(id);
  }

  dayUse(regionId: string): PromiseOrValue<DayUse> {
    return this.loaders.dayUse.load(regionId);
  }

  async regions(ids: readonly string[]): Promise<RegionFacts[]> {
    return (await this.loaders.regionList.load(ids)).map(regionFacts);
  }

  accounts(ids: readonly string[]): Promise<AccountFacts[]> {
    return this.loaders.accountList.load(ids);
  }

  recipients(imageId: string, accountIds: readonly string[]): Promise<string[]> {
    return this.loaders.recipients.load({ imageId, accountIds });
  }

  imageUse(regionIds: readonly string[]): Promise<ImageUse[]> {
    return Promise.all(regionIds.map((id) => this.loaders.imageUse.load(id)));
  }

  impact(imageId: string): Promise<Impact> {
    return this.loaders.impact.load(imageId);
  }
}
