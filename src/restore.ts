import { readEnvironment } from './server/environment';
import { restore } from './store/backup';
import { openStore } from './store/open';
import { verify } from './store/verify';

/** `npm run restore -- <file>`: puts a backup into an empty database, of either kind, and verifies it. */
async function main(): Promise<void> {
  const file = process.argv[2];
  if (file === undefined) throw new Error('Usage: npm run restore -- <file>');
  const store = await openStore(readEnvironment(process.env).database);
  const rows = await restore(store, file);
  const { faults } = await verify(store);
  await store.close();
  console.log(`${rows} rows were restored.`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
