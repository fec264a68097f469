import type { ReasonFragment, RefusalFragment } from './generated/operations';
import { minute } from './words';

/** A refusal in words: the service's own sentence, its numbers, whom it is about, and what else would refuse. */
export function Refusal({ denied }: { denied: RefusalFragment }) {
  return (
    <div className="box refusal">
      <p>
        <strong>Refused.</strong> {denied.message}
      </p>
      <Numbers reason={denied} />
      {denied.also.length > 0 && (
        <>
          <p>Beside that:</p>
          <ul>
            {denied.also.map((other) => (
              <li key={other.rule}>
                {other.message}
                <Numbers reason={other} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Numbers({ reason }: { reason: ReasonFragment }) {
  const { rule, limit, used, resetsAt, subjects } = reason;
  return (
    <p className="numbers">
      <code>{rule}</code>
      {limit !== null && (
        <span>
          {used ?? 0} of {limit} used
        </span>
      )}
      {subjects.length > 0 && <span>about {subjects.join(', ')}</span>}
      {resetsAt !== null && <span>starts again {minute(resetsAt)}</span>}
    </p>
  );
}
