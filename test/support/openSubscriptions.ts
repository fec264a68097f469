import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-sse';
import { createApp } from '../../src/server/app';
import { createLog } from '../../src/server/ops/logger';
import type { Store } from '../../src/database/database';
import { PATIENT } from './patience';
import { PRICES, type ApiCaller, type World } from './world';

/** Subscriptions by graphql-sse, the client that applications use, over real sockets. */

/** The fields of an event of an image; `image` is null where the viewer no longer sees it. */
export interface ImageEvent {
  sequence: string;
  change: string;
  imageId: string;
  accountId: string | null;
  image: { name: string } | null;
}

export const IMAGE_CHANGED = `subscription ($regionId: ID!, $after: String) {
  imageChanged(regionId: $regionId, after: $after) { sequence at change imageId accountId image { name } }
}`;
export const SHARE_RECEIVED = `subscription ($after: String) {
  shareReceived(after: $after) { sequence at imageId region { id } image { name type owner { name } } share { account { name } } }
}`;

/** One open subscription and its results. */
export interface OpenSubscription {
  /** Whole results, in the order of their arrival. */
  results: any[]; // eslint-disable-line @typescript-eslint/no-explicit-any
  /** Waits until there are `count` results. */
  until: (count: number) => Promise<void>;
  /** Waits for `count` results; returns their events, and throws where something else arrived. */
  events: (count: number) => Promise<ImageEvent[]>;
  /** Resolves when it ends, with `complete` or the message of the error. */
  ended: Promise<string>;
  stop: () => void;
}

const WAIT_TIMEOUT_MS = 20_000;
const open = new Set<OpenSubscription>();

/** Subscribes, and resolves once the service has accepted the subscription. */
export async function subscribeTo(
  port: number,
  { token }: Pick<ApiCaller, 'token'>,
  query: string,
  variables: Record<string, unknown> = {},
  request: object = {},
): Promise<OpenSubscription> {
  const client = createClient({
    url: `http://127.0.0.1:${port}/graphql`,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const results: unknown[] = [];
  let wake = () => {};
  let finish: (how: string) => void;
  const ended = new Promise<string>((resolve) => (finish = resolve));
  const begun = new Promise<void>((resolve, reject) => {
    const sink = {
      next: (result: unknown) => {
        results.push(result);
        wake();
      },
      error: (error: Error) => {
        finish(error.message);
        reject(error);
        wake();
      },
      complete: () => {
        finish('complete');
        wake();
      },
    };
    client.subscribe({ query, variables, ...request }, sink, { connected: () => resolve() });
  });
  const until = async (count: number) => {
    const late = Date.now() + WAIT_TIMEOUT_MS;
    while (results.length < count) {
      if (Date.now() > late) throw new Error(`${results.length} of ${count} events came: ${JSON.stringify(results)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const events = async (count: number): Promise<ImageEvent[]> => {
    await until(count);
    return (results as { data: object }[]).map(({ data }) => Object.values(data)[0]);
  };
  const subscription: OpenSubscription = { results, until, events, ended, stop: () => client.dispose() };
  open.add(subscription);
  await begun;
  return subscription;
}

/** Stops all open subscriptions. */
export function endSubscriptions(): void {
  for (const subscription of open) subscription.stop();
  open.clear();
}

/** Returns an event in short: its change, its image and its account. */
export const short = ({ change, imageId, accountId, image }: ImageEvent) =>
  [change, imageId, accountId, image?.name ?? null] as const;

/** Starts another server on the same database. */
export async function anotherServer(world: World): Promise<{ port: number; store: Store; close: () => Promise<void> }> {
  const store = await world.database.open();
  const dependencies = { store, clock: () => world.clock.now, prices: PRICES };
  const app = await createApp(dependencies, { log: createLog('silent'), limits: PATIENT });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const close = async () => {
    await app.close();
    await store.close();
  };
  return { port, store, close };
}
