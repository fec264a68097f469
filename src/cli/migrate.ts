import { run } from './program';
import { databaseSettings, readDatabase } from '../config/baseSettings';
import { openStore } from '../database/open';

const USAGE = {
  call: 'npm run migrate',
  does: "Brings the database's tables up to date, and makes them where there are none. A start does the same by itself.",
  takes: [0, 0] as [number, number],
  settings: Object.keys(databaseSettings),
};

run(USAGE, async () => {
  const store = await openStore(readDatabase(process.env));
  await store.close();
  console.log('The database is up to date.');
});
