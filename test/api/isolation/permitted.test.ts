import type { Image } from '../../../src/entities/image';
import { newId } from '../../../src/database/ids';
import { denial, viewerCan } from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';

/**
 * Tests what an account may learn about another by its id, and why: an account that shares with it or trusts it has to
 * learn that the id is wrong. Everything else is in isolation.test.ts.
 */

let world: World;
let image: Image;
let owner: ApiCaller;
let root: ApiCaller;
let suspended: ApiCaller;
let sub: ApiCaller;
let operator: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  owner = await world.account({ name: 'owner' });
  root = await world.account({ name: 'secret root' });
  suspended = await world.account({ name: 'secret root, suspended', suspended: true });
  sub = await world.account({ name: 'secret sub', rootId: root.id });
  operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
  image = await world.image(owner);
});
afterEach(() => world.close());

const denied = (...[rule, message, rest]: Parameters<typeof denial>) => ({
  __typename: 'Denied',
  ...denial(rule, message, rest),
});
const unknown = (id: string) =>
  denied('ACCOUNT_NOT_FOUND', 'There is no account with this id for this account.', { subjects: [id] });
const yes = (operation: string) => ({ __typename: 'Allowed', operation, rules: expect.any(Array), warnings: [] });
const nobody = newId('acc');
const account = async ({ data }: ApiCaller, id: string) =>
  (await data('query ($id: ID!) { node(id: $id) { ... on Account { id name kind } } }', { id })).node;

// A share with a mistyped id would be lost.
describe('sharing an image', () => {
  /** Returns the answer of the mutation's dry run, after checking that `viewerCan` agrees. */
  const answerFor = async (mutation: string, id: string) => {
    const input = { imageId: image.id, accountIds: [id] };
    const answer = await owner.do(mutation, { ...input, dryRun: true });
    const { allowed, denied } = (await viewerCan(owner, mutation, input))!;
    expect(denied).toEqual(allowed ? null : answer);
    return answer;
  };

  test('reveals that a root account exists, suspended or not, and nothing else of it', async () => {
    const [one, other] = [await answerFor('shareImage', root.id), await answerFor('shareImage', suspended.id)];
    expect(one).toEqual(yes('SHARE_IMAGE'));
    expect(other).toEqual(one);
    expect(await answerFor('shareImage', operator.id)).toEqual(one);
    expect(await answerFor('shareImage', nobody)).toEqual(unknown(nobody));
    expect(await account(owner, root.id)).toBeNull();
  });

  test('reveals that an account is a sub-account, and not its root account', async () => {
    expect(await answerFor('shareImage', sub.id)).toEqual(
      denied('RECIPIENT_NOT_ROOT_ACCOUNT', '1 account named here is a sub-account; share with the root account.', {
        subjects: [sub.id],
      }),
    );
  });

  test('reveals the name of a recipient for as long as it has the share', async () => {
    const query = '{ images(filter: { types: [CUSTOM] }) { nodes { shares { account { id name kind } } } } }';
    const shown = { id: root.id, name: 'secret root', kind: 'ROOT' };
    await owner.do('shareImage', { imageId: image.id, accountIds: [root.id] });
    expect((await owner.data(query)).images.nodes).toEqual([{ shares: [{ account: shown }] }]);
    expect(await account(owner, root.id)).toEqual(shown);
    expect(await account(owner, sub.id)).toBeNull();
    await owner.do('unshareImage', { imageId: image.id, accountIds: [root.id] });
    expect(await account(owner, root.id)).toBeNull();
  });

  test('reveals whether an account exists also when a share is taken back', async () => {
    for (const { id } of [root, sub, suspended, operator]) {
      expect(await answerFor('unshareImage', id)).toEqual(
        denied('NOT_SHARED', '1 account named here holds no share of this image.', { subjects: [id] }),
      );
    }
    expect(await answerFor('unshareImage', nobody)).toEqual(unknown(nobody));
  });
});

// Trust in a mistyped id would be trust in another account.
describe('trusting an account', () => {
  const trust = (id: string, dryRun: boolean) =>
    owner.do('restrictLaunchSources', { launchSources: 'TRUSTED', trustedAccountIds: [id], dryRun });

  test('reveals whether an account exists and is a sub-account', async () => {
    for (const { id } of [root, suspended, operator])
      expect(await trust(id, true)).toEqual(yes('RESTRICT_LAUNCH_SOURCES'));
    expect(await trust(sub.id, true)).toEqual(
      denied('ROOT_ACCOUNTS_ONLY', 'This is a sub-account; name its root account instead.', { subjects: [sub.id] }),
    );
    expect(await trust(nobody, true)).toEqual(unknown(nobody));
  });

  test('reveals its name once it is trusted, and nothing to the trusted account', async () => {
    await trust(root.id, false);
    const { viewer } = await owner.data('{ viewer { trustedAccounts { id name kind } } }');
    expect(viewer.trustedAccounts).toEqual([{ id: root.id, name: 'secret root', kind: 'ROOT' }]);
    expect(await account(root, owner.id)).toBeNull();
  });
});

describe('an operator', () => {
  test('reads any account', async () => {
    expect(await account(operator, root.id)).toEqual({ id: root.id, name: 'secret root', kind: 'ROOT' });
    expect(await account(operator, sub.id)).toEqual({ id: sub.id, name: 'secret sub', kind: 'SUB' });
    expect(await account(operator, nobody)).toBeNull();
  });

  test('may suspend any account and make sub-accounts of any root account', async () => {
    const suspend = (accountId: string) => operator.do('updateAccount', { accountId, suspended: true, dryRun: true });
    expect(await suspend(sub.id)).toEqual(yes('UPDATE_ACCOUNT'));
    expect(await suspend(nobody)).toEqual(unknown(nobody));
    const under = (rootId: string) => operator.do('createAccount', { name: 'x', kind: 'SUB', rootId, dryRun: true });
    expect(await under(root.id)).toEqual(yes('CREATE_ACCOUNT'));
    expect(await under(nobody)).toEqual(unknown(nobody));
    expect(await under(sub.id)).toEqual(
      denied('ROOT_ACCOUNTS_ONLY', 'This is a sub-account; name its root account instead.', { subjects: [sub.id] }),
    );
  });
});
