import type { ImageKind, OsFamily } from './facts';
import { FREE_MAINLAND_GB } from './limits';

/**
 * The configured prices. Amounts are whole millionths of the currency, so that sums are exact. Operators configure the
 * prices, but not the rules below.
 */
export interface Prices {
  /** ISO 4217. */
  currency: string;
  /** Licence of one Windows instance outside mainland China, per hour. */
  windowsLicenceHourly: number;
  /** Storage of one GB of custom image, per month. */
  storageGbMonthly: number;
}

/** The part of an image that decides its fee. */
export interface PricedImage {
  kind: ImageKind;
  osFamily: OsFamily;
  /** The provider's price per hour; 0 for all but marketplace images. */
  hourlyPrice: number;
}

/** A fee per hour and instance, and the sentence that explains it. */
export interface Fee {
  hourly: number;
  reason: string;
}

/**
 * Returns the fee for launching one instance of an image. Public images are free except for Windows outside mainland
 * China (newer overview); marketplace images have the price that their provider sets (overview); custom and shared
 * images have the fee of their base image in the region of the launch (image types); imported images have no base image
 * and no fee.
 *
 * @param image the launched image
 * @param base the public or marketplace image from which a custom image stems; null for imported ones
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

/** A line of a quote: the price of one per hour, its explanation, the count and the total. */
export interface QuoteLine {
  kind: 'INSTANCE' | 'IMAGE';
  description: string;
  hourlyUnit: number;
  count: number;
  hourlyTotal: number;
}

/** The price of a launch per hour: the instances and their image, two lines of one quote (overview). */
export interface Quote {
  lines: [instance: QuoteLine, image: QuoteLine];
  hourlyTotal: number;
}

/** An agreed quote with its currency. */
export type AgreedQuote = Quote & { currency: string };

/**
 * Returns the quote for a launch.
 *
 * @param type the instance type
 * @param fee the image's fee in the region of the launch
 * @param count number of instances
 */
export function quote(type: { id: string; hourlyPrice: number }, fee: Fee, count: number): Quote {
  const line = (kind: QuoteLine['kind'], hourlyUnit: number, description: string): QuoteLine => ({
    kind,
    description,
    hourlyUnit,
    count,
    hourlyTotal: hourlyUnit * count,
  });
  return sum([
    line('INSTANCE', type.hourlyPrice, `An instance of type ${type.id}.`),
    line('IMAGE', fee.hourly, fee.reason),
  ]);
}

/** Returns the quote after another image was restored to an instance: the instance's price stays, the fee changes. */
export function requote({ lines: [instance, image] }: Quote, fee: Fee): Quote {
  const { count } = instance;
  return sum([
    instance,
    { ...image, description: fee.reason, hourlyUnit: fee.hourly, hourlyTotal: fee.hourly * count },
  ]);
}

/** Returns one instance's part of a quote. */
export function quoteForOne({ lines: [instance, image] }: Quote): Quote {
  const one = (line: QuoteLine): QuoteLine => ({ ...line, count: 1, hourlyTotal: line.hourlyUnit });
  return sum([one(instance), one(image)]);
}

function sum(lines: Quote['lines']): Quote {
  return { lines, hourlyTotal: lines[0].hourlyTotal + lines[1].hourlyTotal };
}

/** The storage bill of custom images per month, in GB and money. */
export interface Storage {
  mainlandGb: number;
  freeGb: number;
  otherGb: number;
  billedGb: number;
  monthly: number;
}

/**
 * Returns the storage bill of a root account (newer overview). It charges custom images in mainland regions beyond the
 * free GB, and all of those in other regions.
 */
export function storageBill(mainlandGb: number, otherGb: number, prices: Prices): Storage {
  const freeGb = Math.min(mainlandGb, FREE_MAINLAND_GB);
  const billedGb = mainlandGb - freeGb + otherGb;
  return { mainlandGb, freeGb, otherGb, billedGb, monthly: billedGb * prices.storageGbMonthly };
}
