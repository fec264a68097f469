import { RULEBOOK, type OperationKind } from '../../src/policy/rulebook';
import { CALLS, callOf, EACH_CALL, createFixture, type Fixture } from '../support/calls';
import { everything } from '../support/contents';
import { World } from '../support/world';
import { MUTATIONS } from '../support/mutations';

/** Tests that a dry run evaluates the rules of the call and leaves no trace. */

let world: World;
let stage: Fixture;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
});
afterEach(() => world.close());

const DRY = { dryRun: true };

/** Returns the operation of a mutation: `copyImage` is COPY_IMAGE. */
const kindOf = (mutation: string) =>
  mutation.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() as OperationKind;

test('the calls of the dry-run tests cover every mutation', () => {
  expect(Object.keys(CALLS).sort()).toEqual([...MUTATIONS].sort());
});

describe.each(EACH_CALL)('a dry run of %s', (name, call) => {
  test('is Allowed with the operation and its rules, writes nothing, and the call then passes', async () => {
    const { by, input } = callOf(stage, name);
    const before = await everything(world);
    expect(await by.do(name, { ...input, ...DRY })).toEqual({
      __typename: 'Allowed',
      operation: kindOf(name),
      rules: RULEBOOK[kindOf(name)].map((rule) => rule.name),
      warnings: [],
    });
    expect(await everything(world)).toEqual(before);
    expect((await by.do(name, input)).__typename).toMatch(/Payload$/);
    expect(await everything(world)).not.toEqual(before);
  });

  if (call.refused !== null) {
    test('is Denied with the denial of the call and writes nothing, not even a ledger entry', async () => {
      const { by, input } = callOf(stage, name, call.refused!(stage));
      const before = await everything(world);
      const dry = await by.do(name, { ...input, ...DRY });
      expect(dry).toMatchObject({ __typename: 'Denied', rule: call.rule });
      expect(await everything(world)).toEqual(before);
      expect(await by.do(name, input)).toEqual(dry);
      // The denial of the call is in the ledger.
      expect(await everything(world)).not.toEqual(before);
    });
  }
});

const counting = EACH_CALL.filter(([, { counts }]) => counts);

test.each(counting)('ten dry runs of %s do not count to the daily limit', async (name) => {
  const { by, input } = callOf(stage, name);
  for (let at = 1; at <= 4; at += 1) await by.do('updateImage', { imageId: stage.image.id, description: `${at}` });
  for (let at = 1; at <= 10; at += 1) {
    expect((await by.do(name, { ...input, ...DRY })).__typename).toBe('Allowed');
  }
  expect((await by.do(name, input)).__typename).toMatch(/Payload$/);
});

test.each(counting)(
  'a dry run of %s is denied by the daily limit, with the numbers, once it is used up',
  async (name) => {
    const { by, input } = callOf(stage, name);
    for (let at = 1; at <= 5; at += 1) await by.do('updateImage', { imageId: stage.image.id, description: `${at}` });
    expect(await by.do(name, { ...input, ...DRY })).toMatchObject({
      rule: 'DAILY_OPERATION_LIMIT',
      limit: 5,
      used: 5,
      resetsAt: '2026-03-05T00:00:00.000Z',
      also: [],
    });
  },
);

test('a dry run of a launch from a shared image has the warning of the launch', async () => {
  const input = { imageId: stage.shared.id, instanceType: 'S' };
  const dry = await stage.friend.do('launchInstances', { ...input, ...DRY });
  expect(dry.warnings).toEqual([{ code: 'UNREVIEWED_SOURCE', message: expect.stringContaining('nobody reviewed it') }]);
  expect((await stage.friend.do('launchInstances', input)).warnings).toEqual(dry.warnings);
});

test('a dry run of createAccount returns no token', async () => {
  const text = JSON.stringify(await stage.operator.do('createAccount', { name: 'x', ...DRY }));
  expect(text).not.toContain('irt_');
});

test('a dry run with malformed input is BAD_USER_INPUT', async () => {
  const { by, input } = callOf(stage, 'createImage', { ...DRY, name: '' });
  await expect(by.do('createImage', input)).rejects.toThrow('BAD_USER_INPUT');
});
