import { readEnvironment } from './server/environment';
import { openStore } from './store/open';

/** `npm run migrate`: brings the database's tables up to date; a start does the same by itself. */
async function main(): Promise<void> {
  const store = await openStore(readEnvironment(process.env).database);
  await store.close();
  console.log('The database is up to date.');
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
