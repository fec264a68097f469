import { AccessToken } from '../entities/accessToken';
import { Account } from '../entities/account';
import { NAME_LENGTH } from '../policy/limits';
import { BadCall, run } from './program';
import { seedCatalogue } from '../seed/catalogue';
import { databaseSettings, readDatabase } from '../config/baseSettings';
import { normalised, textFault } from '../graphql/shared/inputValidation';
import { newAccount } from '../store/accounts';
import { monotonicClock } from '../store/ledger';
import { openStore } from '../database/open';

const USAGE = {
  call: 'npm run operator -- create <name>',
  does: `Makes an account that is an operator, while the service runs or before its first start, and prints its token, which is shown nowhere else. The name takes 1 to ${NAME_LENGTH} characters; words after it are part of it.`,
  takes: [2, Infinity] as [number, number],
  settings: Object.keys(databaseSettings),
};

run(USAGE, async ({ words: [command, ...words] }) => {
  if (command !== 'create') throw new BadCall(`There is no command ${JSON.stringify(command)}`);
  const name = normalised(words.join(' '));
  const fault = textFault(name, { max: NAME_LENGTH });
  if (fault !== null) throw new BadCall(`The name ${fault.replace(/\.$/, '')}`);
  const store = await openStore(readDatabase(process.env));
  await seedCatalogue(store);
  const { account, accessToken, token } = newAccount({
    name,
    rootId: null,
    roles: ['OPERATOR'],
    now: monotonicClock()(),
  });
  await store.write(async (inside) => {
    await inside.insert(Account, account);
    await inside.insert(AccessToken, accessToken);
  });
  await store.close();
  console.log(`Operator ${account.name} has the id ${account.id} and this token, shown only now:\n${token}`);
});
