import type { Rule } from '../decision';
import type { AddsImages, AddsToken, DailyUsage, ShareRecipients, NamesAccounts, OnImage, NewShares } from '../facts';
import { ACCESS_TOKENS_PER_ACCOUNT, DEFAULT_LIMITS } from '../limits';

/** Rules of the quota steps. They come last, the daily quota at the end: a count never masks the real reason. */

export const imageLimit: Rule<AddsImages> = {
  name: 'IMAGE_LIMIT',
  step: 'QUOTA',
  statement:
    'A root account holds a limited number of custom images per region; images still in the making count, failed and received ones do not.',
  source: 'overview, image types, choice of an image',
  limit: DEFAULT_LIMITS.imagesPerRegion,
  check({ viewer, imageUse }) {
    const limit = viewer.limits.imagesPerRegion;
    const full = imageUse.filter(({ used, adding }) => used + adding > limit);
    const [first] = full;
    if (first === undefined) return null;
    const each = full.map(
      ({ regionId, used, adding }) => `${regionId} holds ${used}, ${adding} more would be ${used + adding}`,
    );
    return {
      message: `At most ${limit} custom images per account and region: ${each.join('; ')}. Delete one, or ask an operator for a higher limit.`,
      limit,
      used: first.used,
      subjects: full.map(({ regionId }) => regionId),
    };
  },
};

/**
 * Returns how many of the named accounts would add a share: root accounts other than the owner without a share of the
 * image.
 */
export function placesTaken({ viewer, accounts, recipients }: NamesAccounts & ShareRecipients): number {
  const recipientIds = new Set(recipients);
  return accounts.filter(({ id, rootId }) => id === rootId && id !== viewer.rootId && !recipientIds.has(id)).length;
}

export const shareLimit: Rule<OnImage & NewShares> = {
  name: 'SHARE_LIMIT',
  step: 'QUOTA',
  statement: 'An image is shared with a limited number of accounts; a call that would cross it is refused whole.',
  source: 'overview, image types, choice of an image',
  limit: DEFAULT_LIMITS.sharesPerImage,
  check({ viewer, image, adding }) {
    const limit = viewer.limits.sharesPerImage;
    const used = image?.shareCount ?? 0;
    return adding === 0 || used + adding <= limit
      ? null
      : {
          message: `At most ${limit} accounts per image: ${used} hold a share, ${adding} more would be ${used + adding}. Unshare some, or ask an operator for a higher limit.`,
          limit,
          used,
          subjects: image === null ? [] : [image.id],
        };
  },
};

export const accessTokenLimit: Rule<AddsToken> = {
  name: 'ACCESS_TOKEN_LIMIT',
  step: 'QUOTA',
  statement: 'An account has a limited number of live access tokens; revoked and expired ones do not count.',
  source: 'own decision: a list that is answered whole needs a bound',
  limit: ACCESS_TOKENS_PER_ACCOUNT,
  check: ({ liveTokens }) =>
    liveTokens < ACCESS_TOKENS_PER_ACCOUNT
      ? null
      : {
          message: `At most ${ACCESS_TOKENS_PER_ACCOUNT} live access tokens per account, and there are ${liveTokens}. Revoke one first.`,
          limit: ACCESS_TOKENS_PER_ACCOUNT,
          used: liveTokens,
        },
};

export const dailyOperationLimit: Rule<DailyUsage> = {
  name: 'DAILY_OPERATION_LIMIT',
  step: 'DAILY_QUOTA',
  statement:
    'A root account performs a limited number of operations on custom images per region and day, however they are called; refusals, dry runs and repeats under one key cost none.',
  source: 'overview, choice of an image',
  limit: DEFAULT_LIMITS.operationsPerDay,
  check({ viewer, day }) {
    const limit = viewer.limits.operationsPerDay;
    if (day === null || day.used < limit) return null;
    return {
      message: `At most ${limit} operations on custom images per account, region and day: ${day.used} used today in ${day.regionId}. It starts again at ${new Date(day.resetsAt).toISOString()}.`,
      limit,
      used: day.used,
      resetsAt: day.resetsAt,
      subjects: [day.regionId],
    };
  },
};
