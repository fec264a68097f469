import type { No, Rule } from '../decision';
import { mayLaunchFrom } from '../visibility';
import type { Holders, ImageState, Judges, NamesAccounts, OnImage, OnInstances, Touches } from '../facts';

/** Whether things are in a state for the request, and whether the request makes sense. */

const plural = (n: number, one: string) => (n === 1 ? `1 ${one}` : `${n} ${one}s`);
const hold = (n: number) => (n === 1 ? 'holds' : 'hold');

const inState =
  (...states: ImageState[]) =>
  ({ image }: OnImage): No | null =>
    image === null || states.includes(image.state)
      ? null
      : {
          message: `The image is ${image.state}; this takes an image that is ${states.join(' or ')}.`,
          subjects: [image.id],
        };

export const sourceTrusted: Rule<OnImage> = {
  name: 'SOURCE_NOT_TRUSTED',
  step: 'STATE',
  statement:
    'An account that restricts its launch sources launches its own images, reviewed ones and, where it says so, those of accounts it trusts.',
  source: 'overview: it is recommended against using images from unknown sources',
  limit: null,
  refuses({ viewer, image }) {
    if (image === null || mayLaunchFrom(viewer, image)) return null;
    return {
      message:
        viewer.launchSources === 'TRUSTED'
          ? 'This account launches images of reviewed sources and trusted accounts alone; the owner of this image is not among them.'
          : 'This account launches images of reviewed sources alone; nobody reviewed this one.',
      subjects: [image.id],
    };
  },
};

const notReady = {
  name: 'IMAGE_NOT_READY',
  step: 'STATE',
  statement:
    'Only AVAILABLE images are launched, changed, copied and shared; AVAILABLE and FAILED ones may be deleted.',
  source: 'own decision: the life cycle in the overview begins once the image stands',
  limit: null,
} as const;

export const imageAvailable: Rule<OnImage> = { ...notReady, refuses: inState('AVAILABLE') };
export const imageDeletable: Rule<OnImage> = { ...notReady, refuses: inState('AVAILABLE', 'FAILED') };

export const instancesReady: Rule<OnInstances> = {
  name: 'INSTANCE_NOT_READY',
  step: 'STATE',
  statement: 'A terminated instance takes no further operation.',
  source: 'own decision',
  limit: null,
  refuses({ instances }) {
    const gone = instances.filter(({ state }) => state === 'TERMINATED').map(({ id }) => id);
    return gone.length === 0
      ? null
      : {
          message: `${plural(gone.length, 'instance')} named here ${gone.length === 1 ? 'is' : 'are'} TERMINATED already.`,
          subjects: gone,
        };
  },
};

export const imageNotShared: Rule<OnImage & Touches> = {
  name: 'IMAGE_IS_SHARED',
  step: 'STATE',
  statement: 'An image is deleted only when no account holds a share of it.',
  source: 'own decision: the sources are silent, the provider refuses this too',
  limit: null,
  refuses({ image, impact }) {
    if (image === null || image.shareCount === 0) return null;
    const { copies, runningInstances, byAccount } = impact;
    // In the order they received it.
    const holders = byAccount
      .flatMap(({ accountId, sharedAt }) => (sharedAt === null ? [] : [{ accountId, sharedAt }]))
      .sort((a, b) => a.sharedAt - b.sharedAt)
      .map(({ accountId }) => accountId);
    const places = byAccount.filter((each) => each.runningInstances > 0).length;
    const parts = [
      `${plural(image.shareCount, 'account')} still ${hold(image.shareCount)} a share of this image; unshare it first.`,
    ];
    if (runningInstances > 0)
      parts.push(`${plural(runningInstances, 'instance')} of it running, at ${plural(places, 'account')}.`);
    if (copies > 0) parts.push(`Copied from it: ${plural(copies, 'image')}.`);
    return {
      message: parts.join(' '),
      used: image.shareCount,
      subjects: holders,
    };
  },
};

export const somethingToReview: Rule<OnImage & Judges> = {
  name: 'NOTHING_TO_REVIEW',
  step: 'SENSE',
  statement: 'A review judges what was submitted, or takes back an earlier verdict; it does not repeat one.',
  source: 'own decision: it would change nothing',
  limit: null,
  refuses({ image, verdict, editPending }) {
    const already = verdict === 'APPROVE' ? 'APPROVED' : 'REJECTED';
    return image === null || editPending || image.reviewState !== already
      ? null
      : { message: `The image is ${already} already, and no change of it waits for a review.`, subjects: [image.id] };
  },
};

export const notWithSelf: Rule<NamesAccounts> = {
  name: 'SHARE_WITH_SELF',
  step: 'SENSE',
  statement: 'An image is not shared with the account that owns it.',
  source: 'own decision: it would change nothing',
  limit: null,
  refuses: ({ viewer, accountIds }) =>
    accountIds.includes(viewer.rootId)
      ? { message: 'This account owns the image already.', subjects: [viewer.rootId] }
      : null,
};

export const notYetShared: Rule<NamesAccounts & Holders> = {
  name: 'ALREADY_SHARED',
  step: 'SENSE',
  statement: 'An account holds at most one share of an image.',
  source: 'own decision: a second one would change nothing',
  limit: null,
  refuses: ({ holders }) =>
    holders.length === 0
      ? null
      : {
          message: `${plural(holders.length, 'account')} named here ${hold(holders.length)} a share already.`,
          subjects: holders,
        },
};

const notShared = {
  name: 'NOT_SHARED',
  step: 'SENSE',
  statement: 'Only an account that holds a share can lose or leave it.',
  source: 'own decision: it would change nothing',
  limit: null,
} as const;

/** Without named accounts it judges any one recipient: there must be one. */
export const holdShares: Rule<OnImage & NamesAccounts & Holders> = {
  ...notShared,
  refuses({ image, accountIds, holders }) {
    if (accountIds.length === 0) return image?.shareCount === 0 ? { message: 'No account holds a share.' } : null;
    const others = accountIds.filter((id) => !holders.includes(id));
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
  refuses: ({ image }) =>
    image === null || image.heldByViewer
      ? null
      : { message: 'This account owns the image; there is no share to leave.', subjects: [image.ownerId] },
};

export const recipientsAreRoots: Rule<NamesAccounts> = {
  name: 'RECIPIENT_NOT_ROOT_ACCOUNT',
  step: 'SENSE',
  statement: 'Images are shared with root accounts; their sub-accounts use the same share.',
  source: 'overview: shared to a maximum of 50 master accounts',
  limit: null,
  refuses({ accounts }) {
    const subs = accounts.filter(({ id, rootId }) => id !== rootId).map(({ id }) => id);
    return subs.length === 0
      ? null
      : {
          message: `${plural(subs.length, 'account')} named here ${subs.length === 1 ? 'is a sub-account' : 'are sub-accounts'}; share with the root account.`,
          subjects: subs,
        };
  },
};
