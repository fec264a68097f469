import { AccessToken } from './entities/accessToken';
import { Account } from './entities/account';
import { seedCatalogue } from './seed/catalogue';
import { readEnvironment } from './server/environment';
import { normalised, textFault } from './shape';
import { NAME_LENGTH } from './policy/limits';
import { newAccount } from './store/accounts';
import { openStore } from './store/open';
import { steadyClock } from './store/ledger';

/**
 * `npm run operator -- create <name>`: makes an operator's account beside the running service, or before its first
 * start, and prints its token, which is shown nowhere else.
 */
async function main([command, ...words]: string[]): Promise<void> {
  const name = normalised(words.join(' '));
  const fault = textFault(name, { max: NAME_LENGTH });
  if (command !== 'create' || fault !== null) {
    throw new Error(`Usage: npm run operator -- create <name>; the name takes 1 to ${NAME_LENGTH} characters.`);
  }
  const store = await openStore(readEnvironment(process.env).database);
  await seedCatalogue(store);
  const { account, accessToken, token } = newAccount({ name, rootId: null, roles: ['OPERATOR'], now: steadyClock()() });
  await store.write(async (inside) => {
    await inside.insert(Account, account);
    await inside.insert(AccessToken, accessToken);
  });
  await store.close();
  console.log(`Operator ${account.name} has the id ${account.id} and this token, shown only now:\n${token}`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
