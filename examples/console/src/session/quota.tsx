import { useQuery } from 'urql';
import { QuotaDocument, type LeftFragment } from '../generated/operations';
import { minute } from '../words';

/** What is left of an account's limits in a region. A write makes it ask again, wherever it is shown. */
export function Quota({ regionId }: { regionId: string }) {
  const [{ data }] = useQuery({ query: QuotaDocument, variables: { regionId }, requestPolicy: 'cache-and-network' });
  if (!data?.viewer) return null;
  const { region, images, operationsToday } = data.viewer.quota;
  return (
    <section className="quota" aria-label={`What is left in ${region.name}`}>
      <Meter label="Custom images here" left={images} />
      <Meter label="Operations today" left={operationsToday} />
      {operationsToday.resetsAt !== null && (
        <p className="hint">The day starts again {minute(operationsToday.resetsAt)}.</p>
      )}
    </section>
  );
}

/** A limit and how much of it is used, as a bar and in numbers. */
export function Meter({ label, left }: { label: string; left: Pick<LeftFragment, 'limit' | 'used' | 'remaining'> }) {
  const { limit, used, remaining } = left;
  return (
    <div className={remaining === 0 ? 'meter full' : 'meter'}>
      <span>{label}</span>
      <meter aria-label={label} min={0} max={Math.max(limit, 1)} value={Math.min(used, limit)} />
      <span>
        {used} of {limit} used, {remaining} left
      </span>
    </div>
  );
}
