import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { createApp } from '../../src/server/app';
import { createLog } from '../../src/server/ops/logger';
import { PATIENT } from '../support/patience';
import type { Demo } from './demo';

/** Serves the demo with the playground, on a free port or the given one; in production without its accounts. */
export async function serve({ dependencies, accounts }: Demo, { production = false, port = 0 } = {}) {
  const demo = production ? [] : accounts;
  const app = await createApp(dependencies, { log: createLog('silent'), demo, limits: PATIENT });
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

/** An answer as the playground shows it, without its cost report. */
export interface Answer {
  data?: Record<string, unknown>;
  errors?: { message: string; extensions?: { code: string } }[];
}

export const NORTH = 'North Harbor (root, member)';
export const SOUTH = 'South Harbor (root, member)';
export const NOBODY = 'nobody (anonymous)';

/** The playground at `/`, operated like a user would. */
export class GraphiqlPage {
  constructor(readonly page: Page) {}

  /** Opens the playground and waits for its editors. */
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

  /** Selects a tab and waits until GraphiQL has parsed its operation, which takes a moment without typing. */
  async tab(name: string) {
    await this.page.getByRole('tab', { name }).click();
    await this.page.waitForFunction((expected) => {
      const editor = document.querySelector('.graphiql-query-editor .CodeMirror');
      return (editor as unknown as { CodeMirror: { operationName: string } }).CodeMirror.operationName === expected;
    }, name);
  }

  actAs = (label: string) => this.page.getByLabel('Act as').selectOption({ label });

  /** Returns the account that the playground acts as. */
  actingAs = () => this.page.getByLabel('Act as').locator('option:checked').innerText();

  /** Returns the whole text of an editor; the page renders only the visible lines. */
  textOf = (editor: string) =>
    this.page
      .locator(`${editor} .CodeMirror`)
      .evaluate((element) => (element as HTMLElement & { CodeMirror: { getValue(): string } }).CodeMirror.getValue());

  query = () => this.textOf('.graphiql-query-editor');

  /** Runs the document in the editor and returns the answer that is shown. */
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

  /** Returns the notice above the editors; null where there is none. */
  async notice(): Promise<string | null> {
    const notice = this.page.getByRole('alert');
    return (await notice.isVisible()) ? notice.innerText() : null;
  }
}
