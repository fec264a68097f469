import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoAccount } from '../src/seed/demo';
import { newBuiltCheckout, Shell, type Checkout } from './support/commands';
import { blocksOf, read, ROOT, withoutNew } from './support/markdown';
import { inDatabase, startServer } from './support/postgres';
import { DAY_MS } from './support/world';

/** Runs the commands of the pages in docs/ against the real service and compares their output with the pages. */

const PAGES = readdirSync(path.join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .filter((name) => blocksOf(read(path.join('docs', name))).some(({ language }) => language === 'sh'));
const TIMEOUT_MS = 600_000;
/** The longest time that a page which counts operations takes. */
const PAGE_TIMEOUT_MS = 120_000;

/** Each page twice in a row and once more in the reverse order, all on one demo. */
const ROUNDS: [round: string, page: string][] = [
  ...PAGES.flatMap((page): [string, string][] => [
    ['first', page],
    ['second', page],
  ]),
  ...[...PAGES].reverse().map((page): [string, string] => ['third, in reverse order', page]),
];

/** Starts over without npm, whose start takes a third of the CPU of it; the first runs of the pages go through npm. */
const RESETS_BY_NODE = `npm() {
  case "$*" in
    'run demo:reset' | 'run --silent demo:reset') node scripts/run.mjs cli/resetDemo ;;
    *) command npm "$@" ;;
  esac
}`;

let checkout: Checkout;
let shell: Shell;
/** The service that all pages share, and the files that it created in the folder. */
let demo: { shell: Shell; address: string; left: string[] };
/** Steps to run after the page. */
let after: (() => Promise<void>)[] = [];

beforeAll(async () => {
  checkout = await newBuiltCheckout();
  const service = new Shell(checkout.folder);
  const address = await service.serve('npm start');
  demo = { shell: service, address, left: readdirSync(checkout.folder) };
  for (const { token } of accounts()) firstDay.set(token, await seenBy(token));
}, TIMEOUT_MS);

afterAll(async () => {
  await demo?.shell.end();
  checkout?.remove();
}, TIMEOUT_MS);

beforeEach(async () => {
  // Waits for the next day where this one would end while a page counts its operations.
  const left = DAY_MS - (Date.now() % DAY_MS);
  if (left < PAGE_TIMEOUT_MS) await sleep(left);
  shell = new Shell(checkout.folder);
  after = [() => shell.end()];
}, TIMEOUT_MS);

afterEach(async () => {
  for (const step of after) await step();
}, TIMEOUT_MS);

/** Compares the output of a block of commands with the block after it. */
function expectAnswer(language: string, given: string, expected: string): void {
  if (language === 'json') {
    expect(JSON.parse(withoutNew(given))).toEqual(JSON.parse(withoutNew(expected)));
  } else {
    // npm prints its command first.
    const lines = given.split('\n').filter((line) => line !== '' && !line.startsWith('> '));
    expect(withoutNew(lines.join('\n'))).toBe(withoutNew(expected.trim()));
  }
}

test.each(ROUNDS)(
  'in the %s run, docs/%s shows the output of its commands and leaves the demo unchanged',
  async (round, name) => {
    const blocks = blocksOf(read(path.join('docs', name)));
    if (round !== 'first') await shell.run(RESETS_BY_NODE);
    await shell.run(`export REGISTRY=${demo.address}`);
    const startsOver = blocks.some(({ language, text }) => language === 'sh' && text.includes('demo:reset'));
    if (startsOver) await play();
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
    const logs = /^service-\d+\.log$/;
    expect(readdirSync(checkout.folder).filter((file) => !logs.test(file))).toEqual(
      demo.left.filter((file) => !logs.test(file)),
    );
    await expectFirstDay();
  },
  TIMEOUT_MS,
);

const accounts = () =>
  JSON.parse(readFileSync(path.join(checkout.folder, 'data/demo-accounts.json'), 'utf8')) as DemoAccount[];

/** Sends a document to the running demo, as the account of a token. */
async function ask(token: string, query: string): Promise<unknown> {
  const response = await fetch(`${demo.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

/** Changes the demo as a reader does that tries the examples of the README first. */
async function play(): Promise<void> {
  const north = accounts().find(({ name }) => name === 'North Harbor')!;
  const played = await ask(
    north.token,
    `mutation {
      a: updateImage(input: { imageId: "img-demo-appliance", description: "x" }) { __typename }
      b: unshareImage(input: { imageId: "img-demo-web", accountIds: ["acc-south"] }) { __typename }
      c: shareImage(input: { imageId: "img-demo-desktop", accountIds: ["acc-workshop"] }) { __typename }
      d: createImage(input: { instanceId: "ins-demo-web", name: "x" }) { __typename }
    }`,
  );
  expect(JSON.stringify(played)).not.toContain('Denied');
}

/** Returns everything that pages can change, as an account of the running demo sees it. */
function seenBy(token: string): Promise<unknown> {
  const query = `{
    images(first: 100, filter: { types: [CUSTOM, SHARED] }) { nodes { id name description shareCount } }
    instances(first: 100) { nodes { id state } }
    viewer {
      accessTokens { id }
      operations(first: 100) { totalCount }
      quota(regionId: "ap-guangzhou") { images { limit } operationsToday { limit } }
    }
  }`;
  return ask(token, query);
}

async function expectFirstDay(): Promise<void> {
  expect(accounts().map(({ token }) => token)).toEqual([...firstDay.keys()]);
  for (const [token, seen] of firstDay) expect(await seenBy(token)).toEqual(seen);
}

/** The answers to each account before the first page, by its token. */
const firstDay = new Map<string, unknown>();

test(
  'the commands of the README lead to the denial that it describes',
  async () => {
    const [start, ask] = blocksOf(read('README.md')).filter(({ language }) => language === 'sh');
    expect(start!.text).toBe('npm ci && npm start\n');
    const { data } = JSON.parse(await shell.run(ask!.text.replaceAll('http://127.0.0.1:4000', demo.address)));
    expect(data.updateImage).toEqual({
      rule: 'SHARED_IMAGE_IS_LAUNCH_ONLY',
      message: 'This image is shared with this account, which may launch it and nothing else.',
    });
  },
  TIMEOUT_MS,
);

test('docs/README.md links to every page', () => {
  const index = read('docs/README.md');
  const pages = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  for (const name of pages) expect(index).toContain(`](${name})`);
});
