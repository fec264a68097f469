import { parse, validate } from 'graphql';
import { describeRules } from '../src/policy/rulebook';
import { createSchema } from '../src/graphql/schema';
import { seedCatalogue } from '../src/seed/catalogue';
import { seedDemo } from '../src/seed/demo';
import { SETTINGS } from '../src/config/environment';
import { listenTo, stopListening, type Ear } from './support/ears';
import { blocksOf, read, withoutNew } from './support/markdown';
import { listen } from './support/wire';
import { World } from './support/world';

/** What the README shows is what the service answers, and what the pages beside it list is all there is. */

const blocks = blocksOf(read('README.md'));

/** Examples: a `graphql` fence, whose first line may name who asks, and the `json` fence after it with the answer. */
const examples = blocks.flatMap(({ language, text: query }, at) => {
  if (language !== 'graphql') return [];
  const [, account] = /^# Act as: ([^.,\n]+)/.exec(query) ?? [];
  return [{ account, query, answer: blocks[at + 1]!.text }];
});

test('the examples, asked one after the other on a fresh demo, answer what stands there', async () => {
  const world = await World.open({ empty: true });
  try {
    await seedCatalogue(world.store);
    const demo = await seedDemo(world.store, world.prices, world.clock.now);
    const askerOf = (account?: string) => {
      if (account === undefined) return world.anybody;
      const { id, token } = demo.find(({ name }) => name === account)!;
      return world.asker(id, token);
    };
    const port = await listen(world);
    /** What a subscription hears is what the example after it does. */
    let heard: { ear: Ear; answer: string } | null = null;
    for (const { account, query, answer } of examples) {
      if (/^subscription /m.test(query)) {
        heard = { ear: await listenTo(port, askerOf(account), query), answer };
        continue;
      }
      // What it cost and what is left is in every answer; the examples leave it out.
      const { extensions: _, ...body } = (await askerOf(account).ask(query)).body;
      expect(JSON.parse(withoutNew(JSON.stringify(body)))).toEqual(JSON.parse(withoutNew(answer)));
      if (heard !== null) {
        await heard.ear.until(1);
        const { extensions: _cost, ...event } = heard.ear.results[0];
        expect(JSON.parse(withoutNew(JSON.stringify(event)))).toEqual(JSON.parse(withoutNew(heard.answer)));
        heard = null;
      }
    }
    expect(heard).toBeNull();
  } finally {
    stopListening();
    await world.close();
  }
});

test('the tabs of the page are these examples', () => {
  const page = read('public/playground/examples.graphql');
  expect(validate(createSchema(), parse(page))).toEqual([]);
  const tabs = page.split('\n\n').map((text) => `${text.trim()}\n`);
  expect(tabs).toHaveLength(9);
  expect(examples.map(({ query }) => query).sort()).toEqual(tabs.sort());
});

test('docs/rules.md is the rulebook', () => {
  const rows = describeRules().map(({ rule, statement, limit }) =>
    `| \`${rule}\` | ${statement} | ${limit ?? ''} |`.replace('|  |', '| |'),
  );
  const table = read('docs/rules.md').match(/^\| `.*$/gm);
  expect(table).toEqual(rows);
});

test('every setting of the environment is in docs/configuration.md, or among the limits in docs/api.md', () => {
  const pages = read('docs/configuration.md') + read('docs/api.md');
  for (const name of SETTINGS) expect(pages).toContain(`\`${name}\``);
});
