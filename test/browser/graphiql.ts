import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { createApp } from '../../src/server/app';
import { createLog } from '../../src/server/ops/logger';
import { PATIENT } from '../support/patience';
import type { Demo } from './demo';

/** Serves the demo with the page, on a port of its choice or the given one; in production without accounts to offer. */
export async function serve({ registry, accounts }: Demo, { production = false, port = 0 } = {}) {
  const demo = production ? [] : accounts;
  const app = await createApp(registry, { log: createLog('silent'), demo, limits: PATIENT });
  await app.listen({ host: '127.0.0.1', port });
  const address = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

/** An answer as the page shows it; what it cost and what is left is left out. */
export interface Answer {
  data?: Record<string, unknown>;
  errors?: { message: string; extensions?: { code: string } }[];
}

export const NORTH = 'North Harbor (root, member)';
export const SOUTH = 'South Harbor (root, member)';
export const NOBODY = 'nobody (anonymous)';

/** The page at `/`, as somebody uses it. */
export class GraphiqlPage {
  constructor(readonly page: Page) {}

  /** Opens it, and waits until it can be typed in. */
  async open(url: string) {
    const response = await this.page.goto(url);
    await this.editors();
    return response!;
  }

  async reload() {
    await this.page.reload();
    await this.editors();
  }

  private editors = () => this.page.locator('.graphiql-query-editor .CodeMirror').waitFor();

  tabs = () => this.page.locator('.graphiql-tab').allInnerTexts();

  /** Turns to a tab, and waits until GraphiQL has read which operation is in it; it takes a moment's pause in typing. */
  async tab(name: string) {
    await this.page.getByRole('tab', { name }).click();
    await this.page.waitForFunction((expected) => {
      const editor = document.querySelector('.graphiql-query-editor .CodeMirror');
      return (editor as unknown as { CodeMirror: { operationName: string } }).CodeMirror.operationName === expected;
    }, name);
  }

  actAs = (label: string) => this.page.getByLabel('Act as').selectOption({ label });

  /** Who the page acts as now. */
  actingAs = () => this.page.getByLabel('Act as').locator('option:checked').innerText();

  /** The whole text of an editor; the page draws only the lines that are in sight. */
  textOf = (editor: string) =>
    this.page
      .locator(`${editor} .CodeMirror`)
      .evaluate((element) => (element as HTMLElement & { CodeMirror: { getValue(): string } }).CodeMirror.getValue());

  query = () => this.textOf('.graphiql-query-editor');

  /** Runs what is in the editor, and answers what is then shown beside it. */
  async run(): Promise<Answer> {
    await this.page.getByRole('button', { name: /^Execute query/ }).click();
    await this.page.locator('.result-window .cm-punctuation').first().waitFor();
    await this.page.locator('.graphiql-response .graphiql-spinner').waitFor({ state: 'detached' });
    const { extensions: _, ...answer } = JSON.parse(await this.textOf('.result-window')) as Answer & {
      extensions?: object;
    };
    return answer;
  }

  /** Types into the editor of headers. */
  async typeHeaders(text: string) {
    await this.page.getByRole('button', { name: 'Headers' }).click();
    await this.page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror').click();
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.insertText(text);
  }

  /** What is said above the editors; null while nothing is. */
  async notice(): Promise<string | null> {
    const notice = this.page.getByRole('alert');
    return (await notice.isVisible()) ? notice.innerText() : null;
  }
}
