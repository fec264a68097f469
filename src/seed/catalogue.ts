import { createHash } from 'node:crypto';
import { Account } from '../entities/account';
import { Image } from '../entities/image';
import { InstanceType } from '../entities/instance';
import { Region } from '../entities/region';
import { Decimal } from '../entities/scalars';
import { newAccount } from '../store/accounts';
import type { Store } from '../database/database';
import { newImage } from '../store/images';
import instanceTypes from './instance-types.json';
import publicImages from './public-images.json';
import regions from './regions.json';

/** Account that owns the first public images. It has no token. */
export const PLATFORM = { id: 'acc-platform', name: 'Platform' };

/** Region whose public images have the ids of the list; the ids in other regions are derived from them. */
const FIRST_REGION = 'ap-guangzhou';
const PUBLISHED_AT = Date.UTC(2026, 0, 1);

/** Returns the id of a public image in a region, the same on every run. */
export function publicImageId(id: string, regionId: string): string {
  if (regionId === FIRST_REGION) return id;
  const digest = createHash('sha256').update(`${id} ${regionId}`).digest('hex');
  return `img-${BigInt(`0x${digest}`).toString(36).slice(0, 12)}`;
}

/**
 * Fills an empty database with the catalogue of every registry: the regions, the instance types with sample prices, and
 * each public image once per available region. A database that already has regions is left unchanged.
 *
 * @returns whether anything was inserted
 */
export function seedCatalogue(store: Store): Promise<boolean> {
  return store.write(async (inside) => {
    await inside.lockExclusively();
    if (!(await isEmpty(inside))) return false;
    await putCatalogue(inside);
    return true;
  });
}

/** Returns whether a database is still empty: regions are inserted first, and never left deleted. */
export async function isEmpty(store: Store): Promise<boolean> {
  return !(await store.read((manager) => manager.exists(Region)));
}

/** Inserts the catalogue into an empty database, in the write that the store is inside of. */
export async function putCatalogue(inside: Store): Promise<void> {
  const open = regions.filter(({ state }) => state === 'AVAILABLE');
  await inside.insert(Region, regions as Region[]);
  await inside.insert(
    InstanceType,
    instanceTypes.map((type) => ({
      ...type,
      hourlyPrice: Decimal.parseValue(type.hourlyPrice),
      architectures: JSON.stringify(type.architectures),
    })),
  );
  await inside.insert(
    Account,
    newAccount({ ...PLATFORM, rootId: null, roles: ['OPERATOR'], now: PUBLISHED_AT }).account,
  );
  for (const { id: regionId } of open) {
    const rows = publicImages.map((image, place) =>
      newImage({
        kind: 'PUBLIC',
        origin: 'OFFICIAL',
        reviewState: 'OFFICIAL',
        ...(image as Pick<Image, 'id' | 'name' | 'osFamily' | 'platform' | 'architecture' | 'sizeGb'>),
        id: publicImageId(image.id, regionId),
        regionId,
        ownerId: PLATFORM.id,
        // Lists are newest first, and so is the file.
        createdAt: PUBLISHED_AT - place * 60_000,
      }),
    );
    await inside.insert(Image, rows);
  }
}
