import type { ImageKind, OsFamily } from './facts';
import { FREE_MAINLAND_GB } from './limits';

/**
 * What things cost. Amounts are whole millionths of the currency, so that sums are exact; prices are the operator's
 * configuration, the rules below are not.
 */
export interface Prices {
  /** ISO 4217. */
  currency: string;
  /** Licence of one Windows instance per hour, outside mainland China. */
  windowsLicenceHourly: number;
  /** One GB of custom image kept for a month. */
  storageGbMonthly: number;
}

/** An image as far as its fee depends on it. */
export interface PricedImage {
  kind: ImageKind;
  osFamily: OsFamily;
  /** The provider's price per hour; 0 for all but marketplace images. */
  hourlyPrice: number;
}

/** A fee per hour and instance, and the sentence that says why. */
export interface Fee {
  hourly: number;
  reason: string;
}

/**
 * The fee for launching one instance of an image. Public images are free but for Windows outside mainland China
 * (newer overview); marketplace images cost what their provider asks (overview); custom and shared ones cost what the
 * base image they come from costs in the region of the launch (image types); imported ones come from none.
 *
 * @param image the image launched
 * @param base the public or marketplace image at the root of a custom image's lineage; null for imported ones
 * @param mainland whether the region of the launch is in mainland China
 */
export function imageFee(image: PricedImage, base: PricedImage | null, mainland: boolean, prices: Prices): Fee {
  switch (image.kind) {
    case 'PUBLIC':
      if (image.osFamily !== 'WINDOWS') return { hourly: 0, reason: 'Public images are free.' };
      return mainland
        ? { hourly: 0, reason: 'Public Windows images are free in mainland China.' }
        : { hourly: prices.windowsLicenceHourly, reason: 'Windows licence, charged outside mainland China.' };
    case 'MARKETPLACE':
      return image.hourlyPrice === 0
        ? { hourly: 0, reason: 'The provider offers this marketplace image for free.' }
        : { hourly: image.hourlyPrice, reason: 'The price of the marketplace image, set by its provider.' };
    case 'CUSTOM': {
      if (base === null) return { hourly: 0, reason: 'Imported images carry no fee.' };
      const fee = imageFee(base, null, mainland, prices);
      return { hourly: fee.hourly, reason: `Inherited from the base image. ${fee.reason}` };
    }
  }
}

/** What keeping custom images costs per month, in GB and money. */
export interface Storage {
  mainlandGb: number;
  freeGb: number;
  otherGb: number;
  billedGb: number;
  monthly: number;
}

/**
 * The storage bill of a root account (newer overview): its custom images in mainland regions beyond the free GB, and
 * all of them elsewhere.
 */
export function storageBill(mainlandGb: number, otherGb: number, prices: Prices): Storage {
  const freeGb = Math.min(mainlandGb, FREE_MAINLAND_GB);
  const billedGb = mainlandGb - freeGb + otherGb;
  return { mainlandGb, freeGb, otherGb, billedGb, monthly: billedGb * prices.storageGbMonthly };
}
