import type { Image } from '../entities/image';
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
    baseImageId: null,
    listed: isListed(values, true),
    reviewReason: '',
    hourlyPrice: 0,
    goneAt: null,
    ...values,
  };
}
