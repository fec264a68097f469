import { useId } from 'react';
import type { ImagePageFragment, MayFragment } from '../generated/operations';

const WORDS = {
  launch: 'Launch',
  share: 'Share',
  copy: 'Copy',
  update: 'Rename',
  delete: 'Delete',
  leave: 'Leave',
};

export type Action = keyof typeof WORDS;
const ACTIONS: Action[] = ['launch', 'share', 'copy', 'update', 'delete', 'leave'];

interface Props {
  may: ImagePageFragment['viewerCan'];
  onAction: (action: Action) => void;
}

/**
 * A button for each thing that can be done with an image. Whether it may be done the service has judged, by the rules
 * that guard the mutation itself; where not, its reason stands under the buttons it is about.
 */
export function Actions({ may, onAction }: Props) {
  const allowed = ACTIONS.filter((action) => permissionTo(action, may).allowed);
  const reasons = Map.groupBy(
    ACTIONS.filter((action) => !allowed.includes(action)),
    (action) => permissionTo(action, may).denied?.message ?? 'Sign in to do this.',
  );
  return (
    <section className="actions" aria-label="What can be done with it">
      {allowed.length > 0 && (
        <div>
          {allowed.map((action) => (
            <button
              key={action}
              type="button"
              className={action === 'launch' ? 'primary' : ''}
              onClick={() => onAction(action)}
            >
              {WORDS[action]}
            </button>
          ))}
        </div>
      )}
      {[...reasons].map(([reason, actions]) => (
        <Refused key={reason} actions={actions} reason={reason} />
      ))}
    </section>
  );
}

/** The dialog that shares also takes shares back, so either right opens it. */
function permissionTo(action: Action, may: Props['may']): MayFragment {
  return action === 'share' && may.unshare.allowed ? may.unshare : may[action];
}

/** Buttons that do nothing now. They can still be reached, so that who hears the page comes by the reason too. */
function Refused({ actions, reason }: { actions: readonly Action[]; reason: string }) {
  const id = useId();
  return (
    <div>
      {actions.map((action) => (
        <button key={action} type="button" aria-disabled aria-describedby={id}>
          {WORDS[action]}
        </button>
      ))}
      <p id={id}>{reason}</p>
    </div>
  );
}
