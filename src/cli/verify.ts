import { run } from './program';
import { databaseSettings, readDatabase } from '../config/baseSettings';
import { openExisting } from '../database/open';
import { OperatorError } from '../database/operatorError';
import { plural } from '../policy/rules/words';
import { verify } from '../store/verify';

const USAGE = {
  call: 'npm run verify',
  does: 'Checks every ledger against its hashes and recounts every limit, and exits with 1 where something is wrong. The database is neither made nor migrated.',
  takes: [0, 0] as [number, number],
  settings: Object.keys(databaseSettings),
};

run(USAGE, async () => {
  const store = await openExisting(readDatabase(process.env));
  const { ledgers, entries, faults } = await verify(store);
  await store.close();
  const inAll = `${plural(ledgers, 'ledger')} with ${entries === 1 ? '1 entry' : `${entries} entries`}`;
  console.log(`${inAll}; ${plural(faults.length, 'fault')}.`);
  if (faults.length > 0) throw new OperatorError(faults.join('\n'));
});
