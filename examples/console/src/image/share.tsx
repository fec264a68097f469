import { useId, useState, type FormEvent } from 'react';
import { useQuery } from 'urql';
import { Dialog } from '../dialog';
import { QuotaDocument, ShareImageDocument, type ImagePageFragment } from '../generated/operations';
import { Refusal } from '../refusal';
import { Meter, Quota } from '../session/quota';
import { many } from '../words';
import { useWrite } from '../write';
import { useCheck } from './check';
import { Outcome } from './outcome';
import { Unshare } from './unshare';

/** Shares an image and takes shares back, with what is left of the limits beside it. */
export function ShareDialog({ image, onClose }: { image: ImagePageFragment; onClose: () => void }) {
  return (
    <Dialog title={`Share ${image.name}`} onClose={onClose}>
      <div className="columns">
        <div>
          <Share image={image} />
          <Unshare image={image} />
        </div>
        <aside>
          <Quota regionId={image.region.id} />
          <Places image={image} />
        </aside>
      </div>
    </Dialog>
  );
}

function Share({ image }: { image: ImagePageFragment }) {
  const [text, setText] = useState('');
  const [sent, setSent] = useState<string | null>(null);
  const hint = useId();
  const accounts = text.split(/[\s,]+/).filter((id) => id !== '');
  // An answer is about what was sent; once something else is typed, what the rules say to that matters.
  const answered = text === sent;
  const check = useCheck(image.id, answered ? '' : accounts.join(' '));
  const { send, again, running, answer, problem } = useWrite(ShareImageDocument);
  const result = answer?.shareImage;

  const submit = async () => {
    setSent(text);
    const done = await send({ imageId: image.id, accountIds: accounts });
    if (done?.shareImage?.__typename !== 'ShareImagePayload') return;
    setText('');
    setSent('');
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <form onSubmit={onSubmit}>
      <label>
        Accounts to share it with
        <input
          value={text}
          spellCheck={false}
          autoComplete="off"
          placeholder="acc-…"
          aria-describedby={hint}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <p className="hint" id={hint}>
        Ids of root accounts, separated by spaces or commas. They may launch it in {image.region.name}, and nothing
        else.
      </p>
      <div className="check-result" role="status">
        {check?.__typename === 'Allowed' && (
          <p className="box allowed">
            Nothing refuses. Sharing with {many(accounts.length, 'account')} is one operation of the day.
          </p>
        )}
        {check?.__typename === 'Denied' && <Refusal denied={check} />}
      </div>
      <Outcome answer={answered ? result : null} problem={answered ? problem : null} onAgain={again}>
        {result?.__typename === 'ShareImagePayload' && (
          <p className="box done">Shared with {result.shares.map(({ account }) => account.name).join(', ')}.</p>
        )}
      </Outcome>
      <p className="buttons">
        <button type="submit" className="primary" disabled={running || accounts.length === 0}>
          Share
        </button>
      </p>
    </form>
  );
}

/** How many of the accounts an image may be shared with have it. */
function Places({ image }: { image: ImagePageFragment }) {
  const [{ data }] = useQuery({ query: QuotaDocument, variables: { regionId: image.region.id } });
  if (!data?.viewer || image.shareCount === null) return null;
  const limit = data.viewer.limits.sharesPerImage;
  const used = image.shareCount;
  return <Meter label="Accounts that have it" left={{ limit, used, remaining: Math.max(0, limit - used) }} />;
}
