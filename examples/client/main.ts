import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { openWithApollo } from './apollo';
import { NoAnswer, ServiceError } from './ask';
import type { ImagePages } from './imagePages';
import { openWithRelay } from './relay';
import { tell, type Party } from './story';
import { openWithUrql } from './urql';

/** `npm run example -- [story|apollo|urql|relay] [url]` runs an example as demo accounts of a service started here. */

const ACCOUNTS = 'data/demo-accounts.json';
const CLIENTS = { apollo: openWithApollo, urql: openWithUrql, relay: openWithRelay };

const [what = 'story', url = 'http://127.0.0.1:4000/graphql'] = process.argv.slice(2);

async function main(): Promise<void> {
  const file = z.array(z.object({ id: z.string(), name: z.string(), token: z.string() }));
  const accounts = file.parse(JSON.parse(readFileSync(ACCOUNTS, 'utf8')));
  const party = (id: string): Party => {
    const account = accounts.find((each) => each.id === id);
    if (account === undefined) throw new Error(`${ACCOUNTS} has no account ${id}.`);
    return { id, name: account.name, endpoint: { url, token: account.token } };
  };
  const owner = party('acc-north');
  const friend = party('acc-south');
  if (what === 'story') return tell(owner, friend, 'ap-guangzhou', (line) => console.log(line));
  if (what !== 'apollo' && what !== 'urql' && what !== 'relay') throw new Error(`There is no example ${what}.`);
  const pages = await CLIENTS[what](owner.endpoint, 2);
  await browse(pages, friend.id);
  pages.close();
}

/** Reads two pages, shares the first image without shares, and prints the list after each step. */
async function browse(pages: ImagePages, accountId: string): Promise<void> {
  console.table(pages.shown());
  await pages.more();
  console.table(pages.shown());
  const image = pages.shown().find(({ shareCount }) => shareCount === 0);
  if (image === undefined) return console.log('All of them are shared already.');
  const refusal = await pages.share(image.id, accountId);
  console.log(refusal === null ? `${image.name} was shared:` : refusal.message);
  console.table(pages.shown());
}

main().catch((error: unknown) => {
  if (error instanceof ServiceError) console.error(`${error.code}: ${error.message}`);
  else if (error instanceof NoAnswer)
    console.error(`${error.message}. Is the service running? \`npm start\` starts it.`);
  else console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
