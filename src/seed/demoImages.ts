import type { Image } from '../entities/image';
import { Decimal } from '../entities/scalars';
import { newImage } from '../store/images';
import { publicImageId } from './catalogue';
import marketplaceImages from './marketplace-images.json';

export const DAY_MS = 86_400_000;

/** Public images that the demo's custom images and instances are based on. */
export const UBUNTU = { image: 'img-487zeit5', osFamily: 'LINUX', platform: 'Ubuntu' } as const;
export const WINDOWS = { image: 'img-9tzezztj', osFamily: 'WINDOWS', platform: 'Windows' } as const;

/** Returns North Harbor's custom images. */
export function northImages(now: number): Image[] {
  const own = {
    kind: 'CUSTOM',
    ownerId: 'acc-north',
    reviewState: 'UNREVIEWED',
    architecture: 'X86_64',
    sizeGb: 20,
  } as const;
  return [
    newImage({
      ...own,
      ...UBUNTU,
      id: 'img-demo-web',
      name: 'web-base',
      description: 'Ubuntu with our web server and its agents.',
      regionId: 'ap-guangzhou',
      origin: 'INSTANCE',
      baseImageId: UBUNTU.image,
      createdAt: now - 8 * DAY_MS,
    }),
    newImage({
      ...own,
      ...UBUNTU,
      id: 'img-demo-web-sh',
      name: 'web-base',
      description: 'Ubuntu with our web server and its agents.',
      regionId: 'ap-shanghai',
      origin: 'COPY',
      copiedFromId: 'img-demo-web',
      baseImageId: UBUNTU.image,
      createdAt: now - 7 * DAY_MS,
    }),
    newImage({
      ...own,
      ...WINDOWS,
      id: 'img-demo-desktop',
      name: 'office-desktop',
      description: 'Windows for the office, with the usual programs.',
      regionId: 'ap-hongkong',
      sizeGb: 50,
      origin: 'INSTANCE',
      baseImageId: publicImageId(WINDOWS.image, 'ap-hongkong'),
      createdAt: now - 5 * DAY_MS,
    }),
    newImage({
      ...own,
      id: 'img-demo-appliance',
      name: 'vpn-appliance',
      description: 'Brought along from our own data centre.',
      regionId: 'ap-singapore',
      osFamily: 'OTHER',
      platform: 'FreeBSD',
      sizeGb: 8,
      origin: 'IMPORT',
      createdAt: now - 4 * DAY_MS,
    }),
  ];
}

/** Returns The Workshop's marketplace images, approved, each in two regions. */
export function marketplace(now: number): Image[] {
  return ['ap-guangzhou', 'ap-hongkong'].flatMap((regionId) =>
    marketplaceImages.map((image, place) =>
      newImage({
        ...image,
        id: publicImageId(image.id, regionId),
        osFamily: image.osFamily as Image['osFamily'],
        hourlyPrice: Decimal.parseValue(image.hourlyPrice),
        kind: 'MARKETPLACE',
        architecture: 'X86_64',
        origin: 'MARKETPLACE',
        reviewState: 'APPROVED',
        regionId,
        ownerId: 'acc-workshop',
        createdAt: now - 20 * DAY_MS - place * 60_000,
      }),
    ),
  );
}
