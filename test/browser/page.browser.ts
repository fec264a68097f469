import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, newContext, type Wrong } from './chromium';
import { openDemo, type Demo } from './demo';
import { GraphiqlPage, NOBODY, NORTH, serve, SOUTH } from './graphiql';

const SCREENSHOT = path.join(__dirname, '../../docs/page.png');

let demo: Demo;
let url: string;
let browser: Browser;
/** Functions that stop what was started, called in reverse order. */
const running: (() => Promise<void>)[] = [];

beforeAll(async () => {
  demo = await openDemo();
  const service = await serve(demo);
  url = service.url;
  running.push(demo.close, () => service.stop());
  browser = await launchChromium();
  running.push(() => browser.close());
});

afterAll(async () => {
  for (const stop of running.reverse()) await stop();
});

let context: BrowserContext;
let wrong: Wrong;
let page: Page;
let graphiql: GraphiqlPage;

async function open(at = url, options?: BrowserContextOptions) {
  ({ context, wrong } = await newContext(browser, { viewport: { width: 1440, height: 900 }, ...options }));
  page = await context.newPage();
  graphiql = new GraphiqlPage(page);
  return graphiql.open(at);
}

const docs = () => page.locator('.graphiql-doc-explorer');

afterEach(async () => {
  await context?.close();
  expect(wrong).toEqual({ console: [], csp: [], foreign: [] });
});

test('the playground has a policy that allows only scripts and styles of its own origin', async () => {
  const policy = (await open()).headers()['content-security-policy']!;
  expect(policy.split(';')).toEqual(expect.arrayContaining(["default-src 'self'", "script-src 'self'"]));
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test('the playground shows a denial in the steps of the README, and the test saves its screenshot', async () => {
  await open();
  await graphiql.actAs(SOUTH);
  await graphiql.tab('Refused');
  expect(await graphiql.run()).toMatchObject({
    data: { updateImage: { __typename: 'Denied', rule: 'SHARED_IMAGE_IS_LAUNCH_ONLY' } },
  });
  expect(await page.locator('.result-window').innerText()).toContain('SHARED_IMAGE_IS_LAUNCH_ONLY');

  await docs().getByRole('link', { name: 'Denied', exact: true }).click();
  await docs().getByText('Rule that denies the request,').waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.locator('.result-window .CodeMirror-foldgutter-open').first().waitFor();
  // Moves the mouse off the button, which would show its tooltip.
  await page.mouse.move(0, 0);
  await page.getByRole('tooltip').waitFor({ state: 'hidden' });
  await page.screenshot({ path: SCREENSHOT, animations: 'disabled' });
});

test('the playground has the examples of the tour, whose answers are the described ones', async () => {
  await open();
  expect(await graphiql.tabs()).toEqual([
    ...['FindImages', 'MyQuota', 'MyImages', 'Listen', 'Share'],
    ...['Refused', 'DryRun', 'Price', 'Launch'],
  ]);

  expect(await graphiql.run()).toMatchObject({ data: { images: { totalCount: 11 } } });
  await graphiql.tab('MyQuota');
  expect((await graphiql.run()).data).toEqual({ viewer: null });
  await graphiql.actAs(NORTH);
  expect(await graphiql.run()).toHaveProperty('data.viewer.account.name', 'North Harbor');
  await graphiql.tab('MyImages');
  expect(await graphiql.run()).toHaveProperty('data.images.nodes.0.viewerCan.share.allowed', true);
  await graphiql.tab('Share');
  expect(await graphiql.run()).toHaveProperty('data.shareImage.__typename', 'ShareImagePayload');
  expect(await graphiql.run()).toHaveProperty('data.shareImage.rule', 'ALREADY_SHARED');
  await graphiql.tab('DryRun');
  expect(await graphiql.run()).toHaveProperty('data.copyImage.also.0.rule', 'COPY_REGION_UNSUPPORTED');
  await graphiql.tab('Price');
  expect(await graphiql.run()).toHaveProperty('data.launchQuote.hourlyTotal.amount', '0.168');
  await graphiql.actAs(SOUTH);
  await graphiql.tab('Launch');
  expect(await graphiql.run()).toMatchObject({
    data: { launchInstances: { instances: [{ state: 'RUNNING' }], warnings: [{ code: 'UNREVIEWED_SOURCE' }] } },
  });
  expect(await graphiql.notice()).toBeNull();
});

test('the playground acts as another account from the next request on and leaves the editors unchanged', async () => {
  await open();
  await graphiql.tab('MyQuota');
  await graphiql.actAs(NORTH);
  await graphiql.run();
  await page.locator('.graphiql-query-editor .CodeMirror').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('# mine\n');
  const all = async () => [await graphiql.query(), await graphiql.textOf('.result-window'), await graphiql.tabs()];
  const before = await all();
  expect(before[0]).toMatch(/^# mine\n# Act as/);

  await graphiql.actAs(SOUTH);
  expect(await all()).toEqual(before);
  expect(await graphiql.run()).toHaveProperty('data.viewer.account.name', 'South Harbor');
  await graphiql.actAs(NOBODY);
  expect((await graphiql.run()).data).toEqual({ viewer: null });
});

test('the playground keeps its tabs, their text and the account when it is reloaded', async () => {
  await open();
  await graphiql.actAs(SOUTH);
  await graphiql.tab('MyQuota');
  await page.getByRole('button', { name: 'New tab' }).click();
  await page.locator('.graphiql-query-editor .CodeMirror').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('query Mine { viewer { account { id } } }');
  await page.getByRole('tab', { name: 'Mine' }).waitFor();
  // GraphiQL saves its tabs after half a second without typing.
  await page.waitForFunction(() => localStorage.getItem('graphiql:tabState')?.includes('query Mine'));

  await graphiql.reload();
  expect(await graphiql.tabs()).toEqual(expect.arrayContaining(['Refused', 'Mine']));
  expect(await graphiql.query()).toBe('query Mine { viewer { account { id } } }');
  expect(await graphiql.actingAs()).toBe(SOUTH);
  expect(await graphiql.run()).toHaveProperty('data.viewer.account.id', 'acc-south');
});

test('the playground shows the documentation of the schema next to the editors from the start', async () => {
  await open();
  const { x, width } = (await docs().boundingBox())!;
  expect(width).toBeGreaterThan(250);
  expect(x + width).toBeLessThan((await page.locator('.graphiql-query-editor').boundingBox())!.x);

  await docs().getByRole('combobox').fill('viewerCan');
  await docs().getByRole('option', { name: 'Image.viewerCan' }).click();
  await docs().getByText('Operations that the viewer may perform on it now.').waitFor();
  await docs().getByRole('link', { name: 'Go back to Docs' }).click();
  await docs().getByRole('link', { name: 'Mutation' }).click();
  await docs().getByRole('link', { name: 'shareImage', exact: true }).click();
  await docs().getByRole('link', { name: 'ShareImageInput' }).click();
  await docs().getByText('Root accounts that receive a share').waitFor();
});

test('the playground keeps the documentation closed after a user closed it', async () => {
  await open();
  await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
  await docs().waitFor({ state: 'detached' });
  await graphiql.reload();
  expect(await docs().count()).toBe(0);
});

test('the playground stacks its parts on a phone and hides the documentation', async () => {
  await open(url, { viewport: { width: 390, height: 844 } });
  expect(await docs().count()).toBe(0);
  await graphiql.run();
  const editor = (await page.locator('.graphiql-editors').boundingBox())!;
  const result = (await page.locator('.graphiql-response').boundingBox())!;
  expect(result.y).toBeGreaterThanOrEqual(editor.y + editor.height);
  expect(result.width).toBeGreaterThan(250);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('the playground applies the theme chosen in the settings, its header included', async () => {
  await open();
  const background = (of: string) => page.locator(of).evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await background('header')).toBe('rgb(255, 255, 255)');
  await page.getByRole('button', { name: 'Open settings dialog' }).click();
  await page.getByRole('button', { name: 'Dark' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  const main = await background('#graphiql .graphiql-container');
  expect(await background('header')).toBe(main);
  expect(main).not.toBe('rgb(255, 255, 255)');
});

test('the playground offers no accounts outside demo mode and explains where to enter a token', async () => {
  const production = await serve(demo, { production: true });
  running.push(() => production.stop());
  await open(production.url);
  expect(await page.getByLabel('Act as').isVisible()).toBe(false);
  await page.getByText('To sign, open “Headers”').waitFor();
  expect(await graphiql.tabs()).toEqual(['FindImages', 'MyQuota']);
  expect(await graphiql.run()).toMatchObject({ data: { images: { totalCount: expect.any(Number) } } });

  await graphiql.tab('MyQuota');
  const { token } = demo.accounts.find(({ id }) => id === 'acc-south')!;
  await graphiql.typeHeaders(`{ "Authorization": "Bearer ${token}" }`);
  expect(await graphiql.run()).toHaveProperty('data.viewer.account.name', 'South Harbor');
});
