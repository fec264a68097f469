import { useState, type FormEvent } from 'react';
import { Dialog } from '../dialog';
import { CopyImageDocument, type ImagePageFragment } from '../generated/operations';
import { imageAt } from '../place';
import { useSession } from '../session/session';
import { useWrite } from '../write';
import { Outcome } from './outcome';

/** Copies an image to other regions. Which of them can be copied to is data; the rest is for the rules to say. */
export function CopyDialog({ image, onClose }: { image: ImagePageFragment; onClose: () => void }) {
  const { regions } = useSession();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { send, again, running, answer, problem } = useWrite(CopyImageDocument);
  const result = answer?.copyImage;
  const choose = (id: string, on: boolean) => setChosen(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void send({ imageId: image.id, regionIds: [...chosen] });
  };
  return (
    <Dialog title={`Copy ${image.name}`} onClose={onClose}>
      <form onSubmit={onSubmit}>
        <fieldset>
          <legend>To these regions</legend>
          {regions
            .filter(({ id, supportsImageCopy }) => supportsImageCopy && id !== image.region.id)
            .map(({ id, name }) => (
              <label className="check" key={id}>
                <input
                  type="checkbox"
                  checked={chosen.includes(id)}
                  onChange={(event) => choose(id, event.target.checked)}
                />
                {name}
              </label>
            ))}
        </fieldset>
        <p className="hint">
          A copy is free of charge and an image of its own, shared with nobody. One call is one operation of the day in{' '}
          {image.region.name}, however many regions it names.
        </p>
        <Outcome answer={result} problem={problem} onAgain={again}>
          {result?.__typename === 'CopyImagePayload' && (
            <div className="box done">
              <p>Copied:</p>
              <ul>
                {result.images.map(({ id, name, region }) => (
                  <li key={id}>
                    <a href={imageAt(id)}>{name}</a> in {region.name}
                  </li>
                ))}
              </ul>
            </div>
          )}
        </Outcome>
        <p className="buttons">
          <button type="submit" className="primary" disabled={running || chosen.length === 0}>
            Copy
          </button>
        </p>
      </form>
    </Dialog>
  );
}
