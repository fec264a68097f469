import { spawn, type ChildProcess } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createApp, type AppOptions } from '../../src/server/app';
import { createLog } from '../../src/server/ops/logger';
import { PATIENT } from '../support/patience';
import { launchChromium, newContext, type Wrong } from './chromium';
import { openDemo, type Demo } from './demo';

/** Serves the console as `npm run preview` does, on a free port. */
async function serveConsole(): Promise<{ origin: string; vite: ChildProcess }> {
  const vite = spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'preview', '--port', '0'], {
    cwd: path.join(__dirname, '../../examples/console'),
    stdio: ['ignore', 'pipe', 'inherit'],
    // Colour codes would end up in the address.
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  for await (const line of createInterface(vite.stdout)) {
    const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (origin !== undefined) return { origin, vite };
  }
  throw new Error('The console is not served: vite preview has ended.');
}

/** A browser, the console that it opens, the real service behind the console, and the demo accounts that sign in. */
export class Stage {
  readonly #services: FastifyInstance[] = [];
  #wrong: Wrong = { console: [], csp: [], foreign: [] };

  private constructor(
    readonly browser: Browser,
    readonly origin: string,
    readonly vite: ChildProcess,
    readonly demo: Demo,
  ) {}

  static async open(): Promise<Stage> {
    const { origin, vite } = await serveConsole();
    return new Stage(await launchChromium(), origin, vite, await openDemo());
  }

  async close(): Promise<void> {
    await this.browser.close();
    for (const service of this.#services) await service.close();
    this.vite.kill();
    await this.demo.close();
  }

  /** Starts the service, by default on a free port; only the origin of the console may send it requests. */
  async service(options: Partial<AppOptions> = {}, port = 0): Promise<FastifyInstance> {
    const app = await createApp(this.demo.dependencies, {
      log: createLog('silent'),
      corsOrigins: [this.origin],
      limits: PATIENT,
      ...options,
    });
    await app.listen({ host: '127.0.0.1', port });
    this.#services.push(app);
    return app;
  }

  token(name: string): string {
    return this.demo.accounts.find((account) => account.name === name)!.token;
  }

  /** Opens a tab in a new browser context. */
  async tab(options?: BrowserContextOptions): Promise<Page> {
    const { context, wrong } = await newContext(this.browser, options);
    this.#wrong = wrong;
    context.setDefaultTimeout(30_000);
    return context.newPage();
  }

  /** Opens a tab that is signed in to this service, at a place of the console. */
  async enter(service: FastifyInstance, name: string | null, place: string, options?: BrowserContextOptions) {
    const page = await this.tab(options);
    const connection = { api: addressOf(service), token: name === null ? '' : this.token(name) };
    await page.goto(`${this.origin}/favicon.svg`);
    await page.evaluate((kept) => sessionStorage.setItem('image-registry', kept), JSON.stringify(connection));
    await page.goto(`${this.origin}/${place}`);
    return page;
  }

  /** Closes the context of the page; returns what its pages did wrong. */
  async leave(page: Page): Promise<Wrong> {
    await page.context().close();
    return this.#wrong;
  }

  /** Returns and clears the errors in the console of the page, where the browser itself logs failed requests. */
  noted(): string[] {
    return this.#wrong.console.splice(0);
  }

  /** Sends a query to the service directly, without the console. */
  async ask<Data>(name: string | null, query: string): Promise<Data> {
    const headers = name === null ? {} : { authorization: `Bearer ${this.token(name)}` };
    const response = await this.#services[0]!.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
    return response.json<{ data: Data }>().data;
  }
}

export const NOTHING_WRONG: Wrong = { console: [], csp: [], foreign: [] };

export const addressOf = (service: FastifyInstance) =>
  `http://127.0.0.1:${(service.server.address() as AddressInfo).port}/graphql`;

const PATIENCE_MS = 20_000;

/** Retries until `holds` resolves; throws its last error after 20 seconds. */
export async function eventually(holds: () => Promise<void>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await holds();
    } catch (error) {
      if (Date.now() > end) throw error;
      await wait(50);
    }
  }
}
