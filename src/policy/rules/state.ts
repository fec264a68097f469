import type { DenialDetails, Rule } from '../decision';
import { mayLaunchFrom } from '../lineage';
import type { ImageState, NamesAccounts, OnImage, OnInstances, OperatorAccess, DeletionImpact } from '../facts';
import { hold, plural } from './words';

/** Rules of the state step: images, instances and accounts are in a state that permits the request. */

const inState =
  (...states: ImageState[]) =>
  ({ image }: OnImage): DenialDetails | null =>
    image === null || states.includes(image.state)
      ? null
      : {
          message: `The image is ${image.state}; this takes an image that is ${states.join(' or ')}.`,
          subjects: [image.id],
        };

export const ownerActive: Rule<OnImage> = {
  name: 'OWNER_SUSPENDED',
  step: 'STATE',
  statement: 'A custom image of a suspended account is not launched, by anyone, nor restored from.',
  source: 'own decision: what runs goes on, and nothing new is made of what is in question',
  limit: null,
  check: ({ image }) =>
    image === null || image.kind !== 'CUSTOM' || !image.ownerSuspended
      ? null
      : {
          message:
            'The account that owns this image is suspended; the image can be launched and restored from once an operator lifts the suspension.',
          subjects: [image.id],
        },
};

export const operatorRemains: Rule<NamesAccounts & OperatorAccess> = {
  name: 'LAST_OPERATOR',
  step: 'STATE',
  statement: 'The last operator that somebody can act as is neither demoted nor suspended.',
  source: 'own decision: nobody could make another one, or lift the suspension',
  limit: null,
  check({ accountIds, operatorAccess, demotes, suspends }) {
    if (!demotes && !suspends) return null;
    const named = new Set(accountIds);
    const loses = ({ id, rootId }: { id: string; rootId: string }) => named.has(rootId) || (suspends && named.has(id));
    const left = operatorAccess.filter((each) => !loses(each));
    if (left.length > 0 || operatorAccess.length === 0) return null;
    return {
      message:
        'After this there would be 0 operators that somebody can act as: not suspended, and with a live token that has the scope WRITE. Make another operator first, or give one a token.',
      subjects: accountIds,
    };
  },
};

export const sourceTrusted: Rule<OnImage> = {
  name: 'SOURCE_NOT_TRUSTED',
  step: 'STATE',
  statement:
    'An account that restricts its launch sources launches its own images, reviewed ones and, where it says so, those of accounts it trusts; what stems from an unreviewed image is judged by whom that is of.',
  source: 'overview: it is recommended against using images from unknown sources',
  limit: null,
  check({ viewer, image }) {
    if (image === null || mayLaunchFrom(viewer, image)) return null;
    const trusting = viewer.launchSources === 'TRUSTED';
    const ofOwner = image.ownerId !== viewer.rootId && !(trusting && viewer.trustedIds.includes(image.ownerId));
    const message = trusting
      ? `This account launches images of reviewed sources and trusted accounts alone; ${ofOwner ? 'the owner of this image is not among them.' : 'this one stems from an unreviewed image of an account that is not among them. Trust that account by restrictLaunchSources, or take another image.'}`
      : `This account launches images of reviewed sources alone; ${ofOwner ? 'nobody reviewed this one.' : 'this one stems from an image of another account that nobody reviewed. Take another image, or let in more sources by restrictLaunchSources.'}`;
    return { message, subjects: [image.id] };
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

export const imageAvailable: Rule<OnImage> = { ...notReady, check: inState('AVAILABLE') };
export const imageDeletable: Rule<OnImage> = { ...notReady, check: inState('AVAILABLE', 'FAILED') };

export const instancesReady: Rule<OnInstances> = {
  name: 'INSTANCE_NOT_READY',
  step: 'STATE',
  statement: 'A terminated instance takes no further operation.',
  source: 'own decision',
  limit: null,
  check({ instances }) {
    const gone = instances.filter(({ state }) => state === 'TERMINATED').map(({ id }) => id);
    return gone.length === 0
      ? null
      : {
          message: `${plural(gone.length, 'instance')} named here ${gone.length === 1 ? 'is' : 'are'} TERMINATED already.`,
          subjects: gone,
        };
  },
};

export const imageNotShared: Rule<OnImage & DeletionImpact> = {
  name: 'IMAGE_IS_SHARED',
  step: 'STATE',
  statement: 'An image is deleted only when no account holds a share of it.',
  source: 'own decision: the sources are silent, the provider refuses this too',
  limit: null,
  check({ image, impact }) {
    if (image === null || image.shareCount === 0) return null;
    const { copies, runningInstances, byAccount } = impact;
    // In the order in which they received the share.
    const recipients = byAccount
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
      subjects: recipients,
    };
  },
};
