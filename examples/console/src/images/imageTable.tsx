import type { ImageRowFragment } from '../generated/operations';
import { imageAt } from '../place';
import { ARCHITECTURES, day, hourly, STATES, TYPES } from '../words';

/** Images in rows; on a narrow screen each row becomes a card, for which every cell names its column. */
export function ImageTable({ images, busy }: { images: readonly ImageRowFragment[]; busy: boolean }) {
  return (
    <table className="images" aria-busy={busy}>
      <thead>
        <tr>
          {['Name', 'Type', 'Platform', 'Region', 'Owner', 'Image fee', 'Created'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {images.map((image) => (
          <Row key={image.id} image={image} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ image }: { image: ImageRowFragment }) {
  return (
    <tr>
      <th scope="row">
        <a href={imageAt(image.id)}>{image.name}</a>
        {image.state !== 'AVAILABLE' && <span className="state">{STATES[image.state]}</span>}
      </th>
      <td data-column="Type">
        <Badge type={image.type} />
      </td>
      <td data-column="Platform">
        {image.platform} <small>{ARCHITECTURES[image.architecture]}</small>
      </td>
      <td data-column="Region">{image.region.name}</td>
      <td data-column="Owner">{image.owner.name}</td>
      <td data-column="Image fee">{hourly(image.hourlyFee)}</td>
      <td data-column="Created">{day(image.createdAt)}</td>
    </tr>
  );
}

/** An image's type, as its viewer sees it. */
export function Badge({ type }: { type: ImageRowFragment['type'] }) {
  return <span className={`badge ${type.toLowerCase()}`}>{TYPES[type]}</span>;
}
