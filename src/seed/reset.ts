import { AccessToken } from '../entities/accessToken';
import { Account } from '../entities/account';
import type { AppDependencies } from '../store/appDependencies';
import type { Store } from '../database/database';
import { emptyTables } from '../database/empty';
import { appendEvents } from '../store/events/append';
import { OperatorError } from '../database/operatorError';
import { hashSecret } from '../store/accessTokens';
import { PLATFORM, putCatalogue } from './catalogue';
import { demoImages, newDemo, putDemo } from './demo';
import { readDemoFile, writeDemoFile, type DemoAccount } from './demoFile';

/**
 * Starts a demo over: deletes everything in the database, and inserts the catalogue and the demo accounts again, with
 * the tokens they had. It is one transaction, so a running server continues with the new demo, and its subscribers get
 * an event for each of the demo's images.
 *
 * @param file the file with the demo accounts' tokens
 * @param force whether accounts beyond the demo's may be deleted too
 * @throws {OperatorError} where the database is not a demo, or has accounts beyond the demo's
 */
export async function resetDemo(
  { store, clock, prices, dayOffset }: AppDependencies,
  file: string,
  force: boolean,
): Promise<void> {
  const now = clock();
  const made = newDemo(now, await issuedHere(store, readDemoFile(file)));
  await store.write(async (inside) => {
    await inside.lockExclusively();
    await checkDemo(
      inside,
      made.demo.map(({ id }) => id),
      force,
    );
    const takeOutOldEvents = await emptyTables(inside);
    await putCatalogue(inside);
    await putDemo(inside, made, prices, now, dayOffset);
    await appendEvents(
      inside,
      now,
      demoImages(now).map(({ id }) => ({ change: 'UPDATED', imageId: id })),
    );
    await takeOutOldEvents();
    writeDemoFile(file, made.demo);
  });
}

/** Returns the accounts whose tokens this database issued, revoked ones too; the file may belong to another one. */
async function issuedHere(store: Store, accounts: readonly DemoAccount[]): Promise<DemoAccount[]> {
  const rows = await store.read((manager) => manager.find(AccessToken, { select: { secretHash: true } }));
  const hashes = new Set(rows.map(({ secretHash }) => secretHash));
  return accounts.filter(({ token }) => hashes.has(hashSecret(token.split('_')[2] ?? '')));
}

async function checkDemo(store: Store, demoIds: readonly string[], force: boolean): Promise<void> {
  const rows = await store.read((manager) => manager.find(Account, { select: { id: true } }));
  const ids = rows.map(({ id }) => id);
  if (!demoIds.every((id) => ids.includes(id))) {
    throw new OperatorError(
      'The database has no demo accounts, so there is no demo to start over; name one in DATABASE_URL, or make one by `npm start` with a new file.',
    );
  }
  const others = ids.filter((id) => id !== PLATFORM.id && !demoIds.includes(id));
  if (others.length > 0 && !force) {
    throw new OperatorError(
      `The database has ${others.length} accounts beyond the demo's, and all that is theirs would go; back it up, and say --force to start over all the same.`,
    );
  }
}
