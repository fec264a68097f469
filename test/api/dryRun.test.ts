import { RULEBOOK, type OperationKind } from '../../src/policy/rulebook';
import { CALLS, callOf, EACH_CALL, everything, stageOf, type Stage } from '../support/calls';
import { MUTATIONS, World } from '../support/world';

/** A dry run asks the very rules of the call, and leaves no trace. */

let world: World;
let stage: Stage;
beforeEach(async () => {
  world = await World.open();
  stage = await stageOf(world);
});
afterEach(() => world.close());

const DRY = { dryRun: true };

/** The operation of a mutation: `copyImage` is COPY_IMAGE. */
const kindOf = (mutation: string) =>
  mutation.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase() as OperationKind;

test('every mutation has a valid call here', () => {
  expect(Object.keys(CALLS).sort()).toEqual([...MUTATIONS].sort());
});

describe.each(EACH_CALL)('%s', (name, call) => {
  test('Allowed with the operation, its rules and no warnings; nothing written; then the call passes', async () => {
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
    test('Denied, as the call itself would be; nothing written, not even the refusal', async () => {
      const { by, input } = callOf(stage, name, call.refused!(stage));
      const before = await everything(world);
      const dry = await by.do(name, { ...input, ...DRY });
      expect(dry).toMatchObject({ __typename: 'Denied', rule: call.rule });
      expect(await everything(world)).toEqual(before);
      expect(await by.do(name, input)).toEqual(dry);
      // The call itself is a refusal in the ledger.
      expect(await everything(world)).not.toEqual(before);
    });
  }
});

const counting = EACH_CALL.filter(([, { counts }]) => counts);

test.each(counting)('%s: ten dry runs cost nothing, and the 5th operation of the day passes', async (name) => {
  const { by, input } = callOf(stage, name);
  for (let at = 1; at <= 4; at += 1) await by.do('updateImage', { imageId: stage.image.id, description: `${at}` });
  for (let at = 1; at <= 10; at += 1) {
    expect((await by.do(name, { ...input, ...DRY })).__typename).toBe('Allowed');
  }
  expect((await by.do(name, input)).__typename).toMatch(/Payload$/);
});

test.each(counting)('%s: when the day is used up the dry run says so, with the numbers', async (name) => {
  const { by, input } = callOf(stage, name);
  for (let at = 1; at <= 5; at += 1) await by.do('updateImage', { imageId: stage.image.id, description: `${at}` });
  expect(await by.do(name, { ...input, ...DRY })).toMatchObject({
    rule: 'DAILY_OPERATION_LIMIT',
    limit: 5,
    used: 5,
    resetsAt: '2026-03-05T00:00:00.000Z',
    also: [],
  });
});

test('a dry run of a launch from a shared image brings the warning of the launch', async () => {
  const input = { imageId: stage.shared.id, instanceType: 'S' };
  const dry = await stage.friend.do('launchInstances', { ...input, ...DRY });
  expect(dry.warnings).toEqual([{ code: 'UNREVIEWED_SOURCE', message: expect.stringContaining('nobody reviewed it') }]);
  expect((await stage.friend.do('launchInstances', input)).warnings).toEqual(dry.warnings);
});

test('a dry run tells no token', async () => {
  const text = JSON.stringify(await stage.operator.do('createAccount', { name: 'x', ...DRY }));
  expect(text).not.toContain('irt_');
});

test('a dry run of malformed input is malformed', async () => {
  const { by, input } = callOf(stage, 'createImage', { ...DRY, name: '' });
  await expect(by.do('createImage', input)).rejects.toThrow('BAD_USER_INPUT');
});
