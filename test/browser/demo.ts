import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AppDependencies } from '../../src/store/appDependencies';
import type { DemoAccount } from '../../src/seed/demo';
import { fillIfEmpty } from '../../src/seed/start';
import { readEnvironment } from '../../src/config/environment';
import { monotonicClock } from '../../src/store/ledger';
import { openStore } from '../../src/database/open';

/** The database that `npm start` creates in an empty folder: the catalogue and the demo accounts with their images. */
export interface Demo {
  dependencies: AppDependencies;
  accounts: DemoAccount[];
  close: () => Promise<void>;
}

/** Fills a new database; `close` removes it. */
export async function openDemo(): Promise<Demo> {
  const folder = mkdtempSync(path.join(tmpdir(), 'image-registry-browser-'));
  const store = await openStore({ file: path.join(folder, 'registry.sqlite') });
  // Starts at noon, so that no day ends while a test counts its operations.
  const ahead = new Date().setUTCHours(12, 0, 0, 0) - Date.now();
  const clock = monotonicClock();
  const dependencies = { store, clock: () => clock() + ahead, prices: readEnvironment({}).prices };
  const accounts = await fillIfEmpty(dependencies, path.join(folder, 'demo-accounts.json'));
  const close = async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  };
  return { dependencies, accounts, close };
}
