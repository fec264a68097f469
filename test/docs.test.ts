import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newCheckout, Shell, type Checkout } from './support/commands';
import { blocksOf, read, ROOT, withoutNew } from './support/markdown';
import { inDatabase, startServer } from './support/postgres';
import { DAY_MS } from './support/world';

/** The commands of the pages in docs/, run as they stand there against the real service, answer what stands there. */

const PAGES = readdirSync(path.join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .filter((name) => blocksOf(read(path.join('docs', name))).some(({ language }) => language === 'sh'));
const LONGEST_MS = 600_000;
/** How long a page that counts operations takes at most. */
const LONGEST_PAGE_MS = 120_000;

let checkout: Checkout;
let shell: Shell;
/** What to do when the page is done. */
let after: (() => Promise<void>)[] = [];

beforeAll(async () => {
  checkout = newCheckout();
  const builder = new Shell(checkout.folder);
  await builder.run('npm run build');
  await builder.end();
}, LONGEST_MS);

afterAll(() => checkout?.remove());

beforeEach(async () => {
  // So that no day ends while it is counted what is left of it.
  const left = DAY_MS - (Date.now() % DAY_MS);
  if (left < LONGEST_PAGE_MS) await sleep(left);
  shell = new Shell(checkout.folder);
  after = [() => shell.end()];
}, LONGEST_MS);

afterEach(async () => {
  for (const step of after) await step();
  checkout.clean();
}, LONGEST_MS);

/** What follows a block of commands is its answer. */
function expectAnswer(language: string, given: string, expected: string): void {
  if (language === 'json') {
    expect(JSON.parse(withoutNew(given))).toEqual(JSON.parse(withoutNew(expected)));
  } else {
    // npm says first what it runs.
    const lines = given.split('\n').filter((line) => line !== '' && !line.startsWith('> '));
    expect(withoutNew(lines.join('\n'))).toBe(withoutNew(expected.trim()));
  }
}

test.each(PAGES)(
  'docs/%s',
  async (name) => {
    const blocks = blocksOf(read(path.join('docs', name)));
    await shell.serve('node dist/src/main.js');
    let postgres = '127.0.0.1:5432';
    for (const [at, { language, note, text }] of blocks.entries()) {
      if (language === 'sql') {
        const server = await startServer();
        after.push(server.remove);
        postgres = new URL(server.url).host;
        await inDatabase(server.url, async (client) => {
          for (const statement of text.trim().split('\n')) await client.query(statement);
        });
      }
      if (language !== 'sh') continue;
      const block = text.replaceAll('127.0.0.1:5432', postgres);
      if (note === 'service') await shell.serve(block);
      else {
        const given = await shell.run(block);
        const next = blocks[at + 1];
        if (next && ['json', 'text'].includes(next.language)) expectAnswer(next.language, given, next.text);
      }
    }
  },
  LONGEST_MS,
);

test(
  'the README: from one command to the refusal, in a shell',
  async () => {
    const [start, ask] = blocksOf(read('README.md')).filter(({ language }) => language === 'sh');
    expect(start!.text).toBe('npm ci && npm start\n');
    const address = await shell.serve('npm start');
    const { data } = JSON.parse(await shell.run(ask!.text.replaceAll('http://127.0.0.1:4000', address)));
    expect(data.updateImage).toEqual({
      rule: 'SHARED_IMAGE_IS_LAUNCH_ONLY',
      message: 'This image is shared with this account, which may launch it and nothing else.',
    });
  },
  LONGEST_MS,
);

test('docs/README.md leads to every page', () => {
  const index = read('docs/README.md');
  const pages = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  for (const name of pages) expect(index).toContain(`](${name})`);
});
