import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import type { RefusalFragment } from '../generated/operations';
import { ProblemBox } from '../problem';
import { Refusal } from '../refusal';
import { useSession } from '../session/session';

interface Props {
  /** The mutation's answer, whatever it is; null while there is none. */
  answer: RefusalFragment | { __typename: string } | null | undefined;
  problem: CombinedError | null;
  onAgain: () => void;
  /** What is said of an answer that is no refusal. */
  children?: ReactNode;
}

/**
 * How a write ended: refused, not answered, or done. It is there from the start and empty, so that what appears in it
 * is read out.
 */
export function Outcome({ answer, problem, onAgain, children }: Props) {
  const { api } = useSession();
  return (
    <div className="outcome" role="status">
      {answer && 'rule' in answer && <Refusal denied={answer} />}
      {answer && !('rule' in answer) && children}
      {problem && (
        <>
          <ProblemBox error={problem} api={api} onAgain={onAgain} />
          {problem.networkError && (
            <p className="hint">
              It may have been done all the same. To try again is safe: it is done and counted once.
            </p>
          )}
        </>
      )}
    </div>
  );
}
