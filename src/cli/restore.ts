import { run } from './program';
import { databaseSettings, readDatabase } from '../config/baseSettings';
import { restore } from '../store/backup';
import { checkHead } from '../store/backupFile';
import { openStore } from '../database/open';
import { OperatorError } from '../database/operatorError';
import { verify } from '../store/verify';

const USAGE = {
  call: 'npm run restore -- <file>',
  does: 'Puts a backup into an empty database, of either kind, and verifies it. A database that is not there is made; one that holds anything is refused.',
  takes: [1, 1] as [number, number],
  settings: Object.keys(databaseSettings),
};

run(USAGE, async ({ words }) => {
  const [file] = words as [string];
  const settings = readDatabase(process.env);
  // Checked before the database is created, which would be left empty by a file that is not a backup.
  await checkHead(file);
  const store = await openStore(settings);
  const rows = await restore(store, file);
  const { faults } = await verify(store);
  await store.close();
  console.log(`${rows} rows were restored.`);
  if (faults.length > 0) throw new OperatorError(faults.join('\n'));
});
