import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** How often SQLite is asked whether somebody committed: often enough for a person, and it takes a microsecond. */
const ASKED_EVERY_MS = 50;
/** Where PostgreSQL tells by itself, it is still asked now and then: a message may be lost with its connection. */
const ASKED_ANYWAY_EVERY_MS = 2_000;
/** How long after a lost connection another one is tried, in milliseconds. */
const AGAIN_AFTER_MS = 500;
const CHANNEL = 'image_registry_event';

/** Looks out for commits, this process's and others', until it is closed. */
export interface Watch {
  close: () => Promise<void>;
}

/** Calls `wake` after commits to a SQLite file, told by its `data_version`; `failed` is told why that could not be read. */
export function watchFile(version: () => number, wake: () => void, failed: (error: unknown) => void): Watch {
  let last = version();
  const look = () => {
    try {
      const now = version();
      if (now !== last) wake();
      last = now;
    } catch (error) {
      failed(error);
    }
  };
  const timer = setInterval(look, ASKED_EVERY_MS).unref();
  return { close: async () => clearInterval(timer) };
}

/**
 * Calls `wake` after commits with events to a PostgreSQL server, on a connection of its own that listens. One that
 * breaks is replaced, and what was told meanwhile is looked for.
 *
 * @param failed is told why it does not listen at the moment
 */
export function watchServer(url: string, wake: () => void, failed: (error: unknown) => void): Watch {
  const closed = new AbortController();
  const timer = setInterval(wake, ASKED_ANYWAY_EVERY_MS).unref();
  const listening = (async () => {
    while (!closed.signal.aborted) {
      await listen(url, wake, closed.signal).catch(failed);
      await sleep(AGAIN_AFTER_MS, null, { signal: closed.signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    async close() {
      clearInterval(timer);
      closed.abort();
      await listening;
    },
  };
}

/** Listens until the connection ends. @throws why it ended, where nobody wanted it to */
async function listen(url: string, wake: () => void, closed: AbortSignal): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: 'image-registry events',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  const ended = new Promise<void>((resolve, reject) => {
    client.once('error', reject);
    client.once('end', resolve);
    closed.addEventListener('abort', () => resolve(), { once: true });
  });
  // It may break while it is being set up; what awaits it then is still to come.
  ended.catch(() => undefined);
  client.on('notification', wake);
  try {
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
    wake();
    await ended;
  } finally {
    await client.end().catch(() => undefined);
  }
}
