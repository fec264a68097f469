import type { ImagePageFragment } from '../generated/operations';
import { day, many } from '../words';

/** Whom it touches when an image goes: who holds a share of it, and what runs from it. */
export function Impact({ impact }: { impact: NonNullable<ImagePageFragment['impact']> }) {
  const { copies, runningInstances, byAccount } = impact;
  return (
    <section aria-label="What it touches">
      <p>
        {many(runningInstances, 'running instance')} and {many(copies, 'image')} copied from it go on as they are.
      </p>
      {byAccount.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Holds a share</th>
              <th scope="col">Runs</th>
            </tr>
          </thead>
          <tbody>
            {byAccount.map(({ account, sharedAt, runningInstances: running }) => (
              <tr key={account.id}>
                <th scope="row">{account.name}</th>
                <td>{sharedAt === null ? 'no' : `since ${day(sharedAt)}`}</td>
                <td>{many(running, 'instance')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
