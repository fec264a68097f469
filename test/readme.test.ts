import { parse, validate } from 'graphql';
import { describeRules } from '../src/policy/rulebook';
import { createSchema } from '../src/graphql/schema';
import { seedCatalogue } from '../src/seed/catalogue';
import { seedDemo } from '../src/seed/demo';
import { SETTINGS } from '../src/config/environment';
import { subscribeTo, endSubscriptions, type OpenSubscription } from './support/openSubscriptions';
import { blocksOf, read, withoutNew } from './support/markdown';
import { listen } from './support/wire';
import { World } from './support/world';

/** Compares the README and the pages of docs/ with the answers of the service and the lists in the code. */

interface Example {
  account: string | undefined;
  query: string;
  answer: string;
}

/**
 * Returns the examples of a page, in order: each is a `graphql` fence, whose first line may name the account to act as,
 * and the `json` fence after it with the answer.
 */
function examplesOf(page: string): Example[] {
  const blocks = blocksOf(read(page));
  return blocks.flatMap(({ language, text: query }, at) => {
    if (language !== 'graphql') return [];
    const [, account] = /^# Act as: ([^.,\n]+)/.exec(query) ?? [];
    const answer = blocks[at + 1];
    expect([query, answer?.language]).toEqual([query, 'json']);
    return [{ account, query, answer: answer!.text }];
  });
}

const TOUR = 'docs/tour.md';

test.each([
  ['README.md', 2],
  [TOUR, 9],
])('the examples of %s, run in order on a new demo, are answered as the page shows', async (page, count) => {
  const examples = examplesOf(page);
  expect(examples).toHaveLength(count);
  const world = await World.open({ empty: true });
  try {
    await seedCatalogue(world.store);
    const demo = await seedDemo(world.store, world.prices, world.clock.now);
    const askerOf = (account?: string) => {
      if (account === undefined) return world.anybody;
      const { id, token } = demo.find(({ name }) => name === account)!;
      return world.callerWith(id, token);
    };
    const port = await listen(world);
    /** The open subscription and its expected event, which the next example causes. */
    let open: { subscription: OpenSubscription; answer: string } | null = null;
    for (const { account, query, answer } of examples) {
      if (/^subscription /m.test(query)) {
        open = { subscription: await subscribeTo(port, askerOf(account), query), answer };
        continue;
      }
      // The examples leave out the cost report of the answers.
      const { extensions: _, ...body } = (await askerOf(account).ask(query)).body;
      expect(JSON.parse(withoutNew(JSON.stringify(body)))).toEqual(JSON.parse(withoutNew(answer)));
      if (open !== null) {
        await open.subscription.until(1);
        const { extensions: _cost, ...event } = open.subscription.results[0];
        expect(JSON.parse(withoutNew(JSON.stringify(event)))).toEqual(JSON.parse(withoutNew(open.answer)));
        open = null;
      }
    }
    expect(open).toBeNull();
  } finally {
    endSubscriptions();
    await world.close();
  }
});

test('the examples of the README are examples of the tour', () => {
  expect(examplesOf(TOUR)).toEqual(expect.arrayContaining(examplesOf('README.md')));
});

test('the tabs of the playground are the examples of the tour', () => {
  const page = read('public/playground/examples.graphql');
  expect(validate(createSchema(), parse(page))).toEqual([]);
  const tabs = page.split('\n\n').map((text) => `${text.trim()}\n`);
  expect(tabs).toHaveLength(9);
  expect(
    examplesOf(TOUR)
      .map(({ query }) => query)
      .sort(),
  ).toEqual(tabs.sort());
});

test('the table of docs/rules.md is the rulebook', () => {
  const rows = describeRules().map(({ rule, statement, limit }) =>
    `| \`${rule}\` | ${statement} | ${limit ?? ''} |`.replace('|  |', '| |'),
  );
  const table = read('docs/rules.md').match(/^\| `.*$/gm);
  expect(table).toEqual(rows);
});

test('every setting of the environment is in docs/configuration.md or docs/api.md', () => {
  const pages = read('docs/configuration.md') + read('docs/api.md');
  for (const name of SETTINGS) expect(pages).toContain(`\`${name}\``);
});
