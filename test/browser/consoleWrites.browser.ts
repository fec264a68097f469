import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Locator, Page } from 'playwright-core';
import { eventually, NOTHING_WRONG, Stage } from './consoleStage';

/** The example frontend in Chromium, with the real service: its mutations. Each test continues from the one before. */

const SCREENSHOT = path.join(__dirname, '../../docs/console.png');

let stage: Stage;
let service: FastifyInstance;
let page: Page;

beforeAll(async () => {
  stage = await Stage.open();
  service = await stage.service();
});
afterAll(() => stage?.close());
afterEach(async () => expect(await stage.leave(page)).toEqual(NOTHING_WRONG));

/** Opens a dialog of an image's page. */
async function open(name: string, imageId: string, action: string): Promise<Locator> {
  page = await stage.enter(service, name, `#/images/${imageId}`, { viewport: { width: 1100, height: 720 } });
  await page.getByRole('button', { name: action, exact: true }).click();
  return page.getByRole('dialog');
}
const ACCOUNTS = 'Accounts to share it with';
const press = (dialog: Locator, name: string) => dialog.getByRole('button', { name, exact: true }).click();
const says = (where: Locator, text: string) => where.getByText(text).first().waitFor();
const used = (where: Locator, what: string, numbers: string) =>
  says(where.locator('.meter').filter({ hasText: what }), numbers);

/** Returns the operations of North Harbor that are counted today in a region. */
async function usedToday(regionId: string): Promise<number> {
  interface Used {
    viewer: { quota: { operationsToday: { used: number } } };
  }
  const text = `{ viewer { quota(regionId: "${regionId}") { operationsToday { used } } } }`;
  return (await stage.ask<Used>('North Harbor', text)).viewer.quota.operationsToday.used;
}

test('the console shows the decision while the user types, shares, and then shows what remains', async () => {
  const dialog = await open('North Harbor', 'img-demo-desktop', 'Share');
  await used(dialog, 'Operations today', '0 of 5 used, 5 left');
  await used(dialog, 'Accounts that have it', '0 of 50 used, 50 left');
  await says(dialog, 'Nobody but the owner.');
  await dialog.getByLabel(ACCOUNTS).fill('acc-south');
  await says(dialog, 'Nothing refuses. Sharing with 1 account is one operation of the day.');
  expect(await usedToday('ap-hongkong')).toBe(0);

  await press(dialog, 'Share');
  await says(dialog, 'Shared with South Harbor.');
  await used(dialog, 'Operations today', '1 of 5 used, 4 left');
  await used(dialog, 'Accounts that have it', '1 of 50 used, 49 left');
  await dialog.getByRole('checkbox', { name: /South Harbor/ }).waitFor();
  expect(await dialog.getByLabel(ACCOUNTS).inputValue()).toBe('');
  expect(await usedToday('ap-hongkong')).toBe(1);
});

test('the console shows every denial of a share in words, and the test saves its screenshot', async () => {
  const dialog = await open('North Harbor', 'img-demo-desktop', 'Share');
  await dialog.getByLabel(ACCOUNTS).fill('acc-south, acc-north');
  await says(dialog, 'ALREADY_SHARED');
  expect((await dialog.locator('.refusal').innerText()).split(/\n+/)).toEqual([
    'Refused. This account owns the image already.',
    'SHARE_WITH_SELF',
    'about acc-north',
    'Beside that:',
    '1 account named here holds a share already.',
    'ALREADY_SHARED',
    'about acc-south',
  ]);
  await page.screenshot({ path: SCREENSHOT, animations: 'disabled' });

  await dialog.getByLabel(ACCOUNTS).fill('acc-south');
  await eventually(async () => expect(await dialog.getByText('SHARE_WITH_SELF').count()).toBe(0));
  await press(dialog, 'Share');
  await says(dialog, 'Refused. 1 account named here holds a share already.');
  await used(dialog, 'Operations today', '1 of 5 used, 4 left');
  expect(await usedToday('ap-hongkong')).toBe(1);

  await dialog.getByLabel(ACCOUNTS).fill('acc-nobody');
  await says(dialog, 'ACCOUNT_NOT_FOUND');
});

test('the console unshares in one operation', async () => {
  const dialog = await open('North Harbor', 'img-demo-desktop', 'Share');
  await dialog.getByRole('checkbox', { name: /South Harbor.*runs 0 instances/ }).check();
  await press(dialog, 'Unshare 1 account');
  await says(dialog, 'Taken back from 1 account. What runs, runs on.');
  await says(dialog, 'Nobody but the owner.');
  await used(dialog, 'Operations today', '2 of 5 used, 3 left');
  await used(dialog, 'Accounts that have it', '0 of 50 used, 50 left');
});

test('the console renames an image and confirms it on the page', async () => {
  const dialog = await open('North Harbor', 'img-demo-desktop', 'Rename');
  await dialog.getByLabel('Name').fill('  ');
  await press(dialog, 'Rename');
  await says(dialog, 'The service did not take this');
  await dialog.getByLabel('Name').fill('desktop of 2026');
  await press(dialog, 'Rename');
  await page.getByRole('heading', { name: 'desktop of 2026' }).waitFor();
  await says(page.getByRole('status'), 'It is called desktop of 2026 now.');
  await used(page.locator('main'), 'Operations today', '3 of 5 used, 2 left');
});

test('the console shows that the operations of the day are used up and when the next day starts', async () => {
  const dialog = await open('North Harbor', 'img-demo-desktop', 'Share');
  for (const name of ['a', 'b']) {
    const text = `mutation { updateImage(input: { imageId: "img-demo-desktop", name: "${name}" }) { __typename } }`;
    await stage.ask('North Harbor', text);
  }
  await dialog.getByLabel(ACCOUNTS).fill('acc-south');
  await says(dialog, 'DAILY_OPERATION_LIMIT');
  await says(dialog, '5 of 5 used');
  const tomorrow = new Date(new Date(stage.demo.dependencies.clock()).setUTCHours(24, 0, 0, 0));
  const date = tomorrow.toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
  await says(dialog, `starts again ${date}, 00:00 UTC`);
});

test('the console shows how many instances run from an image, also after a launch', async () => {
  const dialog = await open('North Harbor', 'img-demo-web', 'Launch');
  await says(page.locator('dl'), '2 instances, 1 image copied from it');
  await dialog.getByRole('table').waitFor();
  await press(dialog, 'Launch');
  await says(page.locator('dl'), '3 instances, 1 image copied from it');
  await says(dialog, 'Launched, for 0.012 USD per hour all together:');
});

test('the console offers the regions that support copying and links to the copies', async () => {
  const dialog = await open('North Harbor', 'img-demo-web', 'Copy');
  expect(await dialog.locator('fieldset label').allInnerTexts()).toEqual([
    'North China (Beijing)',
    'Hong Kong, Macao and Taiwan (Hong Kong, China)',
    'East China (Shanghai)',
  ]);
  await dialog.getByLabel('North China (Beijing)').check();
  await press(dialog, 'Copy');
  await dialog.getByRole('link', { name: 'web-base' }).click();
  await page.getByRole('link', { name: 'Images in North China (Beijing)' }).waitFor();
  await page.locator('dl').getByText('web-base in South China (Guangzhou)').waitFor();
});

test('the console deletes an image after it showed the impact', async () => {
  const dialog = await open('North Harbor', 'img-demo-web-sh', 'Delete');
  await says(dialog, '0 running instances and 0 images copied from it go on as they are.');
  await press(dialog, 'Delete for good');
  await says(page.getByRole('status'), 'web-base was deleted.');
  await page.getByRole('heading', { name: 'Images in East China (Shanghai)' }).waitFor();
  await page.getByText('41 images', { exact: true }).waitFor();
  expect(await page.getByRole('link', { name: 'web-base' }).count()).toBe(0);
});

test('the console leaves a shared image, which counts as no operation of the owner', async () => {
  const dialog = await open('South Harbor', 'img-demo-appliance', 'Leave');
  await press(dialog, 'Leave');
  await says(page.getByRole('status'), 'vpn-appliance is no longer shared with you.');
  await page.getByText('41 images', { exact: true }).waitFor();
  expect(await usedToday('ap-singapore')).toBe(0);
});
