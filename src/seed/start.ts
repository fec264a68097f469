import type { AppDependencies } from '../store/appDependencies';
import { isEmpty, putCatalogue, seedCatalogue } from './catalogue';
import { newDemo, putDemo } from './demo';
import { knownAccounts, writeDemoFile, type DemoAccount } from './demoFile';

/**
 * Fills an empty database: the catalogue always, demo accounts where they are wanted. All of it is one transaction, in
 * which the tokens' file is written: a process that dies leaves no accounts whose tokens nobody has. A database that
 * has content is left as it is.
 *
 * @param file where the demo accounts' tokens are kept; null where no demo is wanted
 * @returns the demo accounts whose tokens the database knows, new or from an earlier start
 */
export async function fillIfEmpty(
  { store, clock, prices, dayOffset }: AppDependencies,
  file: string | null,
): Promise<DemoAccount[]> {
  if (file === null) {
    await seedCatalogue(store);
    return [];
  }
  const now = clock();
  const made = newDemo(now);
  const filled = await store.write(async (inside) => {
    await inside.lockExclusively();
    if (!(await isEmpty(inside))) return false;
    await putCatalogue(inside);
    await putDemo(inside, made, prices, now, dayOffset);
    writeDemoFile(file, made.demo);
    return true;
  });
  return filled ? made.demo : knownAccounts(store, file, now);
}
