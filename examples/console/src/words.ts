import type {
  Architecture,
  ImageOrigin,
  ImageState,
  ImageType,
  InstanceState,
  OsFamily,
  PriceFragment,
  ReviewState,
} from './generated/operations';

/** What the API's names are called on the page. */

export const TYPES: Record<ImageType, string> = {
  PUBLIC: 'Public',
  MARKETPLACE: 'Marketplace',
  CUSTOM: 'Custom',
  SHARED: 'Shared',
};

export const OS_FAMILIES: Record<OsFamily, string> = { LINUX: 'Linux', WINDOWS: 'Windows', OTHER: 'Other' };

export const ARCHITECTURES: Record<Architecture, string> = { X86_64: 'x86, 64-bit', I386: 'x86, 32-bit', ARM64: 'Arm' };

export const STATES: Record<ImageState, string> = {
  AVAILABLE: 'Available',
  CREATING: 'Creating',
  IMPORTING: 'Importing',
  COPYING: 'Copying',
  FAILED: 'Failed',
};

export const ORIGINS: Record<ImageOrigin, string> = {
  OFFICIAL: 'Published by the operators',
  MARKETPLACE: 'Submitted by a provider',
  INSTANCE: 'Made from an instance',
  IMPORT: 'Imported',
  COPY: 'Copied from another region',
};

export const REVIEW_STATES: Record<ReviewState, string> = {
  OFFICIAL: 'Made and tested by the operators',
  APPROVED: 'Reviewed and approved',
  PENDING: 'Not yet reviewed',
  REJECTED: 'Reviewed and rejected',
  UNREVIEWED: 'Reviewed by nobody',
};

export const INSTANCE_STATES: Record<InstanceState, string> = {
  RUNNING: 'Running',
  STOPPED: 'Stopped',
  TERMINATED: 'Terminated',
};

/** A text out of an address, where it is one of the names. */
export function nameIn<Name extends string>(words: Record<Name, string>, text: string | null): Name | null {
  const isName = (key: string | null): key is Name => key !== null && Object.hasOwn(words, key);
  return isName(text) ? text : null;
}

/** An amount as the API says it: exact, and so never made a number. */
export const price = ({ amount, currency }: PriceFragment) => `${amount} ${currency}`;

export const hourly = (money: PriceFragment) => (Number(money.amount) === 0 ? 'Free' : `${price(money)} per hour`);

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const MINUTE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A day in UTC, as the service counts days. */
export const day = (moment: string) => DAY.format(new Date(moment));

/** A moment in UTC, to the minute. */
export const minute = (moment: string) => `${MINUTE.format(new Date(moment))} UTC`;

/** `1 account`, `2 accounts`. */
export const many = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;
