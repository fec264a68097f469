import type { Rule } from '../decision';
import type { NamesAccounts, NeedsRoots, OnImage } from '../facts';
import { relationOf } from '../visibility';

/** Rules of the relation step: restrictions by the kind of image or account and the viewer's relation to it. */

export const customImagesOnly: Rule<OnImage> = {
  name: 'CUSTOM_IMAGES_ONLY',
  step: 'RELATION',
  statement: 'Public and marketplace images are not an account’s to change, copy, share or leave.',
  source: 'image types: managing is a feature of custom images',
  limit: null,
  check: ({ image }) =>
    image === null || image.kind === 'CUSTOM'
      ? null
      : {
          message: `This is a ${image.kind.toLowerCase()} image; only custom images can be changed, copied, shared or left.`,
          subjects: [image.id],
        },
};

export const publicImagesOnly: Rule<OnImage> = {
  name: 'PUBLIC_IMAGES_ONLY',
  step: 'RELATION',
  statement: 'Only public images are retired; custom images are deleted, marketplace images withdrawn.',
  source: 'own decision: operators publish and retire public images, and have no relation to other ones',
  limit: null,
  check: ({ image }) =>
    image === null || image.kind === 'PUBLIC'
      ? null
      : {
          message: `This is a ${image.kind.toLowerCase()} image; only public images can be retired.`,
          subjects: [image.id],
        },
};

/** Accepts the custom image that a submission is made from, or the provider's own marketplace image to change. */
export const customOrOwnMarketplace: Rule<OnImage> = {
  ...customImagesOnly,
  check: (facts) =>
    facts.image?.kind === 'MARKETPLACE' && facts.image.ownerId === facts.viewer.rootId
      ? null
      : customImagesOnly.check(facts),
};

export const marketplaceImagesOnly: Rule<OnImage> = {
  name: 'MARKETPLACE_IMAGES_ONLY',
  step: 'RELATION',
  statement: 'Only marketplace images are reviewed and withdrawn.',
  source: 'own decision: public images are retired, custom images deleted',
  limit: null,
  check: ({ image }) =>
    image === null || image.kind === 'MARKETPLACE'
      ? null
      : {
          message: `This is a ${image.kind.toLowerCase()} image; only marketplace images are reviewed and withdrawn.`,
          subjects: [image.id],
        },
};

export const itsProviderOnly: Rule<OnImage> = {
  name: 'ITS_PROVIDER_ONLY',
  step: 'RELATION',
  statement: 'A marketplace image is its provider’s to change and withdraw.',
  source: 'overview: marketplace images are provided by third parties',
  limit: null,
  check: ({ viewer, image }) =>
    image === null || image.ownerId === viewer.rootId
      ? null
      : { message: 'Another provider offers this marketplace image.', subjects: [image.id] },
};

export const sharedIsLaunchOnly: Rule<OnImage> = {
  name: 'SHARED_IMAGE_IS_LAUNCH_ONLY',
  step: 'RELATION',
  statement: 'A shared image can only be used to launch instances; nothing else may be done with it.',
  source: 'overview, image types, choice of an image',
  limit: null,
  check: ({ viewer, image }) =>
    image === null || relationOf(viewer, image) !== 'RECIPIENT'
      ? null
      : {
          message: 'This image is shared with this account, which may launch it and nothing else.',
          subjects: [image.id],
        },
};

export const rootAccountsOnly: Rule<NamesAccounts & NeedsRoots> = {
  name: 'ROOT_ACCOUNTS_ONLY',
  step: 'RELATION',
  statement: 'Roles, agreement and limits belong to root accounts, and sub-accounts stand directly under one.',
  source: 'own decision: a sub-account acts for its root in everything',
  limit: null,
  check({ accounts, needsRoots }) {
    const subs = (needsRoots ? accounts : []).filter(({ id, rootId }) => id !== rootId).map(({ id }) => id);
    return subs.length === 0
      ? null
      : {
          message:
            subs.length === 1
              ? 'This is a sub-account; name its root account instead.'
              : 'These are sub-accounts; name their root accounts instead.',
          subjects: subs,
        };
  },
};
