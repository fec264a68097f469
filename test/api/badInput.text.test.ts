import { everything, callOf, stageOf, type Stage } from '../support/calls';
import { mutationText, World } from '../support/world';

/** What people write: trimmed, in one of Unicode's forms, measured in code points, with nothing invisible in it. */

let world: World;
let stage: Stage;
let before: unknown;
beforeAll(async () => {
  world = await World.open();
  stage = await stageOf(world);
  before = await everything(world);
});
afterEach(async () => expect(await everything(world)).toEqual(before));
afterAll(() => world.close());

async function expectBad(name: string, at: string, value: string): Promise<void> {
  const { by, input } = callOf(stage, name, { [at]: value });
  const { body } = await by.ask(mutationText(name), { input });
  expect([value, body.errors?.map(({ extensions }) => extensions)]).toEqual([
    value,
    [{ code: 'BAD_USER_INPUT', field: `input.${at}` }],
  ]);
}

async function expectTaken(name: string, at: string, value: string): Promise<void> {
  const { by, input } = callOf(stage, name, { [at]: value, dryRun: true });
  expect([value, (await by.do(name, input)).__typename]).toEqual([value, 'Allowed']);
}

const ASTRAL = '😀';

/** What shows nothing, turns what stands around it, or is no character at all. */
const INVISIBLE: [string, string][] = [
  ['NUL', '\u0000'],
  ['a control character', '\u0007'],
  ['an escape', '\u001b[31m'],
  ['delete', '\u007f'],
  ['a C1 control', '\u0085'],
  ['a tab', '\t'],
  ['a soft hyphen', '\u00ad'],
  ['a zero-width space', '\u200b'],
  ['a zero-width joiner', '\u200d'],
  ['a zero-width non-joiner', '\u200c'],
  ['a word joiner', '\u2060'],
  ['a byte order mark', '\ufeff'],
  ['a left-to-right mark', '\u200e'],
  ['a right-to-left override', '\u202e'],
  ['a right-to-left isolate', '\u2067'],
  ['a pop of an isolate', '\u2069'],
  ['an Arabic letter mark', '\u061c'],
  ['a Hangul filler', '\u3164'],
  ['a variation selector', '\ufe0f'],
  ['a tag', '\u{e0041}'],
  ['a Braille blank', '\u2800'],
  ['a line separator', '\u2028'],
  ['a paragraph separator', '\u2029'],
  ['a lone high surrogate', '\ud83d'],
  ['a lone low surrogate', '\ude00'],
];

const NAMES: [string, string][] = [
  ['createImage', 'name'],
  ['importImage', 'name'],
  ['importImage', 'platform'],
  ['updateImage', 'name'],
  ['createAccessToken', 'name'],
  ['publishImage', 'name'],
  ['publishImage', 'platform'],
  ['createAccount', 'name'],
];

describe.each([...NAMES, ['launchInstances', 'name'] as [string, string]])('%s: %s', (name, at) => {
  test('60 code points are taken, however many bytes; 61 are not', async () => {
    for (const letter of ['a', 'é', ASTRAL]) {
      await expectTaken(name, at, letter.repeat(60));
      await expectBad(name, at, letter.repeat(61));
    }
    await expectBad(name, at, 'a'.repeat(100_000));
  });

  test('what is measured is what is kept: trimmed and composed', async () => {
    await expectTaken(name, at, `   ${'e\u0301'.repeat(60)}\n\t`);
    await expectBad(name, at, 'e\u0301'.repeat(61));
  });

  test.each(INVISIBLE)('%s within is refused', async (_what, character) => {
    await expectBad(name, at, `a${character}b`);
  });

  test('a line break within is refused', async () => {
    for (const lines of ['a\nb', 'a\rb', 'a\r\nb', 'a\vb', 'a\fb']) await expectBad(name, at, lines);
  });
});

describe.each(NAMES)('%s: %s is not empty', (name, at) => {
  test.each(['', ' ', '   ', '\t', '\n', '\u00a0', '\u3000 \u2003'])('%j', async (value) => {
    await expectBad(name, at, value);
  });
});

test.each(['', '  ', '\n'])('launchInstances: the name may be empty: %j', async (value) => {
  await expectTaken('launchInstances', 'name', value);
});

describe.each(['createImage', 'importImage', 'updateImage', 'publishImage'])('%s: description', (name) => {
  test('256 code points are taken, 257 are not', async () => {
    for (const letter of ['a', 'é', ASTRAL, 'a\n']) {
      await expectTaken(name, 'description', letter.repeat(256 / [...letter].length));
    }
    for (const letter of ['a', 'é', ASTRAL]) await expectBad(name, 'description', letter.repeat(257));
    await expectBad(name, 'description', `a${'\n'.repeat(255)}bc`);
  });

  test('none at all, several lines, and lines ended in any way are taken', async () => {
    for (const value of ['', '   ', 'one\ntwo\n\nthree', 'one\r\ntwo', 'one\rtwo']) {
      await expectTaken(name, 'description', value);
    }
  });

  test.each(INVISIBLE)('%s within is refused', async (_what, character) => {
    await expectBad(name, 'description', `a\n${character}b`);
  });
});
