import { useEffect, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { ImageDocument, type ImagePageFragment } from '../generated/operations';
import { Badge } from '../images/imageTable';
import { listAt } from '../place';
import { ProblemBox } from '../problem';
import { Quota } from '../session/quota';
import { useSession } from '../session/session';
import { Actions, type Action } from './actions';
import { CopyDialog } from './copy';
import { Facts } from './facts';
import { LaunchDialog } from './launch';
import { DeleteDialog, LeaveDialog } from './remove';
import { RenameDialog } from './rename';
import { ShareDialog } from './share';

/** An image: what it is, what the viewer may do with it, and the dialogs to do it. */
export function ImagePage({ id }: { id: string }) {
  const { api } = useSession();
  const [{ data, error }, ask] = useQuery({
    query: ImageDocument,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const image = data?.image;
  useEffect(() => {
    document.title = image?.name ?? 'Image';
  }, [image?.name]);

  if (error) return <ProblemBox error={error} api={api} onAgain={() => ask({ requestPolicy: 'network-only' })} />;
  if (data === undefined) return <p className="loading">Loading…</p>;
  if (!image) {
    return (
      <div className="box empty">
        <h1>No such image</h1>
        <p>There is no image {id}, or none that this account may see.</p>
        <a href={listAt('')}>Show all images</a>
      </div>
    );
  }
  return <Shown image={image} />;
}

function Shown({ image }: { image: ImagePageFragment }) {
  const { viewer } = useSession();
  const [open, setOpen] = useState<Action | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever came by a link starts reading here.
  useEffect(() => heading.current?.focus(), []);
  const close = () => setOpen(null);
  return (
    <article className="image">
      <p className="trail">
        <a href={listAt(new URLSearchParams({ region: image.region.id }).toString())}>Images in {image.region.name}</a>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {image.name} <Badge type={image.type} />
      </h1>
      {image.warnings.map(({ code, message }) => (
        <p className="box warning" key={code}>
          {message}
        </p>
      ))}
      <div className="columns">
        <Facts image={image} />
        <aside>
          <Actions may={image.viewerCan} onAction={setOpen} />
          {viewer !== null && image.type === 'CUSTOM' && <Quota regionId={image.region.id} />}
        </aside>
      </div>
      {open === 'launch' && <LaunchDialog image={image} onClose={close} />}
      {open === 'share' && <ShareDialog image={image} onClose={close} />}
      {open === 'copy' && <CopyDialog image={image} onClose={close} />}
      {open === 'update' && <RenameDialog image={image} onClose={close} />}
      {open === 'delete' && <DeleteDialog image={image} onClose={close} />}
      {open === 'leave' && <LeaveDialog image={image} onClose={close} />}
    </article>
  );
}
