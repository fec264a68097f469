import { run } from './program';
import { databaseSettings, readDatabase } from '../config/baseSettings';
import { demoFileOf } from '../seed/demoFile';
import { backup, checkIsNotOwn, checkTarget, databaseFiles } from '../store/backup';
import { openExisting } from '../database/open';

const USAGE = {
  call: 'npm run backup -- <file> [--force]',
  does: 'Writes everything in the database to a file, as it is in one moment, while the service goes on. The database is neither made nor migrated.',
  options: { force: 'overwrites the file, and a partial one that a backup left which was cut off' },
  takes: [1, 1] as [number, number],
  settings: Object.keys(databaseSettings),
};

run(USAGE, async ({ words, has }) => {
  const [file] = words as [string];
  const database = readDatabase(process.env);
  checkIsNotOwn(file, ['file' in database ? databaseFiles(database.file) : [], demoFileOf(database)].flat());
  checkTarget(file, has('force'));
  const store = await openExisting(database);
  const rows = await backup(store, file, has('force'));
  await store.close();
  console.log(`${rows} rows are in ${file}.`);
});
