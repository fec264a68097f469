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

/** A line of a quote: what one costs per hour, why, how many, and that many times it. */
export interface QuoteLine {
  kind: 'INSTANCE' | 'IMAGE';
  description: string;
  hourlyUnit: number;
  count: number;
  hourlyTotal: number;
}

/** What launching costs per hour: the instances and their image, two lines of one quote (overview). */
export interface Quote {
  lines: [instance: QuoteLine, image: QuoteLine];
  hourlyTotal: number;
}

/** A quote that was agreed on, with the currency it is in. */
export type AgreedQuote = Quote & { currency: string };

/**
 * The quote for launching.
 *
 * @param type the size of the instances
 * @param fee the image's fee in the region of the launch
 * @param count how many
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

/** The quote of an instance that got another image: its own price stays, the image's fee is the new one's. */
export function requote({ lines: [instance, image] }: Quote, fee: Fee): Quote {
  const { count } = instance;
  return sum([
    instance,
    { ...image, description: fee.reason, hourlyUnit: fee.hourly, hourlyTotal: fee.hourly * count },
  ]);
}

/** One instance's part of a quote. */
export function quoteForOne({ lines: [instance, image] }: Quote): Quote {
  const one = (line: QuoteLine): QuoteLine => ({ ...line, count: 1, hourlyTotal: line.hourlyUnit });
  return sum([one(instance), one(image)]);
}

function sum(lines: Quote['lines']): Quote {
  return { lines, hourlyTotal: lines[0].hourlyTotal + lines[1].hourlyTotal };
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
