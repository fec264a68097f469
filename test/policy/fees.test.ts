import fc from 'fast-check';
import {
  imageFee,
  quote,
  quoteForOne,
  requote,
  storageBill,
  type PricedImage,
  type Prices,
} from '../../src/policy/fees';

/** The fees, row by row: the fee of an image by its system, its region and its origin. */

const PRICES: Prices = { currency: 'USD', windowsLicenceHourly: 46_000, storageGbMonthly: 20_000 };
const LICENCE = PRICES.windowsLicenceHourly;
const ASKED = 10_000;

const MAINLAND = true;
const ELSEWHERE = false;

const image = (kind: PricedImage['kind'], osFamily: PricedImage['osFamily'], hourlyPrice = 0): PricedImage => ({
  kind,
  osFamily,
  hourlyPrice,
});

const PUBLIC_LINUX = image('PUBLIC', 'LINUX');
const PUBLIC_OTHER = image('PUBLIC', 'OTHER');
const PUBLIC_WINDOWS = image('PUBLIC', 'WINDOWS');
const FREE_LINUX = image('MARKETPLACE', 'LINUX');
const FREE_WINDOWS = image('MARKETPLACE', 'WINDOWS');
const PAID_LINUX = image('MARKETPLACE', 'LINUX', ASKED);
const PAID_WINDOWS = image('MARKETPLACE', 'WINDOWS', ASKED);
const CUSTOM_LINUX = image('CUSTOM', 'LINUX');
const CUSTOM_WINDOWS = image('CUSTOM', 'WINDOWS');

// Image, its base, and the fee in mainland China and elsewhere. Hong Kong is elsewhere; a copy, a shared image and an
// image of any number of steps are custom images with the base they come from.
test.each<[name: string, image: PricedImage, base: PricedImage | null, mainland: number, elsewhere: number]>([
  ['public Linux is free', PUBLIC_LINUX, null, 0, 0],
  ['public FreeBSD is free', PUBLIC_OTHER, null, 0, 0],
  ['public Windows costs a licence outside mainland China', PUBLIC_WINDOWS, null, 0, LICENCE],
  ['marketplace Linux without a price is free', FREE_LINUX, null, 0, 0],
  ['marketplace Windows without a price is free: its provider sets the price', FREE_WINDOWS, null, 0, 0],
  ['marketplace Linux costs what its provider asks', PAID_LINUX, null, ASKED, ASKED],
  ['marketplace Windows costs what its provider asks, and no licence', PAID_WINDOWS, null, ASKED, ASKED],
  ['custom of public Linux is free', CUSTOM_LINUX, PUBLIC_LINUX, 0, 0],
  ['custom of public FreeBSD is free', image('CUSTOM', 'OTHER'), PUBLIC_OTHER, 0, 0],
  ['custom of public Windows inherits the licence', CUSTOM_WINDOWS, PUBLIC_WINDOWS, 0, LICENCE],
  ['custom of free marketplace is free', CUSTOM_LINUX, FREE_LINUX, 0, 0],
  ['custom of free marketplace Windows is free', CUSTOM_WINDOWS, FREE_WINDOWS, 0, 0],
  ['custom of paid marketplace inherits its price', CUSTOM_LINUX, PAID_LINUX, ASKED, ASKED],
  ['custom of paid marketplace Windows inherits only its price', CUSTOM_WINDOWS, PAID_WINDOWS, ASKED, ASKED],
  ['imported Linux is free', CUSTOM_LINUX, null, 0, 0],
  ['imported Windows is free: it has no base image', CUSTOM_WINDOWS, null, 0, 0],
])('%s', (_, launched, base, mainland, elsewhere) => {
  expect(imageFee(launched, base, MAINLAND, PRICES).hourly).toBe(mainland);
  expect(imageFee(launched, base, ELSEWHERE, PRICES).hourly).toBe(elsewhere);
});

test('each fee states its reason', () => {
  const reason = (launched: PricedImage, base: PricedImage | null, mainland: boolean) =>
    imageFee(launched, base, mainland, PRICES).reason;
  expect(reason(PUBLIC_LINUX, null, ELSEWHERE)).toBe('Public images are free.');
  expect(reason(PUBLIC_WINDOWS, null, MAINLAND)).toBe('Public Windows images are free in mainland China.');
  expect(reason(CUSTOM_WINDOWS, PUBLIC_WINDOWS, ELSEWHERE)).toBe(
    'Inherited from the base image. Windows licence, charged outside mainland China.',
  );
  expect(reason(CUSTOM_LINUX, null, ELSEWHERE)).toBe('Imported images carry no fee.');
});

test('in 10,000 quotes each line is exactly its unit times the count, and the total their exact sum', () => {
  const price = fc.integer({ min: 0, max: 1_000_000_000_000 });
  fc.assert(
    fc.property(price, price, fc.integer({ min: 1, max: 100 }), (instance, fee, count) => {
      const { lines, hourlyTotal } = quote({ id: 'S', hourlyPrice: instance }, { hourly: fee, reason: '' }, count);
      expect(lines.map(({ kind }) => kind)).toEqual(['INSTANCE', 'IMAGE']);
      expect(lines.map((line) => BigInt(line.hourlyTotal))).toEqual([
        BigInt(instance) * BigInt(count),
        BigInt(fee) * BigInt(count),
      ]);
      expect(BigInt(hourlyTotal)).toBe((BigInt(instance) + BigInt(fee)) * BigInt(count));
      const one = quoteForOne({ lines, hourlyTotal });
      expect(BigInt(one.hourlyTotal) * BigInt(count)).toBe(BigInt(hourlyTotal));
    }),
    { numRuns: 10_000 },
  );
});

test('a restored instance keeps its own price and takes the fee of the new image', () => {
  const agreed = quote({ id: 'S', hourlyPrice: 12_000 }, { hourly: LICENCE, reason: 'Windows' }, 2);
  expect(requote(agreed, { hourly: 5_000, reason: 'Paid' })).toEqual({
    lines: [agreed.lines[0], { kind: 'IMAGE', description: 'Paid', hourlyUnit: 5_000, count: 2, hourlyTotal: 10_000 }],
    hourlyTotal: 34_000,
  });
});

test.each([
  ['nothing costs nothing', 0, 0, { freeGb: 0, billedGb: 0 }],
  ['50 GB in the mainland are free', 50, 0, { freeGb: 50, billedGb: 0 }],
  ['1 of 51 GB in the mainland is billed', 51, 0, { freeGb: 50, billedGb: 1 }],
  ['less than 50 GB in the mainland is free, and frees nothing elsewhere', 20, 30, { freeGb: 20, billedGb: 30 }],
  ['1 GB in Hong Kong is billed', 0, 1, { freeGb: 0, billedGb: 1 }],
  ['50 GB in Hong Kong are billed', 0, 50, { freeGb: 0, billedGb: 50 }],
  ['120 GB in the mainland and 40 elsewhere are billed for 110', 120, 40, { freeGb: 50, billedGb: 110 }],
])('the storage bill: %s', (_, mainlandGb, otherGb, { freeGb, billedGb }) => {
  const monthly = billedGb * PRICES.storageGbMonthly;
  expect(storageBill(mainlandGb, otherGb, PRICES)).toEqual({ mainlandGb, otherGb, freeGb, billedGb, monthly });
});
