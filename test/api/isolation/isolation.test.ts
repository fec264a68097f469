import { AccessToken } from '../../../src/entities/accessToken';
import { InstanceType } from '../../../src/entities/instance';
import { createSchema } from '../../../src/graphql/schema';
import { PLATFORM } from '../../../src/seed/catalogue';
import { newToken } from '../../../src/store/accessTokens';
import { createFixture, type Fixture } from '../../support/calls';
import { callWith, idArguments, responseOf, twinOf, type IdArgument, type Kind } from '../../support/stranger';
import { type ApiCaller, SMALL, World } from '../../support/world';

/**
 * Tests that an id of another account's thing reveals nothing: everything that takes an id is called with such an id
 * and with an absent one, and the answers are the same bytes. The calls are derived from the schema.
 */

const schema = createSchema();
const ARGUMENTS = idArguments(schema);
type Things = Record<Kind, string[]>;
interface Someone {
  caller: ApiCaller;
  /** The other things that the calls name, all of them the viewer's. */
  own: Fixture;
  things: Things;
}

let world: World;
let stage: Fixture;
let theirs: Things;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
  theirs = await secrets();
  // The stranger's things are newer than the hidden ones, so that no list breaks a tie by an id.
  world.clock.now += 3_600_000;
});
afterEach(() => world.close());

const firstId = async (table: string, column: string, id: string) =>
  (await world.store.rows<{ id: string }>(`SELECT id FROM ${table} WHERE ${column} = ?`, [id]))[0]!.id;

/** Creates things of the owner and the provider in every state that an answer could reveal. */
async function secrets(): Promise<Things> {
  const { owner, sub, provider, image, recipients, content, pending, instances, tokenIds } = stage;
  const named = { name: 'zanzibar', platform: 'Plan 9' };
  // Their images and operations in Beijing are at their limits.
  const hidden = await world.images(owner, 10, { ...named, regionId: 'ap-beijing' });
  const failed = await world.image(owner, { state: 'FAILED' });
  const gone = await world.image(owner, { deletedAt: world.clock.now });
  const market = { kind: 'MARKETPLACE', origin: 'MARKETPLACE', reviewReason: 'because' } as const;
  const rejected = await world.image(provider, { ...market, reviewState: 'REJECTED' });
  await world.share(hidden[0]!, await world.recipients(3));
  const types = ['S-of-theirs', 'S-of-nobody'].map((id) => ({ ...SMALL, id }));
  await world.store.write(({ manager }) => manager.insert(InstanceType, types));
  const ended = await world.instance(owner, { state: 'TERMINATED', instanceTypeId: 'S-of-theirs' });
  await world.instance(owner, { regionId: 'ap-beijing' });
  for (const name of ['1', '2', '3', '4', '5']) await owner.do('updateImage', { imageId: hidden[9]!.id, name });
  await owner.do('revokeAccessToken', { accessTokenId: tokenIds[1], idempotencyKey: 'a-key-of-the-owner' });
  const suspended = await world.account({ suspended: true });
  return {
    image: [image, hidden[0]!, failed, gone, content, pending, rejected].map(({ id }) => id),
    instance: [instances[0]!.id, ended.id],
    account: [owner.id, sub.id, recipients[1]!, suspended.id],
    token: tokenIds,
    share: [await firstId('share', 'account_id', recipients[1]!)],
    operation: [await firstId('operation', 'root_id', owner.id)],
    region: ['ap-beijing'],
    instanceType: ['S-of-theirs'],
    cursor: [],
    key: ['a-key-of-the-owner'],
    name: [named.name],
    platform: [named.platform],
  };
}

const newTokenOf = ({ id: accountId }: ApiCaller) =>
  newToken({ accountId, name: 'spare', mayWrite: false, createdAt: world.clock.now, expiresAt: null });

/** Gives a viewer things, which belong to its root account. */
async function withThings(caller: ApiCaller, root = caller): Promise<Someone> {
  const [image, shared] = await world.images(root, 2, { name: 'mine', platform: 'Mine' });
  const recipients = await world.recipients(2);
  const [share] = await world.share(shared!, recipients);
  const tokens = [newTokenOf(caller), newTokenOf(caller)].map(({ row }) => row);
  await world.store.write(({ manager }) => manager.insert(AccessToken, tokens));
  await caller.do('createAccessToken', { name: 'x', scopes: ['READ'], idempotencyKey: 'mine' });
  const own: Fixture = {
    ...stage,
    image: image!,
    shared: shared!,
    recipients: recipients.map(({ id }) => id),
    instances: [await world.instance(root), await world.instance(root)],
    content: await world.image(root),
    listed: await world.image(root, { kind: 'MARKETPLACE', reviewState: 'APPROVED', createdAt: 0 }),
    tokenIds: tokens.map(({ id }) => id),
  };
  const things: Things = {
    image: [image!.id, 'img-public', own.listed.id],
    instance: own.instances.map(({ id }) => id),
    account: [root.id],
    token: own.tokenIds,
    share: [share!.id],
    operation: [await firstId('operation', 'root_id', root.id)],
    region: ['ap-guangzhou', 'nowhere'],
    instanceType: ['S', 'none'],
    cursor: [],
    key: ['mine'],
    name: ['mine'],
    platform: ['Mine'],
  };
  return { caller, own, things };
}

/** Arguments that reveal accounts by the rulebook; permitted.test.ts has the reasons and the exact answers. */
const BY_ASKING = ['ViewerCan.share(accountIds)', 'ViewerCan.unshare(accountIds)'];
const BY_RULEBOOK = [
  'Mutation.restrictLaunchSources(input.trustedAccountIds)',
  'Mutation.shareImage(input.accountIds)',
  'Mutation.unshareImage(input.accountIds)',
  ...BY_ASKING,
];
const BY_OPERATORS = [
  'Mutation.createAccount(input.rootId)',
  'Mutation.updateAccount(input.accountId)',
  'Query.node(id)',
];

const STRANGERS: [who: string, comes: () => Promise<Someone>, learns: string[]][] = [
  ['another root account', async () => withThings(await world.account()), BY_RULEBOOK],
  [
    'a sub-account of another root',
    async () => {
      const root = await world.account();
      return withThings(await world.account({ rootId: root.id }), root);
    },
    BY_RULEBOOK,
  ],
  [
    'a recipient of another image',
    async () => {
      // A recipient knows the owner of its image.
      theirs.account = theirs.account.filter((id) => id !== stage.owner.id);
      return withThings(stage.friend);
    },
    BY_RULEBOOK,
  ],
  [
    'another provider',
    async () => withThings(await world.account({ roles: ['MEMBER', 'PROVIDER'], agreementSigned: true })),
    BY_RULEBOOK,
  ],
  [
    'an operator',
    async () => {
      // Operators see submissions that wait for a review or were rejected.
      theirs.image = theirs.image.slice(0, -2);
      return withThings(await world.account({ roles: ['OPERATOR'] }));
    },
    [...BY_RULEBOOK, ...BY_OPERATORS].sort(),
  ],
  [
    'a READ token',
    async () => {
      const someone = await withThings(await world.account());
      const { row, token } = newTokenOf(someone.caller);
      await world.store.write(({ manager }) => manager.insert(AccessToken, row));
      return { ...someone, caller: world.callerWith(someone.caller.id, token) };
    },
    BY_ASKING,
  ],
  [
    'an anonymous caller',
    async () => {
      const { own, things } = await withThings(await world.account());
      const everyones = { image: ['img-public'], account: [PLATFORM.id], name: ['Ubuntu'], platform: ['Ubuntu'] };
      return {
        caller: world.anybody,
        own: { ...own, image: await world.publicImage('ap-guangzhou') },
        things: { ...things, ...everyones },
      };
    },
    [],
  ],
];

/** Returns the cursors of the newest and the oldest entry in a list of the viewer. */
async function cursorsIn({ data }: ApiCaller, { parent, field }: IdArgument): Promise<string[]> {
  const ends = ['first', 'last'].map((end) => `${end}: ${field}(${end}: 1) { pageInfo { endCursor } }`).join(' ');
  const answer = await data(parent === 'Query' ? `{ ${ends} }` : `{ viewer { ${ends} } }`);
  const { first, last } = parent === 'Query' ? answer : answer.viewer;
  return [first.pageInfo.endCursor, last.pageInfo.endCursor];
}

/** Answers that depend on a role, a scope or a missing credential alone, the same for own things. */
const CLOSED = [
  /"rule":"(OPERATOR|PROVIDER)_ONLY"/,
  /"code":"(FORBIDDEN|UNAUTHENTICATED)"/,
  /"allowed":false,"denied":null/,
  /^(?!.*"errors").*"viewer":null/,
];
/** The arguments that were not closed to every viewer. */
const opened = new Set<string>();

/** Kinds that everyone can list; only their use by others is hidden. */
const LISTED: Kind[] = ['region', 'instanceType'];
const REGION_NAMES = ['North China (Beijing)', 'East China (Shanghai)'];

/** Calls one argument with all fitting ids of others and with absent ids; returns the answers that differ. */
async function differences({ caller, own, things }: Someone, argument: IdArgument, kind: Kind): Promise<object[]> {
  const { name, parent, list } = argument;
  const listed = LISTED.includes(kind);
  const ask = async (ids: string[], dryRun: boolean) => {
    const unlike = [ids.at(-1)!, ...(kind === 'region' ? REGION_NAMES : [])];
    const { headers, ...said } = await responseOf(world, caller, callWith(schema, argument, own, ids, dryRun), unlike);
    return listed ? said : { headers, ...said };
  };
  if (kind === 'cursor') {
    theirs.cursor = (await cursorsIn(stage.owner, argument)).slice(0, 1);
    things.cursor = await cursorsIn(caller, argument).catch(() => []);
  }
  // These calls would be executed where nothing is hidden, and are dry runs alone.
  const goesThrough = listed || kind === 'key' || BY_RULEBOOK.includes(name);
  const modes = parent === 'Mutation' && !goesThrough ? [true, false] : [true];

  const found: object[] = [];
  for (const value of theirs[kind]) {
    const twin = twinOf(kind, value);
    for (const others of list ? [[], things[kind]] : [[]]) {
      // One real call is enough; the rules of a dry run are the same.
      for (const dryRun of value === theirs[kind][0] ? modes : [true]) {
        const [another, none] = [await ask([...others, value], dryRun), await ask([...others, twin], dryRun)];
        expect(none.status).not.toBe(429);
        if (JSON.stringify(another) !== JSON.stringify(none))
          found.push({ argument: name, kind, value, another, none });
      }
    }
  }

  const { text } = await ask([twinOf(kind, theirs[kind][0]!)], true);
  if (!CLOSED.some((pattern) => pattern.test(text))) {
    opened.add(name);
    // The call does distinguish ids: one of an own thing has another answer.
    const answers = await Promise.all(things[kind].map((id) => ask([id], true)));
    expect([name, kind, answers.some((answer) => answer.text !== text)]).toEqual([name, kind, true]);
  }
  return found;
}

describe('every argument with an id', () => {
  test.each(STRANGERS)(
    'has one answer for ids of other accounts and absent ids, for %s',
    async (_who, comes, learns) => {
      const someone = await comes();
      const found: { argument: string; kind: Kind }[] = [];
      for (const argument of ARGUMENTS) {
        for (const kind of argument.kinds)
          found.push(...((await differences(someone, argument, kind)) as typeof found));
      }
      const permitted = found.filter(({ argument, kind }) => kind === 'account' && learns.includes(argument));
      expect(found.filter((each) => !permitted.includes(each))).toEqual([]);
      expect([...new Set(permitted.map(({ argument }) => argument))].sort()).toEqual(learns);
    },
  );

  test('was open to one of these viewers at least', () => {
    expect(ARGUMENTS.map(({ name }) => name).filter((name) => !opened.has(name))).toEqual([]);
  });
});
