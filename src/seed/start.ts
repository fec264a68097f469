import type { AppDependencies } from '../store/appDependencies';
import { isEmpty, putCatalogue, seedCatalogue } from './catalogue';
import { newDemo, putDemo } from './demo';
import { knownAccounts, writeDemoFile, type DemoAccount } from './demoFile';

/**
 * Fills an empty database with the catalogue and, if requested, demo accounts. It is one transaction, in which the
 * tokens' file is written: a process that dies leaves no accounts whose tokens are lost. A database that has content is
 * left unchanged.
 *
 * @param file the file for the demo accounts' tokens; null for no demo
 * @returns the demo accounts whose tokens are valid in the database, new or from an earlier start
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
