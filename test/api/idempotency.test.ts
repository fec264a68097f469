import { CALLS, callOf, EACH_CALL, createFixture, type Fixture } from '../support/calls';
import { everything } from '../support/contents';
import { wholeLedger } from '../support/contents';
import { DAY_MS, World, type ApiCaller } from '../support/world';
import { mutationText } from '../support/mutations';
import { MUTATIONS } from '../support/mutations';

/** Tests that an idempotency key makes a repeat harmless: one key, one input, one effect, one answer. */

let world: World;
let stage: Fixture;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
});
afterEach(() => world.close());

const KEY = { idempotencyKey: "one's own key, no. 1" };
const SECRETS = ['token'];

/** Returns the answer of a replay: the first payload with null for secrets. */
const withoutSecrets = (payload: object) =>
  Object.fromEntries(Object.entries(payload).map(([field, value]) => [field, SECRETS.includes(field) ? null : value]));

async function codeOf(by: ApiCaller, name: string, input: object): Promise<unknown> {
  const { body } = await by.ask(mutationText(name), { input });
  return body.errors?.[0]?.extensions['code'];
}

const records = async () =>
  Number((await world.store.rows<{ n: number }>('SELECT count(*) AS n FROM idempotency_record'))[0]!.n);

test('the calls of the idempotency tests cover every mutation', () => {
  expect(Object.keys(CALLS).sort()).toEqual([...MUTATIONS].sort());
});

describe.each(EACH_CALL)('%s', (name, call) => {
  test('with the same key and input twice has one payload, one effect, one ledger entry and one count', async () => {
    const { by, input } = callOf(stage, name, KEY);
    const before = await wholeLedger(world);
    const first = await by.do(name, input);
    expect(first.__typename).toMatch(/Payload$/);
    const after = await everything(world);
    expect(await by.do(name, input)).toEqual(withoutSecrets(first));
    expect(await everything(world)).toEqual(after);
    const added = (await wholeLedger(world)).filter((row) => !before.some((old) => sameRow(old, row)));
    expect(added).toEqual([expect.objectContaining({ outcome: 'DONE', counted: call.counts ? 1 : 0 })]);
  });

  test('is replayed for the same input written differently', async () => {
    const { by, input } = callOf(stage, name, KEY);
    const first = await by.do(name, input);
    const after = await everything(world);
    expect(await by.do(name, { ...input, ...call.inOtherWords(stage) })).toEqual(withoutSecrets(first));
    expect(await everything(world)).toEqual(after);
  });

  test('is replayed for the plain input after one written differently', async () => {
    const { by, input } = callOf(stage, name, KEY);
    const first = await by.do(name, { ...input, ...call.inOtherWords(stage) });
    expect(first.__typename).toMatch(/Payload$/);
    expect(await by.do(name, input)).toEqual(withoutSecrets(first));
  });

  test('with another input under the key is IDEMPOTENCY_MISMATCH and does nothing', async () => {
    const { by, input } = callOf(stage, name, KEY);
    await by.do(name, input);
    const after = await everything(world);
    expect(await codeOf(by, name, { ...input, ...call.changed(stage) })).toBe('IDEMPOTENCY_MISMATCH');
    expect(await everything(world)).toEqual(after);
  });

  test('under the key of another mutation is IDEMPOTENCY_MISMATCH and does nothing', async () => {
    const { by } = callOf(stage, name);
    // A key is shared by all mutations; this first one does not affect the second.
    const first = name === 'createAccessToken' ? 'updateImage' : 'createAccessToken';
    const image = await world.image(by);
    const used = first === 'updateImage' ? { imageId: image.id, name: 'renamed' } : { name: 'x', scopes: ['READ'] };
    await by.do(first, { ...used, ...KEY });
    const after = await everything(world);
    expect(await codeOf(by, name, callOf(stage, name, KEY).input)).toBe('IDEMPOTENCY_MISMATCH');
    expect(await everything(world)).toEqual(after);
  });

  test('as a dry run is not stored, and the key is free for the call', async () => {
    const { by, input } = callOf(stage, name, KEY);
    expect((await by.do(name, { ...input, dryRun: true })).__typename).toBe('Allowed');
    expect(await records()).toBe(0);
    expect((await by.do(name, input)).__typename).toMatch(/Payload$/);
    expect(await records()).toBe(1);
  });

  test('with malformed input is not stored, and the key is free for a well-formed call', async () => {
    const { by, input } = callOf(stage, name, KEY);
    expect(await codeOf(by, name, { ...input, noSuchField: 1 })).toBe('BAD_USER_INPUT');
    expect((await by.do(name, input)).__typename).toMatch(/Payload$/);
  });

  test('distinguishes keys by case and by account', async () => {
    const { by, input } = callOf(stage, name, { idempotencyKey: 'Key' });
    const stranger = await world.account();
    await stranger.do('createAccessToken', { name: 'x', scopes: ['READ'], idempotencyKey: 'Key' });
    await by.do('createAccessToken', { name: 'y', scopes: ['READ'], idempotencyKey: 'key' });
    expect((await by.do(name, input)).__typename).toMatch(/Payload$/);
  });
});

const refusable = EACH_CALL.filter(([, { refused }]) => refused !== null);
test.each(refusable)(
  '%s that is denied is not stored, and the key is free for a call that is allowed',
  async (name, call) => {
    const { by, input } = callOf(stage, name, KEY);
    expect(await by.do(name, { ...input, ...call.refused!(stage) })).toMatchObject({ rule: call.rule });
    expect(await records()).toBe(0);
    expect((await by.do(name, input)).__typename).toMatch(/Payload$/);
  },
);

test('a root account and its sub-account have separate keys', async () => {
  const { input } = callOf(stage, 'createImage', KEY);
  const first = await stage.owner.do('createImage', input);
  const second = await stage.sub.do('createImage', input);
  expect(second.__typename).toBe('CreateImagePayload');
  expect(second.image.id).not.toBe(first.image.id);
  // Each account is replayed its own call.
  expect(await stage.sub.do('createImage', input)).toEqual(second);
  expect(await stage.owner.do('createImage', input)).toEqual(first);
});

test('a replay returns its payload with the daily limit used up; the input under a new key is denied', async () => {
  const { by, input } = callOf(stage, 'importImage', KEY);
  const first = await by.do('importImage', input);
  for (let at = 2; at <= 5; at += 1) await by.do('updateImage', { imageId: stage.image.id, description: `${at}` });
  const quota = '{ viewer { quota(regionId: "ap-guangzhou") { operationsToday { used } } } }';
  expect((await by.data(quota)).viewer.quota.operationsToday.used).toBe(5);
  expect(await by.do('importImage', input)).toEqual(first);
  expect((await by.data(quota)).viewer.quota.operationsToday.used).toBe(5);
  expect(await by.do('importImage', { ...input, idempotencyKey: 'another' })).toMatchObject({
    rule: 'DAILY_OPERATION_LIMIT',
  });
});

test('another mutation with the same key and input is IDEMPOTENCY_MISMATCH', async () => {
  const input = { imageId: stage.shared.id, ...KEY };
  expect(await stage.friend.do('leaveImage', input)).toMatchObject({ __typename: 'LeaveImagePayload' });
  for (const name of ['deleteImage', 'retireImage']) {
    expect(await codeOf(stage.friend, name, input)).toBe('IDEMPOTENCY_MISMATCH');
  }
});

test.each(['importImage', 'deleteImage', 'createAccessToken'])(
  '%s as a dry run under a used key is replayed, dryRun being no part of the input',
  async (name) => {
    const { by, input } = callOf(stage, name, KEY);
    const first = await by.do(name, input);
    const after = await everything(world);
    expect(await by.do(name, { ...input, dryRun: true })).toEqual(withoutSecrets(first));
    expect(await everything(world)).toEqual(after);
  },
);

test('twenty simultaneous calls under one key have one effect and one answer', async () => {
  const { by, input } = callOf(stage, 'importImage', KEY);
  const before = (await wholeLedger(world)).length;
  const answers = await Promise.all(Array.from({ length: 20 }, () => by.do('importImage', input)));
  expect(new Set(answers.map(({ image }) => image.id)).size).toBe(1);
  expect((await wholeLedger(world)).length).toBe(before + 1);
});

test.each([
  ['24 hours', DAY_MS],
  ['a millisecond less than 24 hours', DAY_MS - 1],
])('a call is replayed after %s', async (_when, later) => {
  const { by, input } = callOf(stage, 'createImage', KEY);
  const first = await by.do('createImage', input);
  world.clock.now += later;
  expect(await by.do('createImage', input)).toEqual(first);
});

test.each([
  ['updateImage', 'an empty name', { name: '' }],
  ['updateImage', 'nothing to change', { name: null }],
  ['updateRegion', 'nothing to change', { supportsImageCopy: null }],
  ['updateAccount', 'nothing to change', { roles: null, limits: {} }],
  ['createAccount', 'a root account under another', { rootId: 'acc-platform' }],
])('%s with %s under a used key is BAD_USER_INPUT', async (name, _what, fault) => {
  const { by, input } = callOf(stage, name, KEY);
  await by.do(name, input);
  expect(await codeOf(by, name, { ...input, ...fault })).toBe('BAD_USER_INPUT');
});

test('a replay for an account that was suspended since is FORBIDDEN', async () => {
  const { by, input } = callOf(stage, 'createImage', KEY);
  await by.do('createImage', input);
  await stage.operator.do('updateAccount', { accountId: by.id, suspended: true });
  expect(await codeOf(by, 'createImage', input)).toBe('FORBIDDEN');
});

/** Compares ledger entries by their id, which is enough in an append-only ledger. */
function sameRow(a: unknown, b: unknown): boolean {
  return (a as { id: string }).id === (b as { id: string }).id;
}
