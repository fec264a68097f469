import { run } from './program';
import { resetDemo } from '../seed/reset';
import { databaseSettings, demoSettings, readDemo } from '../config/baseSettings';
import { monotonicClock } from '../store/ledger';
import { openExisting } from '../database/open';
import { OperatorError } from '../database/operatorError';

const USAGE = {
  call: 'npm run demo:reset [-- --force]',
  does: 'Starts the demo over: all that its database holds goes, and the demo accounts are there as on the first day, with the tokens they had. A service may run on it meanwhile. In production, and for a database without demo accounts, it is refused.',
  options: { force: "also where there are accounts beyond the demo's, which go too" },
  takes: [0, 0] as [number, number],
  settings: [...Object.keys(databaseSettings), ...Object.keys(demoSettings)],
};

run(USAGE, async ({ has }) => {
  const { mode, database, demoFile, prices, dayOffset } = readDemo(process.env);
  if (mode === 'production') {
    throw new OperatorError(
      'NODE_ENV is production, where there is no demo to start over; name a demo in DATABASE_URL, and leave NODE_ENV unset.',
    );
  }
  const store = await openExisting(database);
  await resetDemo({ store, clock: monotonicClock(), prices, dayOffset }, demoFile, has('force'));
  await store.close();
  console.log('The demo starts over.');
});
