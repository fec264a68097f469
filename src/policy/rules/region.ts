import type { Rule } from '../decision';
import type { NamesRegions, TargetRegions, OnImage, RegionFacts } from '../facts';

/** Rules of the region step: the regions in which an operation is possible. */

const list = (regions: readonly RegionFacts[]) => regions.map(({ id }) => id).join(', ');
const ids = (regions: readonly RegionFacts[]) => regions.map(({ id }) => id);
const elsewhere = ({ image, regions }: OnImage & NamesRegions) =>
  image === null ? [] : regions.filter(({ id }) => id !== image.region.id);

export const shareStaysInRegion: Rule<OnImage & NamesRegions> = {
  name: 'SHARE_STAYS_IN_REGION',
  step: 'REGION',
  statement: 'A share is in its image’s region; to share elsewhere, copy the image first and share the copy.',
  source: 'overview, image types, choice of an image',
  limit: null,
  check(facts) {
    const other = elsewhere(facts);
    return other.length === 0
      ? null
      : {
          message: `The image is in ${facts.image?.region.id}; it cannot be shared into ${list(other)}. Copy it there and share the copy.`,
          subjects: ids(other),
        };
  },
};

export const launchStaysInRegion: Rule<OnImage & NamesRegions> = {
  name: 'LAUNCH_STAYS_IN_REGION',
  step: 'REGION',
  statement: 'An image launches, and restores instances, only in its own region.',
  source: 'overview: copies become independent images in their regions',
  limit: null,
  check(facts) {
    const other = elsewhere(facts);
    return other.length === 0
      ? null
      : { message: `The image is in ${facts.image?.region.id}, not in ${list(other)}.`, subjects: ids(other) };
  },
};

export const regionsAvailable: Rule<TargetRegions> = {
  name: 'REGION_UNAVAILABLE',
  step: 'REGION',
  statement: 'A closed region takes no new image, copy or instance.',
  source: 'the list of regions: two of them are closed',
  limit: null,
  check({ into }) {
    const closed = into.filter(({ available }) => !available);
    return closed.length === 0
      ? null
      : { message: `Closed at present: ${list(closed)}. Nothing new can be put there.`, subjects: ids(closed) };
  },
};

export const copyGoesElsewhere: Rule<OnImage & NamesRegions> = {
  name: 'COPY_TO_SAME_REGION',
  step: 'REGION',
  statement: 'A copy goes to another region than its image’s.',
  source: 'overview: images are copied to other regions',
  limit: null,
  check({ image, regions }) {
    const same = image === null ? [] : regions.filter(({ id }) => id === image.region.id);
    return same.length === 0
      ? null
      : { message: `The image is in ${list(same)} already; a copy goes elsewhere.`, subjects: ids(same) };
  },
};

export const copySupported: Rule<OnImage & NamesRegions> = {
  name: 'COPY_REGION_UNSUPPORTED',
  step: 'REGION',
  statement: 'Both the image’s region and the copy’s must support image copy.',
  source: 'overview, choice of an image: Guangzhou, Beijing, Shanghai and Hong Kong',
  limit: null,
  check({ image, regions }) {
    const ends = image === null ? [] : [image.region, ...regions.filter(({ id }) => id !== image.region.id)];
    const unable = ends.filter(({ supportsImageCopy }) => !supportsImageCopy);
    return unable.length === 0 ? null : { message: `No image copy from or to ${list(unable)}.`, subjects: ids(unable) };
  },
};
