import { Dialog } from '../dialog';
import { DeleteImageDocument, LeaveImageDocument, type ImagePageFragment } from '../generated/operations';
import { goTo, listAt } from '../place';
import { useSession } from '../session/session';
import { useWrite } from '../write';
import { Impact } from './impact';
import { Outcome } from './outcome';

interface Props {
  image: ImagePageFragment;
  onClose: () => void;
}

/** Afterwards there is no page of the image any more; the list of its region says what became of it. */
function useGone({ region }: ImagePageFragment): (sentence: string) => void {
  const { announce } = useSession();
  return (sentence) => {
    goTo(listAt(new URLSearchParams({ region: region.id }).toString()));
    announce(sentence);
  };
}

/** Deletes an image, after showing whom that touches. */
export function DeleteDialog({ image, onClose }: Props) {
  const gone = useGone(image);
  const { send, again, running, answer, problem } = useWrite(DeleteImageDocument);
  const submit = async () => {
    const done = await send({ imageId: image.id });
    if (done?.deleteImage?.__typename === 'DeleteImagePayload') gone(`${image.name} was deleted.`);
  };
  return (
    <Dialog title={`Delete ${image.name}?`} onClose={onClose}>
      {image.impact && <Impact impact={image.impact} />}
      <Outcome answer={answer?.deleteImage} problem={problem} onAgain={again} />
      <p className="buttons">
        <button type="button" className="danger" disabled={running} onClick={() => void submit()}>
          Delete for good
        </button>
        <span className="hint">One operation of the day.</span>
      </p>
    </Dialog>
  );
}

/** Gives up the viewer's share of an image. */
export function LeaveDialog({ image, onClose }: Props) {
  const gone = useGone(image);
  const { send, again, running, answer, problem } = useWrite(LeaveImageDocument);
  const submit = async () => {
    const done = await send({ imageId: image.id });
    if (done?.leaveImage?.__typename === 'LeaveImagePayload') gone(`${image.name} is no longer shared with you.`);
  };
  return (
    <Dialog title={`Leave ${image.name}?`} onClose={onClose}>
      <p>
        You will no longer see it or launch it; {image.owner.name} would have to share it again. Your instances of it go
        on. This counts to nobody’s day.
      </p>
      <Outcome answer={answer?.leaveImage} problem={problem} onAgain={again} />
      <p className="buttons">
        <button type="button" className="danger" disabled={running} onClick={() => void submit()}>
          Leave
        </button>
      </p>
    </Dialog>
  );
}
