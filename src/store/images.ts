import type { Image } from '../entities/image';
import { sourcesThrough } from '../policy/lineage';
import { isListed } from '../policy/visibility';
import { newId } from './ids';
import { foldCase } from './text';

type Given = Pick<
  Image,
  | 'kind'
  | 'name'
  | 'regionId'
  | 'ownerId'
  | 'osFamily'
  | 'platform'
  | 'architecture'
  | 'sizeGb'
  | 'origin'
  | 'reviewState'
  | 'createdAt'
>;

/** A new image row: what is given, and what follows from it or is the same for most. */
export function newImage(values: Given & Partial<Image>): Image {
  return {
    id: newId('img'),
    nameKey: foldCase(values.name),
    platformKey: foldCase(values.platform),
    description: '',
    state: 'AVAILABLE',
    copiedFromId: null,
    madeFromId: null,
    unreviewedSources: '[]',
    baseImageId: null,
    listed: isListed(values, true),
    reviewReason: '',
    hourlyPrice: 0,
    deletedAt: null,
    ...values,
  };
}

type LineageRow = Pick<Image, 'ownerId' | 'reviewState' | 'unreviewedSources'>;

const NONE: readonly string[] = [];

/**
 * Returns the accounts that a row names; nearly all name none. A payload that was kept for replays before the column
 * was there has no text.
 */
export const sourcesOf = ({ unreviewedSources }: { unreviewedSources?: string }): readonly string[] =>
  unreviewedSources === undefined || unreviewedSources === '[]' ? NONE : (JSON.parse(unreviewedSources) as string[]);

/** Returns the column of an image of the owner that is made of another. */
export const sourcesColumn = (parent: LineageRow, ownerId: string): string =>
  JSON.stringify(sourcesThrough({ ...parent, unreviewedSources: sourcesOf(parent) }, ownerId));
