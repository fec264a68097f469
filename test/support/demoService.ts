import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { DemoAccount } from '../../src/seed/demo';
import { fillIfEmpty } from '../../src/seed/start';
import { createApp } from '../../src/server/app';
import { readEnvironment } from '../../src/config/environment';
import { createLog } from '../../src/server/ops/logger';
import type { Store } from '../../src/database/database';
import { monotonicClock } from '../../src/store/ledger';
import { openStore } from '../../src/database/open';
import { newFolder } from './folder';
import { PATIENT } from './patience';

/** The service as `npm start` starts it, with its demo data, on a socket of its own. */
export class DemoService {
  private constructor(
    readonly url: string,
    readonly accounts: readonly DemoAccount[],
    private readonly app: FastifyInstance,
    private readonly store: Store,
    private readonly folder: string,
  ) {}

  static async start(): Promise<DemoService> {
    const folder = newFolder();
    const store = await openStore({ file: path.join(folder, 'registry.sqlite') });
    const dependencies = { store, clock: monotonicClock(), prices: readEnvironment({}).prices };
    const demo = await fillIfEmpty(dependencies, path.join(folder, 'demo-accounts.json'));
    const app = await createApp(dependencies, { log: createLog('silent'), limits: PATIENT, demo });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    return new DemoService(`http://127.0.0.1:${port}/graphql`, demo, app, store, folder);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Returns an account as the examples expect it, with its endpoint. */
  party(id: string, reach?: typeof fetch) {
    const { name, token } = this.accounts.find((account) => account.id === id)!;
    return { id, name, endpoint: { url: this.url, token, ...(reach && { fetch: reach }) } };
  }
}
