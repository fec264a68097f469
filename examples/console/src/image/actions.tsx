import { useId } from 'react';
import type { ImagePageFragment, MayFragment } from '../generated/operations';

export type Action = 'launch' | 'share' | 'copy' | 'update' | 'delete' | 'leave';

const ACTIONS: [action: Action, word: string][] = [
  ['launch', 'Launch'],
  ['share', 'Share'],
  ['copy', 'Copy'],
  ['update', 'Rename'],
  ['delete', 'Delete'],
  ['leave', 'Leave'],
];

interface Props {
  may: ImagePageFragment['viewerCan'];
  onAction: (action: Action) => void;
}

/**
 * A button for each thing that can be done with an image. Whether it may be done the service has judged, by the rules
 * that guard the mutation itself; where not, its reason stands beside the button. Such a button can still be reached,
 * so that who hears the page comes by the reason too.
 */
export function Actions({ may, onAction }: Props) {
  return (
    <section className="actions" aria-label="What can be done with it">
      {ACTIONS.map(([action, word]) => (
        <ActionButton
          key={action}
          word={word}
          permission={action === 'share' ? sharing(may) : may[action]}
          onAction={() => onAction(action)}
        />
      ))}
    </section>
  );
}

/** The dialog that shares also takes shares back, so either right opens it. */
const sharing = ({ share, unshare }: Props['may']) => (unshare.allowed ? unshare : share);

function ActionButton(props: { word: string; permission: MayFragment; onAction: () => void }) {
  const { word, permission, onAction } = props;
  const reason = useId();
  if (permission.allowed) {
    return (
      <button type="button" onClick={onAction}>
        {word}
      </button>
    );
  }
  return (
    <div className="action">
      <button type="button" aria-disabled aria-describedby={reason}>
        {word}
      </button>
      <p id={reason}>{permission.denied?.message ?? 'Sign in to do this.'}</p>
    </div>
  );
}
