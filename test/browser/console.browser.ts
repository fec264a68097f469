import type { FastifyInstance } from 'fastify';
import type { Page } from 'playwright-core';
import { eventually, NOTHING_WRONG, Stage } from './consoleStage';

/** The example frontend in Chromium, with the real service: its lists and pages. */

let stage: Stage;
let service: FastifyInstance;
let page: Page;

beforeAll(async () => {
  stage = await Stage.open();
  service = await stage.service();
});
afterAll(() => stage?.close());
afterEach(async () => expect(await stage.leave(page)).toEqual(NOTHING_WRONG));

const enter = async (name: string | null, place: string) => {
  page = await stage.enter(service, name, place);
};
const choose = (filter: string, label: string) =>
  page.getByRole('combobox', { name: filter, exact: true }).selectOption({ label });
const type = (filter: string, text: string) => page.getByRole('searchbox', { name: filter }).fill(text);
const button = (name: string) => page.getByRole('button', { name, exact: true });
/** Returns the ids of the images on the page, from their links. */
const ids = () =>
  page
    .locator('tbody th a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')!.replace('#/images/', '')));

interface Ids {
  images: { nodes: { id: string }[] };
}
const idsOf = async (name: string | null, filter: string) =>
  (await stage.ask<Ids>(name, `{ images(first: 100, filter: { ${filter} }) { nodes { id } } }`)).images.nodes.map(
    ({ id }) => id,
  );

const HONG_KONG = 'Hong Kong, Macao and Taiwan (Hong Kong, China)';

test('the console filters its list and keeps the filters in its address, also for another tab', async () => {
  const expected = await idsOf(
    null,
    'regionId: "ap-hongkong", types: [PUBLIC], osFamily: WINDOWS, architecture: X86_64, states: [AVAILABLE], platform: "Windows", nameContains: "2022"',
  );
  expect(expected.length).toBeGreaterThan(0);
  await enter(null, '');
  await choose('Region', HONG_KONG);
  await page.getByRole('heading', { name: `Images in ${HONG_KONG}` }).waitFor();
  await choose('Type', 'Public');
  await choose('System', 'Windows');
  await choose('Architecture', 'x86, 64-bit');
  await choose('State', 'Available');
  await type('Platform', 'Windows');
  await page.waitForURL(/platform=Windows/);
  await type('Name contains', '2022');
  await page.waitForURL(/name=2022/);
  await eventually(async () => expect(await ids()).toEqual(expected));
  await page.getByText(`${expected.length} images`, { exact: true }).waitFor();

  const link = page.url();
  expect(await stage.leave(page)).toEqual(NOTHING_WRONG);
  await enter(null, new URL(link).hash);
  await eventually(async () => expect(await ids()).toEqual(expected));
  expect(await page.getByRole('combobox', { name: 'System' }).inputValue()).toBe('WINDOWS');
  expect(await page.getByRole('searchbox', { name: 'Name contains' }).inputValue()).toBe('2022');
});

test('the console pages through a list, to older images and back to newer ones', async () => {
  const all = await idsOf('South Harbor', 'regionId: "ap-guangzhou"');
  expect(all.length).toBeGreaterThan(40);
  const pages = [all.slice(0, 20), all.slice(20, 40), all.slice(40)];
  await enter('South Harbor', '#/images?region=ap-guangzhou');
  await eventually(async () => expect(await ids()).toEqual(pages[0]));
  expect(await page.getByRole('link', { name: 'Newer' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Older' }).click();
  await eventually(async () => expect(await ids()).toEqual(pages[1]));
  await page.getByRole('link', { name: 'Older' }).click();
  await eventually(async () => expect(await ids()).toEqual(pages[2]));
  expect(await page.getByRole('link', { name: 'Older' }).count()).toBe(0);
  await page.reload();
  await eventually(async () => expect(await ids()).toEqual(pages[2]));
  await page.getByRole('link', { name: 'Newer' }).click();
  await eventually(async () => expect(await ids()).toEqual(pages[1]));
  await page.getByRole('link', { name: 'Newer' }).click();
  await eventually(async () => expect(await ids()).toEqual(pages[0]));
});

test('the console starts a list from its first page when a filter changes', async () => {
  await enter('South Harbor', '#/images?region=ap-guangzhou');
  await page.getByRole('link', { name: 'Older' }).click();
  await page.waitForURL(/after=/);
  await choose('Type', 'Shared');
  await eventually(async () => expect(await ids()).toEqual(['img-demo-web']));
  await page.getByRole('link', { name: 'Clear all' }).click();
  await page.getByRole('heading', { name: 'Images', exact: true }).waitFor();
  await eventually(async () => expect((await ids()).length).toBe(20));
});

test('the console shows the type of each image as the viewer sees it, its owner and its fee', async () => {
  await enter('South Harbor', '#/images?region=ap-guangzhou&type=SHARED');
  const cells = page.getByRole('row', { name: /web-base/ }).getByRole('cell');
  await cells.first().waitFor();
  expect((await cells.allInnerTexts()).slice(0, -1)).toEqual([
    'Shared',
    'Ubuntu\nx86, 64-bit',
    'South China (Guangzhou)',
    'North Harbor',
    'Free',
  ]);
});

test('the console reports a list without images, and a cursor of another list', async () => {
  await enter(null, '#/images?name=no-such-image');
  await page.getByText('No image is like that.').waitFor();
  await page.getByRole('link', { name: 'Show all images' }).click();
  await page.getByRole('link', { name: 'Older' }).click();
  await page.waitForURL(/after=/);
  const cursor = new URL(page.url()).hash.split('after=')[1];
  await page.goto(`${stage.origin}/#/images?region=ap-hongkong&after=${cursor}`);
  await page.getByText('`after` is not a cursor of this list with this filter.').waitFor();
  await page.getByRole('link', { name: 'Back to the first page' }).click();
  await page.getByRole('heading', { name: `Images in ${HONG_KONG}` }).waitFor();
  await eventually(async () => expect((await ids()).length).toBe(20));
});

test('the console reports a hidden image as one that does not exist or may not be seen', async () => {
  await enter(null, '#/images/img-demo-web');
  await page.getByText('There is no image img-demo-web, or none that this account may see.').waitFor();
});

const LAUNCH_ONLY = 'This image is shared with this account, which may launch it and nothing else.';

/** Returns the reason of a disabled button: the visible text that describes it; null where it is enabled. */
async function reasonOf(name: string): Promise<string | null> {
  await button(name).waitFor();
  if ((await button(name).getAttribute('aria-disabled')) !== 'true') return null;
  const id = await button(name).getAttribute('aria-describedby');
  const reason = page.locator(`[id="${id}"]`);
  expect(await reason.isVisible()).toBe(true);
  return reason.innerText();
}

const ACTIONS = ['Launch', 'Share', 'Copy', 'Rename', 'Delete', 'Leave'];
const reasons = async () =>
  Object.fromEntries(await Promise.all(ACTIONS.map(async (name) => [name, await reasonOf(name)] as const)));

test('the console lets a recipient launch and leave, and shows why it may do nothing else', async () => {
  await enter('South Harbor', '#/images/img-demo-web');
  expect(await reasons()).toEqual({
    ...{ Launch: null, Leave: null },
    ...{ Share: LAUNCH_ONLY, Copy: LAUNCH_ONLY, Rename: LAUNCH_ONLY, Delete: LAUNCH_ONLY },
  });
  await button('Delete').focus();
  await page.keyboard.press('Enter');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.getByText('Another account shared this image and nobody reviewed it.').waitFor();
});

test('the console lets an owner do everything except leave its image and delete one that is shared', async () => {
  await enter('North Harbor', '#/images/img-demo-web');
  expect(await reasons()).toEqual({
    ...{ Launch: null, Share: null, Copy: null, Rename: null },
    Delete:
      '1 account still holds a share of this image; unshare it first. 2 instances of it running, at 2 accounts. Copied from it: 1 image.',
    Leave: 'This account owns the image; there is no share to leave.',
  });
});

test('the console lets an anonymous caller do nothing and asks it to sign in', async () => {
  const [id] = await idsOf(null, 'regionId: "ap-hongkong"');
  await enter(null, `#/images/${id}`);
  expect(new Set(Object.values(await reasons()))).toEqual(new Set(['Sign in to do this.']));
});

test('the console shows the quote and the warning before a launch, and the instances after it', async () => {
  await enter('South Harbor', '#/images/img-demo-web');
  await button('Launch').click();
  const dialog = page.getByRole('dialog', { name: 'Launch web-base' });
  await dialog.getByText('Another account shared this image and nobody reviewed it.').waitFor();
  await dialog.getByRole('combobox', { name: 'Instance type' }).selectOption('S5.MEDIUM4');
  await dialog.getByRole('spinbutton', { name: 'How many' }).fill('3');
  const rows = async () => (await dialog.getByRole('row').allInnerTexts()).map((row) => row.split(/[\t\n]+/));
  await eventually(async () =>
    expect((await rows()).slice(1)).toEqual([
      ['Instances', 'An instance of type S5.MEDIUM4.', '0.038 USD', '3', '0.114 USD'],
      ['Image', 'Inherited from the base image. Public images are free.', '0 USD', '3', '0 USD'],
      ['Total', '0.114 USD'],
    ]),
  );
  await dialog.getByRole('textbox', { name: 'Name of each' }).fill('from the console');
  await dialog.getByRole('button', { name: 'Launch' }).click();
  await dialog.getByText('Launched, for 0.114 USD per hour all together:').waitFor();
  const listed = await dialog.getByRole('listitem').allInnerTexts();

  interface Launched {
    instances: { nodes: { id: string; name: string; state: string }[] };
  }
  const { instances } = await stage.ask<Launched>(
    'South Harbor',
    '{ instances(first: 3) { nodes { id name state } } }',
  );
  expect(listed.sort()).toEqual(
    instances.nodes.map(({ id, name }) => `${name} ${id} Running, 0.038 USD per hour`).sort(),
  );
  expect(instances.nodes.map(({ name }) => name)).toEqual(Array(3).fill('from the console'));
});
