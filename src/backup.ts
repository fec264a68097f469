import { readEnvironment } from './server/environment';
import { backup } from './store/backup';
import { openStore } from './store/open';

/** `npm run backup -- <file>`: writes everything to a file while the service goes on. */
async function main(): Promise<void> {
  const file = process.argv[2];
  if (file === undefined) throw new Error('Usage: npm run backup -- <file>');
  const store = await openStore(readEnvironment(process.env).database);
  const rows = await backup(store, file);
  await store.close();
  console.log(`${rows} rows are in ${file}.`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
