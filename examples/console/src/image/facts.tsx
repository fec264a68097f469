import type { ReactNode } from 'react';
import type { ImagePageFragment } from '../generated/operations';
import { imageAt } from '../place';
import { ARCHITECTURES, day, hourly, many, ORIGINS, OS_FAMILIES, REVIEW_STATES, STATES } from '../words';

/** Everything there is to know of an image. What is null is the owner’s to know, and is left out for others. */
export function Facts({ image }: { image: ImagePageFragment }) {
  const { copiedFrom, baseImage, impact, sharedAt } = image;
  const rows: [name: string, value: ReactNode][] = [
    ['Description', image.description],
    ['State', STATES[image.state]],
    ['Region', image.region.name],
    ['Owner', image.owner.name],
    ['System', `${OS_FAMILIES[image.osFamily]}, ${image.platform}`],
    ['Architecture', ARCHITECTURES[image.architecture]],
    ['Size', `${image.sizeGb} GB`],
    ['Image fee', hourly(image.hourlyFee)],
    ['Review', REVIEW_STATES[image.reviewState]],
    ['Origin', ORIGINS[image.origin]],
    ['Copied from', copiedFrom && <Ancestor image={copiedFrom} />],
    ['Base image', baseImage && <Ancestor image={baseImage} />],
    ['Created', day(image.createdAt)],
    ['Shared with you', sharedAt === null ? null : `since ${day(sharedAt)}`],
    ['Shared with', image.shareCount === null ? null : many(image.shareCount, 'account')],
    [
      'In use',
      impact && `${many(impact.runningInstances, 'instance')}, ${many(impact.copies, 'image')} copied from it`,
    ],
    ['Id', <code key="id">{image.id}</code>],
  ];
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Ancestor({ image }: { image: NonNullable<ImagePageFragment['copiedFrom']> }) {
  return (
    <>
      <a href={imageAt(image.id)}>{image.name}</a> in {image.region.name}
    </>
  );
}
