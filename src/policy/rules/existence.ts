import type { Rule } from '../decision';
import type { NamesAccounts, NamesRegions, OnImage, OnInstances } from '../facts';
import { relationOf } from '../visibility';

/** Rules of the existence step. Hidden and absent things, unknown and malformed ids all get the same denial. */

const missing = (asked: readonly string[], found: readonly { id: string }[]) => {
  if (asked.length === 0) return asked;
  const ids = new Set(found.map(({ id }) => id));
  return asked.filter((id) => !ids.has(id));
};

const notFound = (what: string, subjects: readonly string[]) =>
  subjects.length === 0
    ? null
    : {
        message:
          subjects.length === 1
            ? `There is no ${what} with this id for this account.`
            : `There are no ${what}s with these ${subjects.length} ids for this account.`,
        subjects,
      };

export const imageFound: Rule<OnImage> = {
  name: 'IMAGE_NOT_FOUND',
  step: 'EXISTENCE',
  statement: 'An image exists for those who may see it; for everyone else it is as if there were none.',
  source: 'overview, image types: custom images are only available to their creator and those they are shared with',
  limit: null,
  check: ({ viewer, image, imageId }) =>
    notFound('image', image === null || relationOf(viewer, image) === 'NONE' ? [imageId] : []),
};

export const instancesFound: Rule<OnInstances> = {
  name: 'INSTANCE_NOT_FOUND',
  step: 'EXISTENCE',
  statement: 'An instance exists for the account that launched it, and for no other.',
  source: 'own decision: the sources speak of one’s own instances only',
  limit: null,
  check: ({ viewer, instanceIds, instances }) =>
    notFound(
      'instance',
      missing(
        instanceIds,
        instances.filter(({ ownerId }) => ownerId === viewer.rootId),
      ),
    ),
};

export const regionsFound: Rule<NamesRegions> = {
  name: 'REGION_NOT_FOUND',
  step: 'EXISTENCE',
  statement: 'A named region is one of the listed regions.',
  source: 'own decision',
  limit: null,
  check: ({ regionIds, regions }) => notFound('region', missing(regionIds, regions)),
};

export const accountsFound: Rule<NamesAccounts> = {
  name: 'ACCOUNT_NOT_FOUND',
  step: 'EXISTENCE',
  statement: 'A named account is an account of this service.',
  source: 'own decision',
  limit: null,
  check: ({ accountIds, accounts }) => notFound('account', missing(accountIds, accounts)),
};
