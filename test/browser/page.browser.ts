import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createApp } from '../../src/server/app';
import { createLog } from '../../src/server/log';
import { launchChromium, newContext, type Wrong } from './chromium';
import { openDemo, type Demo } from './demo';

const SCREENSHOT = path.join(__dirname, '../../docs/page.png');

interface Answer {
  data?: Record<string, unknown>;
  errors?: { message: string; extensions: { code: string } }[];
}

let demo: Demo;
let app: FastifyInstance;
let production: FastifyInstance;
let browser: Browser;

beforeAll(async () => {
  demo = await openDemo();
  const options = { log: createLog('silent') };
  app = await createApp(demo.registry, { ...options, demo: demo.accounts });
  production = await createApp(demo.registry, { ...options, demo: [] });
  for (const service of [app, production]) await service.listen({ host: '127.0.0.1', port: 0 });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await app?.close();
  await production?.close();
  await demo?.close();
});

let context: BrowserContext;
let page: Page;
let wrong: Wrong;

/** Opens the page in a browser that has never seen it. */
async function open(service: FastifyInstance): Promise<void> {
  ({ context, wrong } = await newContext(browser));
  page = await context.newPage();
  const { port } = service.server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.locator('.graphiql-query-editor .CodeMirror').waitFor();
}

beforeEach(() => open(app));

afterEach(async () => {
  await context?.close();
  expect(wrong).toEqual({ console: [], csp: [], foreign: [] });
});

const tabs = () => page.locator('.graphiql-tab').allInnerTexts();

/** Turns to a tab, and waits until GraphiQL has read which operation is in it; it takes a moment's pause in typing. */
async function tab(name: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await page.waitForFunction((expected) => {
    const editor = document.querySelector('.graphiql-query-editor .CodeMirror');
    return (editor as unknown as { CodeMirror: { operationName: string } }).CodeMirror.operationName === expected;
  }, name);
}

const actAs = (label: string) => page.getByLabel('Act as').selectOption({ label });
const NORTH = 'North Harbor (root, member)';
const SOUTH = 'South Harbor (root, member)';

/** The whole text of an editor; the page draws only the lines that are in sight. */
const textOf = (editor: string) =>
  page
    .locator(`${editor} .CodeMirror`)
    .evaluate((element) => (element as HTMLElement & { CodeMirror: { getValue(): string } }).CodeMirror.getValue());

/** Runs what is in the editor, and answers what is then shown beside it. */
async function run(): Promise<Answer> {
  await page.getByRole('button', { name: /^Execute query/ }).click();
  await page.locator('.result-window .cm-punctuation').first().waitFor();
  return JSON.parse(await textOf('.result-window')) as Answer;
}

it('answers a query, and draws a picture of it', async () => {
  await tab('MyImages');
  await actAs(SOUTH);
  const { data, errors } = await run();
  expect(errors).toBeUndefined();
  expect(data).toHaveProperty('images.nodes.0.type', 'SHARED');
  expect(await page.locator('.result-window').innerText()).toContain('SHARED_IMAGE_IS_LAUNCH_ONLY');

  await page.evaluate(() => document.fonts.ready);
  await page.locator('.result-window .CodeMirror-foldgutter-open').first().waitFor();
  mkdirSync(path.dirname(SCREENSHOT), { recursive: true });
  // Off the button, which would be drawn with its tooltip.
  await page.mouse.move(0, 0);
  await page.getByRole('tooltip').waitFor({ state: 'hidden' });
  await page.screenshot({ path: SCREENSHOT, animations: 'disabled' });
});

it('comes with examples that do as they say', async () => {
  expect(await tabs()).toEqual(['FindImages', 'MyQuota', 'MyImages', 'Share', 'Refused', 'DryRun', 'Launch']);

  expect(await run()).toMatchObject({ data: { images: { totalCount: expect.any(Number) } } });
  await tab('MyQuota');
  expect((await run()).data).toEqual({ viewer: null });
  await actAs(NORTH);
  expect(await run()).toHaveProperty('data.viewer.account.name', 'North Harbor');
  await tab('MyImages');
  expect(await run()).toHaveProperty('data.images.nodes.0.viewerCan.share.allowed', true);
  await tab('Share');
  expect(await run()).toHaveProperty('data.shareImage.__typename', 'ShareImagePayload');
  expect(await run()).toHaveProperty('data.shareImage.rule', 'ALREADY_SHARED');
  await tab('DryRun');
  expect(await run()).toHaveProperty('data.copyImage.__typename', 'Allowed');
  await actAs(SOUTH);
  await tab('Launch');
  expect(await run()).toMatchObject({
    data: { launchInstances: { instances: [{ state: 'RUNNING' }], warnings: [{ code: 'UNREVIEWED_SOURCE' }] } },
  });
});

it('shows a refusal with its rule', async () => {
  await tab('Refused');
  await actAs(SOUTH);
  const answer = await run();
  expect(answer).toMatchObject({
    data: { updateImage: { __typename: 'Denied', rule: 'SHARED_IMAGE_IS_LAUNCH_ONLY' } },
  });
  expect(await page.locator('.result-window').innerText()).toContain('SHARED_IMAGE_IS_LAUNCH_ONLY');
});

it('says clearly that a token typed in the headers is wrong, whichever account is chosen', async () => {
  await tab('MyQuota');
  await actAs(NORTH);
  await page.getByRole('button', { name: 'Headers' }).click();
  await page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror').click();
  await page.keyboard.insertText('{ "Authorization": "Bearer irt_wrong" }');
  const { data, errors } = await run();
  expect(data).toBeUndefined();
  expect(errors).toEqual([
    {
      message: 'The credential is not valid: unknown, wrong, expired or revoked.',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ]);
  // The browser notes the status by itself; no page can keep it from that.
  expect(wrong.console.splice(0)).toEqual([expect.stringContaining('status of 401')]);
});

it('acts as another account from the next request on, and leaves the editors as they are', async () => {
  await tab('MyQuota');
  await actAs(NORTH);
  await run();
  await page.locator('.graphiql-query-editor .CodeMirror').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('# mine\n');
  const [query, answer, names] = [await textOf('.graphiql-query-editor'), await textOf('.result-window'), await tabs()];
  expect(query).toMatch(/^# mine\n# Act as/);

  await actAs(SOUTH);
  expect([await textOf('.graphiql-query-editor'), await textOf('.result-window'), await tabs()]).toEqual([
    query,
    answer,
    names,
  ]);
  expect(await run()).toHaveProperty('data.viewer.account.name', 'South Harbor');
  await actAs('nobody (anonymous)');
  expect((await run()).data).toEqual({ viewer: null });
});

it('explains the schema', async () => {
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  const docs = page.locator('.graphiql-doc-explorer');
  await docs.getByRole('combobox').fill('viewerCan');
  await docs.getByRole('option', { name: 'Image.viewerCan' }).click();
  await docs.getByText('What the viewer may do with it now.').waitFor();
  await docs.getByRole('link', { name: 'Go back to Docs' }).click();
  await docs.getByRole('link', { name: 'Mutation' }).click();
  await docs.getByRole('link', { name: 'shareImage', exact: true }).click();
  await docs.getByRole('link', { name: 'ShareImageInput' }).click();
  await docs.getByText('The root accounts to share it with').waitFor();
});

it('takes the theme chosen in the settings, header and all', async () => {
  const background = () => page.locator('header').evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await background()).toBe('rgb(255, 255, 255)');
  await page.getByRole('button', { name: 'Open settings dialog' }).click();
  await page.getByRole('button', { name: 'Dark' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  const main = await page.locator('#graphiql .graphiql-container').evaluate((element) => {
    return getComputedStyle(element).backgroundColor;
  });
  expect(await background()).toBe(main);
  expect(main).not.toBe('rgb(255, 255, 255)');
});

it('has no accounts to offer outside demo mode, and says where a token goes', async () => {
  await context.close();
  await open(production);
  expect(await page.getByLabel('Act as').isVisible()).toBe(false);
  await page.getByText('To sign, open “Headers”').waitFor();
  expect(await tabs()).toEqual(['FindImages', 'MyQuota']);
  expect(await run()).toMatchObject({ data: { images: { totalCount: expect.any(Number) } } });
});
