import type { FastifyInstance } from 'fastify';
import type { Page } from 'playwright-core';
import { PATIENT } from '../support/patience';
import { addressOf, eventually, NOTHING_WRONG, Stage } from './consoleStage';

/** The example frontend in Chromium: its messages about faults, and the ways to continue from them. */

let stage: Stage;
let service: FastifyInstance;
let page: Page;

beforeAll(async () => {
  stage = await Stage.open();
  service = await stage.service();
});
afterAll(() => stage?.close());
afterEach(async () => expect(await stage.leave(page)).toEqual(NOTHING_WRONG));

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const says = (text: string | RegExp) => page.getByText(text).first().waitFor();
const problem = (title: string) => page.getByRole('alert', { name: title });

test('the console explains what to do where no service runs, and accepts its address', async () => {
  page = await stage.tab();
  // The default address; a service that happens to listen there on this machine must not answer.
  await page.route('http://127.0.0.1:4000/**', (route) => route.abort());
  await page.goto(stage.origin);
  await problem('The service cannot be reached').waitFor();
  await says(/Nothing comes from http:\/\/127\.0\.0\.1:4000\/graphql/);
  await says(`Is the service running there, and does its CORS_ORIGINS name ${stage.origin}?`);
  await press('Sign in');
  await page.getByLabel('Address of the API').fill(addressOf(service));
  await page.getByLabel('Access token').fill(stage.token('South Harbor'));
  await press('Use this token');
  await page.getByRole('banner').getByText('South Harbor').waitFor();
  await page.getByRole('row', { name: /web-base/ }).waitFor();
  expect(stage.noted()).toEqual([expect.stringContaining('ERR_FAILED')]);
});

test('the console reports a service that rejects its origin as unreachable, as a browser reveals no more', async () => {
  const closed = await stage.service({ corsOrigins: ['https://another.example'] });
  page = await stage.enter(closed, null, '');
  await problem('The service cannot be reached').waitFor();
  await says(`does its CORS_ORIGINS name ${stage.origin}?`);
  expect(stage.noted()).toEqual([expect.stringContaining('CORS policy'), expect.stringContaining('ERR_FAILED')]);
});

test('the console reports a wrong token and accepts another one', async () => {
  page = await stage.enter(service, 'North Harbor', '');
  await page.getByRole('row', { name: /vpn-appliance/ }).waitFor();
  await press('Account');
  await page.getByLabel('Access token').fill('irt_wrong');
  await press('Use this token');
  await problem('The token is not accepted').waitFor();
  await says('The credential is not valid: unknown, wrong, expired or revoked.');
  // Nothing of the previous account is visible any more.
  expect(await page.getByRole('row').count()).toBe(0);
  await press('Change the token');
  await page.getByLabel('Access token').fill(stage.token('South Harbor'));
  await press('Use this token');
  await page.getByRole('banner').getByText('South Harbor').waitFor();
  expect(stage.noted()).toEqual([expect.stringContaining('status of 401')]);

  await page.reload();
  await page.getByRole('banner').getByText('South Harbor').waitFor();
  await press('Account');
  await press('Sign out');
  await page.getByRole('banner').getByText('Nobody').waitFor();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('the console reports that the service stopped, and continues once it is back', async () => {
  const passing = await stage.service();
  const { port } = new URL(addressOf(passing));
  page = await stage.enter(passing, null, '#/images?region=ap-hongkong');
  await page.getByRole('rowheader').first().waitFor();
  await passing.close();
  await page.getByRole('combobox', { name: 'Type', exact: true }).selectOption('MARKETPLACE');
  await problem('The service cannot be reached').waitFor();
  expect(stage.noted()).toEqual([expect.stringContaining('ERR_CONNECTION_REFUSED')]);
  await stage.service({}, Number(port));
  await press('Try again');
  await page.getByRole('row', { name: /WordPress on Ubuntu 22.04 Marketplace/ }).waitFor();
  expect(await page.getByRole('cell', { name: 'Public' }).count()).toBe(0);
});

test('the console reports a rate limit with the seconds to wait', async () => {
  const points = { capacity: 150, perSecond: 10 };
  const narrow = await stage.service({ limits: { ...PATIENT, points } });
  page = await stage.enter(narrow, 'North Harbor', '#/images?region=ap-guangzhou');
  await eventually(async () => {
    await page.reload();
    await problem('Too much was asked').waitFor({ timeout: 2_000 });
  });
  await says(
    /^This operation costs \d+ points; \d+ are left, and 10 are restored each second\. Try again in \d+ seconds?\.$/,
  );
  // Other requests of the page may consume the points meanwhile; then it reports the limit again.
  await eventually(async () => {
    const seconds = Number(/Try again in (\d+)/.exec(await problem('Too much was asked').innerText())![1]);
    await page.waitForTimeout(seconds * 1_000);
    await press('Try again');
    await page.getByRole('row', { name: /web-base/ }).waitFor({ timeout: 5_000 });
  });
  expect([...new Set(stage.noted())]).toEqual([expect.stringContaining('status of 429')]);
});

test('the console repeats an unanswered mutation under the same key; it is executed and counted once', async () => {
  page = await stage.enter(service, 'North Harbor', '#/images/img-demo-desktop');
  const sent: { idempotencyKey: string }[] = [];
  await page.route(addressOf(service), async (route) => {
    const { operationName, variables } = route.request().postDataJSON() as {
      operationName: string;
      variables: { input: { dryRun?: boolean; idempotencyKey: string } };
    };
    if (operationName !== 'ShareImage' || variables.input.dryRun) return route.continue();
    sent.push(variables.input);
    if (sent.length > 1) return route.continue();
    // The request arrives and is executed; its answer is lost on the way.
    await route.fetch();
    return route.abort('connectionreset');
  });
  await press('Share');
  await page.getByLabel('Accounts to share it with').fill('acc-south');
  await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click();
  await problem('The service cannot be reached').waitFor();
  await says('It may have been done all the same. To try again is safe: it is done and counted once.');
  await press('Try again');
  await says('Shared with South Harbor.');
  await says('1 of 5 used, 4 left');
  expect(sent).toEqual([sent[0], sent[0]]);
  expect(sent[0]!.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
  expect(stage.noted()).toEqual([expect.stringContaining('ERR_CONNECTION_RESET')]);

  await page.getByLabel('Accounts to share it with').fill('acc-workshop');
  await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click();
  await says('Shared with The Workshop.');
  expect(sent).toHaveLength(3);
  expect(sent[2]!.idempotencyKey).not.toBe(sent[0]!.idempotencyKey);
});
