import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoAccount } from '../src/seed/demo';
import { newBuiltCheckout, Shell, type Checkout } from './support/commands';
import { blocksOf, read, ROOT, withoutNew } from './support/markdown';
import { inDatabase, startServer } from './support/postgres';
import { DAY_MS } from './support/world';

/** The commands of the pages in docs/, run as they stand there against the real service, answer what stands there. */

const PAGES = readdirSync(path.join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .filter((name) => blocksOf(read(path.join('docs', name))).some(({ language }) => language === 'sh'));
const TIMEOUT_MS = 600_000;
/** How long a page that counts operations takes at most. */
const PAGE_TIMEOUT_MS = 120_000;

/** Each page twice in a row and once more in the other order, all on one demo. */
const ROUNDS: [round: string, page: string][] = [
  ...PAGES.flatMap((page): [string, string][] => [
    ['once', page],
    ['again', page],
  ]),
  ...[...PAGES].reverse().map((page): [string, string] => ['from the last page to the first', page]),
];

let checkout: Checkout;
let shell: Shell;
/** The one service that all pages ask, and what it left in the folder. */
let demo: { shell: Shell; address: string; left: string[] };
/** What to do when the page is done. */
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
  // So that no day ends while it is counted what is left of it.
  const left = DAY_MS - (Date.now() % DAY_MS);
  if (left < PAGE_TIMEOUT_MS) await sleep(left);
  shell = new Shell(checkout.folder);
  after = [() => shell.end()];
}, TIMEOUT_MS);

afterEach(async () => {
  for (const step of after) await step();
}, TIMEOUT_MS);

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

test.each(ROUNDS)(
  'read %s, docs/%s says what is answered, and leaves the demo as it was',
  async (_round, name) => {
    const blocks = blocksOf(read(path.join('docs', name)));
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

/** Changes what the pages are about, as a reader does who tries the README's examples before. */
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

/** What an account of the running demo sees of all that pages change. */
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

/** What each account was answered on the demo's first day, by its token. */
const firstDay = new Map<string, unknown>();

test(
  'the README: from one command to the refusal, in a shell',
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

test('docs/README.md leads to every page', () => {
  const index = read('docs/README.md');
  const pages = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  for (const name of pages) expect(index).toContain(`](${name})`);
});
