import { useState, type FormEvent } from 'react';
import { Dialog } from '../dialog';
import { UpdateImageDocument, type ImagePageFragment } from '../generated/operations';
import { useSession } from '../session/session';
import { useWrite } from '../write';
import { Outcome } from './outcome';

/** Renames and describes an image. */
export function RenameDialog({ image, onClose }: { image: ImagePageFragment; onClose: () => void }) {
  const { announce } = useSession();
  const [name, setName] = useState(image.name);
  const [description, setDescription] = useState(image.description);
  const { send, again, running, answer, problem } = useWrite(UpdateImageDocument);

  const submit = async () => {
    const done = await send({ imageId: image.id, name, description });
    if (done?.updateImage?.__typename !== 'UpdateImagePayload') return;
    announce(`It is called ${done.updateImage.image.name} now.`);
    onClose();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <Dialog title={`Rename ${image.name}`} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <label>
          Name
          <input required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          Description
          <textarea
            rows={3}
            maxLength={256}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        </label>
        <Outcome answer={answer?.updateImage} problem={problem} onAgain={again} />
        <p className="buttons">
          <button type="submit" className="primary" disabled={running}>
            Rename
          </button>
          <span className="hint">One operation of the day.</span>
        </p>
      </form>
    </Dialog>
  );
}
