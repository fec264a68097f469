import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * Milliseconds between two checks of SQLite's `data_version`: short enough for a person, and a check takes a
 * microsecond.
 */
const ASKED_EVERY_MS = 50;
/** Milliseconds between two checks where PostgreSQL sends notifications: one may be lost with its connection. */
const ASKED_ANYWAY_EVERY_MS = 2_000;
/** Milliseconds between losing a connection and opening another. */
const AGAIN_AFTER_MS = 500;
const CHANNEL = 'image_registry_event';

/** Watches for commits of this process and of others until it is closed. */
export interface Watch {
  close: () => Promise<void>;
}

/**
 * Calls `wake` after commits to a SQLite file, which its `data_version` shows.
 *
 * @param failed receives the error where `data_version` cannot be read
 */
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
 * Calls `wake` after commits with events to a PostgreSQL server, using a dedicated connection that runs LISTEN. A
 * broken connection is replaced, and `wake` is called then too, because notifications may have been missed.
 *
 * @param failed receives the error that ended the connection
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

/**
 * Listens until the connection ends.
 *
 * @throws the error that ended it, unless `closed` was aborted
 */
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
  // The connection may break while it is being set up, before `ended` is awaited; an unhandled rejection ends the
  // process.
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
