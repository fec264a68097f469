import type { Rule } from '../decision';
import type { ShareRecipients, MarketplaceReview, NamesAccounts, OnImage, TargetInstanceTypes } from '../facts';
import { hold, plural } from './words';

/** Rules of the request step: a request changes something and does not contradict itself. */

export const somethingToReview: Rule<OnImage & MarketplaceReview> = {
  name: 'NOTHING_TO_REVIEW',
  step: 'REQUEST',
  statement: 'A review judges what was submitted, or takes back an earlier verdict; it does not repeat one.',
  source: 'own decision: it would change nothing',
  limit: null,
  check({ image, verdict, editPending }) {
    const already = verdict === 'APPROVE' ? 'APPROVED' : 'REJECTED';
    return image === null || editPending || image.reviewState !== already
      ? null
      : { message: `The image is ${already} already, and no change of it waits for a review.`, subjects: [image.id] };
  },
};

export const notWithSelf: Rule<NamesAccounts> = {
  name: 'SHARE_WITH_SELF',
  step: 'REQUEST',
  statement: 'An image is not shared with the account that owns it.',
  source: 'own decision: it would change nothing',
  limit: null,
  check: ({ viewer, accountIds }) =>
    accountIds.includes(viewer.rootId)
      ? { message: 'This account owns the image already.', subjects: [viewer.rootId] }
      : null,
};

export const notYetShared: Rule<NamesAccounts & ShareRecipients> = {
  name: 'ALREADY_SHARED',
  step: 'REQUEST',
  statement: 'An account holds at most one share of an image.',
  source: 'own decision: a second one would change nothing',
  limit: null,
  check: ({ recipients }) =>
    recipients.length === 0
      ? null
      : {
          message: `${plural(recipients.length, 'account')} named here ${hold(recipients.length)} a share already.`,
          subjects: recipients,
        },
};

const notShared = {
  name: 'NOT_SHARED',
  step: 'REQUEST',
  statement: 'Only an account that holds a share can lose or leave it.',
  source: 'own decision: it would change nothing',
  limit: null,
} as const;

/** Requires that the named accounts have shares; if none is named, that at least one account has a share. */
export const holdShares: Rule<OnImage & NamesAccounts & ShareRecipients> = {
  ...notShared,
  check({ image, accountIds, recipients }) {
    if (accountIds.length === 0) return image?.shareCount === 0 ? { message: 'No account holds a share.' } : null;
    const recipientIds = new Set(recipients);
    const others = accountIds.filter((id) => !recipientIds.has(id));
    return others.length === 0
      ? null
      : {
          message: `${plural(others.length, 'account')} named here ${hold(others.length)} no share of this image.`,
          subjects: others,
        };
  },
};

export const viewerHoldsIt: Rule<OnImage> = {
  ...notShared,
  check: ({ image }) =>
    image === null || image.sharedWithViewer
      ? null
      : { message: 'This account owns the image; there is no share to leave.', subjects: [image.ownerId] },
};

export const recipientsAreRoots: Rule<NamesAccounts> = {
  name: 'RECIPIENT_NOT_ROOT_ACCOUNT',
  step: 'REQUEST',
  statement: 'Images are shared with root accounts; their sub-accounts use the same share.',
  source: 'overview: shared to a maximum of 50 master accounts',
  limit: null,
  check({ accounts }) {
    const subs = accounts.filter(({ id, rootId }) => id !== rootId).map(({ id }) => id);
    return subs.length === 0
      ? null
      : {
          message: `${plural(subs.length, 'account')} named here ${subs.length === 1 ? 'is a sub-account' : 'are sub-accounts'}; share with the root account.`,
          subjects: subs,
        };
  },
};

export const architectureFits: Rule<OnImage & TargetInstanceTypes> = {
  name: 'ARCHITECTURE_MISMATCH',
  step: 'REQUEST',
  statement: 'An image runs on instance types of its own architecture.',
  source: 'own decision: it would not start',
  limit: null,
  check({ image, instanceTypes }) {
    const others = instanceTypes.filter(
      ({ architectures }) => image !== null && !architectures.includes(image.architecture),
    );
    if (image === null || others.length === 0) return null;
    const each = others.map(({ id, architectures }) => `${id} runs ${architectures.join(' and ')}`);
    return {
      message: `The image is for ${image.architecture}; ${each.join(', ')}. Take an instance type that runs ${image.architecture}, or an image for the type.`,
      subjects: [image.id, ...others.map(({ id }) => id)],
    };
  },
};
