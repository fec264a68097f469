import { getNamedType, isInterfaceType, isLeafType, isObjectType, isRequiredArgument, isUnionType } from 'graphql';
import type { GraphQLField } from 'graphql';
import { Account } from '../../../src/entities/account';
import type { Image } from '../../../src/entities/image';
import { MarketplaceEdit } from '../../../src/entities/marketplaceEdit';
import { typeOfId } from '../../../src/entities/node';
import { TrustedAccount } from '../../../src/entities/trustedAccount';
import type { Role } from '../../../src/policy/facts';
import { createSchema } from '../../../src/graphql/schema';
import { selection, responseOf } from '../../support/stranger';
import { NOON, World, type ApiCaller } from '../../support/world';

/**
 * Tests that every path through the graph leads a viewer to what it may see and to nothing else. Everything in this
 * world has a mark in its name and texts, and the table lists, by the rulebook, the viewers that may see it.
 */

const EVERYBODY = 'owner sub recipient recipientsSub holder former unrelated provider operator anybody';
const MAY_SEE = {
  // Accounts: a root account and its sub-accounts, owners and recipients of shares, accounts that run an own image,
  // trusted accounts; operators see all.
  owner: 'owner sub recipient recipientsSub holder unrelated operator',
  sub: 'owner sub operator',
  recipient: 'owner sub recipient recipientsSub operator',
  recipientsSub: 'recipient recipientsSub operator',
  holder: 'owner sub holder operator',
  former: 'owner sub former operator',
  unrelated: 'unrelated operator',
  provider: EVERYBODY,
  operator: 'operator',
  // Custom images: the owner, the recipients and their sub-accounts; operators see none of others.
  private: 'owner sub',
  shared: 'owner sub recipient recipientsSub holder',
  copy: 'owner sub recipient recipientsSub',
  deleted: '',
  ofUnlisted: 'owner sub',
  ofTheRecipient: 'recipient recipientsSub',
  ofTheUnrelated: 'unrelated',
  ofTheOperator: 'operator',
  content: 'provider',
  // Marketplace images: visible to everyone once listed, until then to their provider and the operators.
  listed: EVERYBODY,
  edit: 'provider operator',
  pending: 'provider operator',
  rejected: 'provider operator',
  reason: 'provider operator',
  // Instances.
  running: 'owner sub',
  ofDeleted: 'owner sub',
  atTheRecipient: 'recipient recipientsSub',
  atTheFormer: 'former',
  atTheUnrelated: 'unrelated',
  // Captured from an image that is no longer shared: neither the image nor its owner is revealed.
  capturedByTheFormer: 'former',
  capturedByTheRecipient: 'recipient recipientsSub',
};

type Thing = keyof typeof MAY_SEE;
const WHO = EVERYBODY.split(' ');
const FAMILY: Record<string, string> = { sub: 'owner', recipientsSub: 'recipient' };
const familyOf = (root: string) => WHO.filter((who) => who === root || FAMILY[who] === root).join(' ');

const rootOf = (who: string) => FAMILY[who] ?? who;
const whoIs = (id: string) => WHO.find((who) => callers[who]!.id === id)!;

const schema = createSchema();
let world: World;
let callers: Record<string, ApiCaller>;
/** The viewers that may reach an id. */
let reach: Map<string, string>;
/** The viewers that know an id without reaching its thing. */
let known: Map<string, string>;
let image: Record<string, Image>;

const ROLES: Record<string, Role[]> = { operator: ['OPERATOR'], provider: ['PROVIDER'] };

const mark = (thing: Thing, what = 'name') => `mark.${thing}.${what}`;

beforeAll(async () => {
  world = await World.open();
  reach = new Map();
  callers = { anybody: world.anybody };
  for (const who of WHO.slice(0, -1)) {
    const rootId = who in FAMILY ? callers[FAMILY[who]!]!.id : undefined;
    const roles = ROLES[who] ?? ['MEMBER'];
    callers[who] = await world.account({ name: mark(who as Thing), roles, agreementSigned: true, rootId });
    reach.set(callers[who].id, MAY_SEE[who as Thing]);
  }
  const { owner, recipient, holder, former, unrelated, provider, operator } = callers;

  image = {};
  const make = async (thing: Thing, by: ApiCaller, values: Partial<Image> = {}) => {
    const said = { name: mark(thing), description: mark(thing, 'text') };
    image[thing] = await world.image(by, { ...said, ...values });
    reach.set(image[thing].id, MAY_SEE[thing]);
  };
  const offered = { kind: 'MARKETPLACE', origin: 'MARKETPLACE', baseImageId: 'img-public' } as const;
  await make('content', provider!);
  await make('listed', provider!, {
    ...offered,
    reviewState: 'APPROVED',
    reviewReason: mark('reason', 'text'),
    copiedFromId: image['content']!.id,
  });
  await make('pending', provider!, { ...offered, reviewState: 'PENDING', copiedFromId: image['content']!.id });
  await make('rejected', provider!, { ...offered, reviewState: 'REJECTED', reviewReason: mark('reason', 'text') });
  const ofListed = { baseImageId: image['listed']!.id };
  await make('private', owner!, ofListed);
  await make('shared', owner!, ofListed);
  await make('copy', owner!, { ...ofListed, copiedFromId: image['private']!.id, regionId: 'ap-beijing' });
  await make('deleted', owner!, { deletedAt: NOON });
  await make('ofUnlisted', owner!, { baseImageId: image['rejected']!.id, copiedFromId: image['deleted']!.id });
  await make('ofTheRecipient', recipient!, ofListed);
  await make('ofTheUnrelated', unrelated!, { baseImageId: image['pending']!.id });
  await make('ofTheOperator', operator!);
  const captured = { madeFromId: image['shared']!.id, unreviewedSources: JSON.stringify([owner!.id]) };
  await make('capturedByTheFormer', former!, captured);
  await make('capturedByTheRecipient', recipient!, captured);

  const shares = [
    ...(await world.share(image['shared']!, [recipient!, holder!])),
    ...(await world.share(image['copy']!, [recipient!])),
  ];
  for (const { id, accountId } of shares) {
    reach.set(id, `${familyOf('owner')} ${familyOf(accountId === holder!.id ? 'holder' : 'recipient')}`);
  }
  const launch = async (thing: Thing, by: ApiCaller, of: Thing) =>
    reach.set((await world.instance(by, { name: mark(thing), imageId: image[of]!.id })).id, MAY_SEE[thing]);
  await launch('running', owner!, 'private');
  await launch('ofDeleted', owner!, 'deleted');
  await launch('atTheRecipient', recipient!, 'shared');
  await launch('atTheFormer', former!, 'shared');
  await launch('atTheUnrelated', unrelated!, 'ofTheUnrelated');
  const edit = { imageId: image['listed']!.id, hourlyPrice: 1, submittedAt: NOON };
  await world.store.write(async ({ manager }) => {
    await manager.insert(MarketplaceEdit, { ...edit, name: mark('edit'), description: mark('edit', 'text') });
    await manager.insert(TrustedAccount, { rootId: unrelated!.id, trustedId: owner!.id });
    await manager.update(Account, unrelated!.id, { launchSources: 'TRUSTED' });
  });
  // Every ledger has an entry; the unrelated account has tried the id of an image of another account.
  for (const who of WHO.slice(0, -1))
    await callers[who]!.do('createAccessToken', { name: mark(who as Thing, 'token'), scopes: ['READ'] });
  await unrelated!.do('deleteImage', { imageId: image['private']!.id });
  for (const [table, column] of [
    ['operation', 'actor_id'],
    ['access_token', 'account_id'],
  ] as const) {
    const rows = await world.store.rows<{ id: string; by: string }>(`SELECT id, ${column} AS "by" FROM ${table}`);
    for (const { id, by } of rows) {
      reach.set(id, table === 'operation' ? familyOf(rootOf(whoIs(by))) : whoIs(by));
    }
  }
  const subjects = await world.store.rows<{ by: string; id: string }>(
    `SELECT actor_id AS "by", subject_id AS id FROM operation WHERE kind = 'CREATE_ACCESS_TOKEN'`,
  );
  known = new Map([
    ...subjects.map(({ by, id }): [string, string] => [id, familyOf(rootOf(whoIs(by)))]),
    // The images of own instances, ids that the viewer has named itself, and the subjects of its ledger.
    [image['deleted']!.id, familyOf('owner')],
    [image['shared']!.id, 'former'],
    [image['private']!.id, 'unrelated'],
  ]);
});
afterAll(() => world.close());

/** Returns the marks and ids in a text; cursors contain ids too. */
function marksAndIdsIn(text: string): { marks: string[]; ids: string[] } {
  const cursors = [...text.matchAll(/[cC]ursor":"([^"]+)"/g)].map(([, cursor]) => Buffer.from(cursor!, 'base64url'));
  const all = [text, ...cursors].join(' ');
  return {
    marks: all.match(/mark\.\w+\.\w+/g) ?? [],
    ids: all.match(/\b(img|ins|acc|shr|tok|op)-[0-9a-z]{12}\b/g) ?? [],
  };
}

/** Returns whether a viewer may see the thing of a mark; a token is visible to its account alone. */
const mayRead = (who: string, found: string) => {
  const [, thing, what] = found.split('.');
  return (what === 'token' ? [thing] : MAY_SEE[thing as Thing].split(' ')).includes(who);
};
const mayCome = (who: string, id: string) => `${reach.get(id)} ${known.get(id)}`.split(' ').includes(who);

/**
 * Sends a document, checks that the answer contains nothing hidden, and returns its marks and ids. An id of the
 * variables that a denial repeats does not count.
 */
async function askAndCheck(who: string, text: string, variables: object) {
  const answer = await responseOf(world, callers[who]!, { text, variables }, []);
  expect(answer.text).not.toMatch(/VALIDATION_FAILED|RATE_LIMITED|INTERNAL_SERVER_ERROR/);
  const { marks, ids } = marksAndIdsIn(answer.text);
  const refused = /"Denied"|"errors"/.test(answer.text);
  const repeated = refused ? JSON.stringify(variables) : '';
  const foreign = [
    ...marks.filter((found) => !mayRead(who, found)),
    ...ids.filter((id) => !mayCome(who, id) && !repeated.includes(id)),
  ];
  expect({ text, variables, foreign }).toEqual({ text, variables, foreign: [] });
  return { text: answer.text, marks, ids: ids.filter((id) => !repeated.includes(id)), refused };
}

type Field = GraphQLField<unknown, unknown>;
const idsLike = (prefix: string) => [...reach.keys()].filter((id) => id.startsWith(prefix)).map((id) => ({ id }));
/** The variables of the root fields: everything that exists, visible or not. */
const CALLED: Record<string, () => object[]> = {
  image: () => idsLike('img-'),
  instance: () => idsLike('ins-'),
  node: () => [...idsLike(''), ...idsLike('acc-').map(({ id }) => ({ id: `vwr-${id}` }))],
  region: () => [{ id: 'ap-beijing' }],
  images: () => [{ first: 10 }],
  instances: () => [{ first: 10 }],
  launchQuote: () => idsLike('img-').map(({ id }) => ({ input: { imageId: id, instanceType: 'S' } })),
};

/** Returns selections that cover a type in small pieces: its scalars, and each of its objects to a depth. */
function pieces(name: string, depth: number): string[] {
  const type = schema.getType(name);
  if (isUnionType(type)) return [selection(schema, name, depth)];
  const fields: Field[] = isObjectType(type) ? Object.values(type.getFields()) : [];
  const objects = fields.filter((field) => !isLeafType(getNamedType(field.type)));
  const nodes = fields.find((field) => field.name === 'nodes');
  if (nodes !== undefined) {
    const entries = pieces(getNamedType(nodes.type).name, 1).map((piece) => `{ nodes ${piece} }`);
    return [selection(schema, name, 1), ...entries];
  }
  const whole = (field: Field) => selection(schema, name, depth, [field.name]);
  return [selection(schema, name, 0), ...objects.map(whole)];
}

/** Walks the whole graph; returns the things and ids that it found. */
async function walk(who: string): Promise<{ things: string[]; ids: string[] }> {
  const found = { marks: new Set<string>(), ids: new Set<string>() };
  for (const field of Object.values(schema.getQueryType()!.getFields())) {
    const called = CALLED[field.name] ?? (field.args.some(isRequiredArgument) ? undefined : () => [{}]);
    if (called === undefined) throw new Error(`Nobody has said what ${field.name} is called with.`);
    const type = getNamedType(field.type);
    for (const variables of called()) {
      const args = field.args.filter(({ name }) => name in variables);
      const passed = args.length === 0 ? '' : `(${args.map(({ name }) => `${name}: $${name}`).join(', ')})`;
      const declared =
        args.length === 0 ? '' : `(${args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ')})`;
      const of = isInterfaceType(type) ? typeOfId((variables as { id: string }).id)! : type.name;
      for (const piece of isLeafType(type) ? [''] : pieces(of, 3)) {
        const asked = isInterfaceType(type) ? `{ ... on ${of} ${piece} }` : piece;
        const { text, marks, ids } = await askAndCheck(
          who,
          `query ${declared} { ${field.name}${passed} ${asked} }`,
          variables,
        );
        marks.forEach((each) => found.marks.add(each));
        ids.forEach((each) => found.ids.add(each));
        // Nothing is there to walk on from.
        if (text.includes(`"${field.name}":null`)) break;
      }
    }
  }
  const things = [...found.marks].filter((each) => !each.endsWith('.token')).map((each) => each.split('.')[1]!);
  return { things: [...new Set(things)].sort(), ids: [...found.ids].sort() };
}

describe('a walk through every root field, by every id,', () => {
  test.each(WHO)('leads %s to everything it may see and to nothing else', async (who) => {
    const { things, ids } = await walk(who);
    expect(things).toEqual((Object.keys(MAY_SEE) as Thing[]).filter((thing) => mayRead(who, mark(thing))).sort());
    const within = [...reach.keys()].filter((id) => mayCome(who, id));
    expect(ids.filter((id) => !within.includes(id))).toEqual([]);
    // Without a credential few ids can be read as nodes, but edges lead to the same things.
    expect(within.filter((id) => !ids.includes(id))).toEqual([]);
  });
});
