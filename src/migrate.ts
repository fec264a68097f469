import { readEnvironment } from './server/environment';
import { Store } from './store/database';

/** `npm run migrate`: brings the database's tables up to date; a start does the same by itself. */
async function main(): Promise<void> {
  const { databaseFile } = readEnvironment(process.env);
  const store = await Store.open(databaseFile);
  await store.close();
  console.log(`${databaseFile} is up to date.`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
