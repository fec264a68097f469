import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describeRules } from '../src/policy/rulebook';
import { seedCatalogue } from '../src/seed/catalogue';
import { seedDemo } from '../src/seed/demo';
import { listen } from './support/wire';
import { World } from './support/world';

/** What the README shows is what the service answers. */

const README = readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8');

/** Examples: a fence `graphql <account>` with the document, and the next `json` fence with its answer. */
const examples = [...README.matchAll(/```graphql (\S+)\n([\s\S]*?)```[\s\S]*?```json\n([\s\S]*?)```/g)].map(
  ([, account, query, answer]) => ({ account: account!, query: query!, answer: answer! }),
);

test('there are examples', () => expect(examples.length).toBeGreaterThanOrEqual(4));

test('the examples, asked one after the other on a fresh demo, answer what stands there', async () => {
  const world = await World.open({ empty: true });
  try {
    await seedCatalogue(world.store);
    const demo = await seedDemo(world.store, world.prices, world.clock.now);
    for (const { account, query, answer } of examples) {
      const token = demo.find(({ id }) => id === account)?.token ?? null;
      // What it cost and what is left is in every answer; the examples leave it out.
      const { extensions: _, ...body } = (await world.asker(account, token).ask(query)).body;
      expect(withoutNewIds(body)).toEqual(withoutNewIds(JSON.parse(answer)));
    }
  } finally {
    await world.close();
  }
});

/** Ids that are made while the examples run are random; those of the demo are not. */
function withoutNewIds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replace(/"(img|ins|shr|op|tok)-[0-9a-z]{12}"/g, '"$1-…"'));
}

test('the table of rules is the rulebook', () => {
  const rows = describeRules().map(({ rule, statement, limit }) =>
    `| \`${rule}\` | ${statement} | ${limit ?? ''} |`.replace('|  |', '| |'),
  );
  for (const row of rows) expect(README).toContain(row);
});

test('every setting of the environment is in the README', () => {
  const source = readFileSync(path.join(__dirname, '..', 'src', 'server', 'environment.ts'), 'utf8');
  const names = [...source.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, name]) => name!);
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(README).toContain(`\`${name}\``);
});

test('the command that listens, sent as it stands there, hears of what everyone sees', async () => {
  const [, url, headers, body] = /curl -N http:\/\/127\.0\.0\.1:4000(\S+) (.*?) \\\n {2}-d '(.*)'\n/.exec(README)!;
  const named = [...headers!.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name, value]): [string, string] => [
    name!,
    value!,
  ]);
  const world = await World.open();
  const stopped = new AbortController();
  try {
    const sent = { method: 'POST', headers: named, body: body!, signal: stopped.signal };
    const { body: stream } = await fetch(`http://127.0.0.1:${await listen(world)}${url}`, sent);
    const operator = await world.account({ roles: ['OPERATOR'] });
    await operator.do('retireImage', { imageId: 'img-public' });
    let heard = '';
    for await (const part of stream!) {
      heard += Buffer.from(part as Uint8Array).toString();
      if (heard.includes('event: next')) break;
    }
    expect(heard).toContain('"change":"DELETED","imageId":"img-public","image":null');
  } finally {
    stopped.abort();
    await world.close();
  }
});
