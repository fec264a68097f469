import type { ReasonFragment, RefusalFragment } from './generated/operations';
import { minute } from './words';

/** A refusal in words: the service's own sentence, the numbers, when it starts again, and what else would refuse. */
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
  const { rule, limit, used, resetsAt } = reason;
  return (
    <p className="numbers">
      <code>{rule}</code>
      {limit !== null && (
        <span>
          {used ?? 0} of {limit} used
        </span>
      )}
      {resetsAt !== null && <span>starts again {minute(resetsAt)}</span>}
    </p>
  );
}
