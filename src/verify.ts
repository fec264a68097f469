import { readEnvironment } from './server/environment';
import { openStore } from './store/open';
import { verify } from './store/verify';

/** `npm run verify`: checks every ledger against its hashes and recounts every limit; exits 1 where something is wrong. */
async function main(): Promise<void> {
  const store = await openStore(readEnvironment(process.env).database);
  const { ledgers, lines, faults } = await verify(store);
  await store.close();
  console.log(`${ledgers} ledgers with ${lines} lines; ${faults.length} faults.`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
