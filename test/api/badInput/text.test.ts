import { callOf, createFixture, type Fixture } from '../../support/calls';
import { everything } from '../../support/contents';
import { World } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests that texts are trimmed, composed, measured in code points, and rejected with invisible characters in them. */

let world: World;
let stage: Fixture;
let before: unknown;
beforeAll(async () => {
  world = await World.open();
  stage = await createFixture(world);
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

/** Characters that show nothing, reorder the text around them, or are no characters. */
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
  ['a text variation selector', '\ufe0e'],
  ['a Mongolian vowel separator', '\u180e'],
  ['a flag’s tags without the flag', '\u{e0067}\u{e0062}\u{e007f}'],
  ['two joiners', '\u200d\u200c'],
  ['a line separator', '\u2028'],
  ['a paragraph separator', '\u2029'],
  ['a lone high surrogate', '\ud83d'],
  ['a lone low surrogate', '\ude00'],
];

/** Texts that Unicode recommends although they contain invisible characters, and their length in code points. */
const RECOMMENDED: [string, string, number][] = [
  ['a heart in colour', '\u2764\ufe0f', 2],
  ['a woman at a computer', '👩\u200d💻', 3],
  ['a family', '👨\u200d👩\u200d👧\u200d👦', 7],
  ['a couple with two skin tones', '👩🏽\u200d🤝\u200d👨🏻', 7],
  ['an eye in a speech bubble', '👁\ufe0f\u200d🗨\ufe0f', 5],
  ['a rainbow flag', '🏳\ufe0f\u200d🌈', 4],
  ['a keycap', '1\ufe0f\u20e3', 3],
  ['a country’s flag', '🇩🇪', 2],
  ['Scotland’s flag', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}', 7],
  ['several emoji in a row', '❤\ufe0f👩\u200d💻1\ufe0f\u20e3', 8],
  ['Persian', 'می\u200cخواهم', 8],
  ['Persian with vowel signs', 'مِی\u200cخواهَم', 10],
  ['Arabic, joined', 'ه\u200dم', 3],
  ['Hindi', 'क्\u200dष', 4],
  ['Hindi, parted', 'क्\u200cष', 4],
  ['Bengali, before a vowel killer', 'র\u200d্য', 4],
  ['Sinhala', 'ශ්\u200dරී', 5],
  ['Malayalam', 'ന്\u200dറ', 4],
  ['Kannada', 'ರ್\u200cಕ', 4],
  ['Marathi, twice', 'दर्\u200dयाक्\u200dष', 10],
];

/** The same characters where Unicode does not recommend them. */
const OUT_OF_PLACE: [string, string][] = [
  ['a joiner alone', '\u200d'],
  ['a joiner between Latin letters', 'a\u200db'],
  ['a joiner between Cyrillic letters', 'а\u200cб'],
  ['a joiner between digits', '1\u200d2'],
  ['a joiner between letters of two scripts', 'م\u200dक'],
  ['a joiner between a Persian and a Latin letter', 'م\u200ca'],
  ['a joiner at the end of a word', 'می\u200c خواهم'],
  ['a joiner at the end', 'می\u200c'],
  ['a joiner at the beginning', '\u200cمی'],
  ['two joiners between letters', 'می\u200c\u200cخواهم'],
  ['a joiner between an Arabic letter and a digit', 'م\u200c۱'],
  ['a joiner between emoji that are not joined', '😀\u200d😀'],
  ['a joiner after an emoji', '👩\u200d💻\u200d'],
  ['a joiner between an emoji and a letter', '👩\u200dم'],
  ['a joiner around an emoji', 'م\u200d👩\u200dم'],
  ['a joiner between letters that an emoji parts', 'م👩\u200dم'],
  ['a variation selector after a letter', 'a\ufe0f'],
  ['a variation selector after a letter of a joining script', 'م\ufe0f'],
  ['a second variation selector', '❤\ufe0f\ufe0f'],
  ['a selector of text', '❤\ufe0e'],
  ['the flag of no country', '🏴\u{e0075}\u{e0073}\u{e0074}\u{e0078}\u{e007f}'],
  ['a flag without its end', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}'],
  ['tags after another emoji', '😀\u{e0067}\u{e0062}\u{e007f}'],
  ['a bidirectional mark in an emoji', '👩\u200f💻'],
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

describe.each([...NAMES, ['launchInstances', 'name'] as [string, string]])('%s, in its %s,', (name, at) => {
  test('accepts 60 code points, whatever their bytes, and rejects 61', async () => {
    for (const letter of ['a', 'é', ASTRAL]) {
      await expectTaken(name, at, letter.repeat(60));
      await expectBad(name, at, letter.repeat(61));
    }
    await expectBad(name, at, 'a'.repeat(100_000));
  });

  test('measures the text as it is kept, trimmed and composed', async () => {
    await expectTaken(name, at, `   ${'e\u0301'.repeat(60)}\n\t`);
    await expectBad(name, at, 'e\u0301'.repeat(61));
  });

  test('accepts 30 combining marks in a row and rejects 31, however long', async () => {
    await expectTaken(name, at, `a${'\u0316\u0302'.repeat(15)}`);
    await expectBad(name, at, `b${'\u0316\u0302'.repeat(15)}\u0316`);
    await expectBad(name, at, `b${'\u0316\u0302'.repeat(4_900)}`);
  });

  test.each(INVISIBLE)('rejects %s', async (_what, character) => {
    await expectBad(name, at, `a${character}b`);
  });

  test('rejects a line break', async () => {
    for (const lines of ['a\nb', 'a\rb', 'a\r\nb', 'a\vb', 'a\fb']) await expectBad(name, at, lines);
  });
});

describe.each([
  ['updateImage', 'name'],
  ['updateImage', 'description'],
  ['importImage', 'platform'],
])('%s, in its %s,', (name, at) => {
  // prettier-ignore
  test.each(RECOMMENDED)('accepts %s (%s), %i code points long', async (_what, value, length) => {
    expect([...value]).toHaveLength(length);
    await expectTaken(name, at, `a ${value} b`);
    await expectTaken(name, at, value);
    await expectBad(name, at, value.repeat(257));
  });

  test.each(OUT_OF_PLACE)('rejects %s (%j)', async (_what, value) => {
    await expectBad(name, at, value);
    await expectBad(name, at, `a${value}b`);
  });
});

describe.each(NAMES)('%s, in its %s,', (name, at) => {
  test.each(['', ' ', '   ', '\t', '\n', '\u00a0', '\u3000 \u2003'])('rejects the empty %j', async (value) => {
    await expectBad(name, at, value);
  });
});

test.each(['', '  ', '\n'])('launchInstances accepts the empty name %j', async (value) => {
  await expectTaken('launchInstances', 'name', value);
});

describe.each(['createImage', 'importImage', 'updateImage', 'publishImage'])('%s, in its description,', (name) => {
  test('accepts 256 code points and rejects 257', async () => {
    for (const letter of ['a', 'é', ASTRAL, 'a\n']) {
      await expectTaken(name, 'description', letter.repeat(256 / [...letter].length));
    }
    for (const letter of ['a', 'é', ASTRAL]) await expectBad(name, 'description', letter.repeat(257));
    await expectBad(name, 'description', `a${'\n'.repeat(255)}bc`);
  });

  test('accepts an empty text and several lines with any line ends', async () => {
    for (const value of ['', '   ', 'one\ntwo\n\nthree', 'one\r\ntwo', 'one\rtwo']) {
      await expectTaken(name, 'description', value);
    }
  });

  test.each(INVISIBLE)('rejects %s', async (_what, character) => {
    await expectBad(name, 'description', `a\n${character}b`);
  });
});
