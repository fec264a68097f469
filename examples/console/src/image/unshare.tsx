import { useState, type FormEvent } from 'react';
import { UnshareImageDocument, type ImagePageFragment } from '../generated/operations';
import { day, many } from '../words';
import { useWrite } from '../write';
import { Outcome } from './outcome';

/** Who has an image, and taking it back: from several accounts in one call, for one call is one operation of the day. */
export function Unshare({ image }: { image: ImagePageFragment }) {
  const shares = image.shares ?? [];
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const { send, again, running, answer, problem } = useWrite(UnshareImageDocument);
  const result = answer?.unshareImage;
  // A share may be gone since it was ticked.
  const chosen = ticked.filter((id) => shares.some(({ account }) => account.id === id));
  const tick = (id: string, on: boolean) => setTicked(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  const instancesOf = (id: string) =>
    image.impact?.byAccount.find(({ account }) => account.id === id)?.runningInstances ?? 0;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void send({ imageId: image.id, accountIds: [...chosen] });
  };
  return (
    <form onSubmit={onSubmit}>
      <fieldset>
        <legend>Who has it</legend>
        {shares.length === 0 && <p className="hint">Nobody but the owner.</p>}
        {shares.map(({ id, account, createdAt }) => (
          <label className="check" key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(account.id)}
              onChange={(event) => tick(account.id, event.target.checked)}
            />
            <span>
              {account.name} <code>{account.id}</code>{' '}
              <small>
                since {day(createdAt)}, runs {many(instancesOf(account.id), 'instance')}
              </small>
            </span>
          </label>
        ))}
      </fieldset>
      <Outcome answer={result} problem={problem} onAgain={again}>
        {result?.__typename === 'UnshareImagePayload' && (
          <p className="box done">Taken back from {many(result.accountIds.length, 'account')}. What runs, runs on.</p>
        )}
      </Outcome>
      {shares.length > 0 && (
        <p className="buttons">
          <button type="submit" className="danger" disabled={running || chosen.length === 0}>
            Unshare {chosen.length > 0 && many(chosen.length, 'account')}
          </button>
        </p>
      )}
    </form>
  );
}
