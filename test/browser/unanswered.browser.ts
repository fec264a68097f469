import type { Browser, BrowserContext } from 'playwright-core';
import { AccessToken } from '../../src/entities/accessToken';
import { newToken } from '../../src/store/accessTokens';
import { launchChromium, newContext, type Wrong } from './chromium';
import { openDemo, type Demo } from './demo';
import { GraphiqlPage, NORTH, serve, SOUTH } from './graphiql';

/** The notices of the playground where the service rejects a token or does not answer. */

const INVALID = {
  message: 'The credential is not valid: unknown, wrong, expired or revoked.',
  extensions: { code: 'UNAUTHENTICATED' },
};
const TYPED_IS_REFUSED =
  'The token under “Headers” is refused: unknown, wrong, expired or revoked. Correct it, or take it out.';

let demo: Demo;
let service: { url: string; stop: () => Promise<void> };
let browser: Browser;
let context: BrowserContext;
let wrong: Wrong;
let graphiql: GraphiqlPage;

beforeAll(async () => {
  demo = await openDemo();
  service = await serve(demo);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await demo?.close();
});

beforeEach(async () => {
  ({ context, wrong } = await newContext(browser));
  graphiql = new GraphiqlPage(await context.newPage());
  await graphiql.open(service.url);
  await graphiql.tab('MyQuota');
});

afterEach(async () => {
  await context?.close();
  expect(wrong).toEqual({ console: [], csp: [], foreign: [] });
});

/** Expects the error that the browser itself logs for a failed request; no page can prevent it. */
function expectNoted(what: string) {
  expect(wrong.console.splice(0)).toEqual([expect.stringContaining(what)]);
}

test('the playground reports a wrong token in the headers until it is corrected', async () => {
  await graphiql.actAs(NORTH);
  await graphiql.typeHeaders('{ "Authorization": "Bearer irt_wrong" }');
  expect(await graphiql.run()).toEqual({ errors: [INVALID] });
  expect(await graphiql.notice()).toBe(TYPED_IS_REFUSED);
  expectNoted('status of 401');

  await graphiql.typeHeaders('{}');
  expect(await graphiql.run()).toHaveProperty('data.viewer.account.name', 'North Harbor');
  expect(await graphiql.notice()).toBeNull();
});

test('the playground reports an expired token in the headers', async () => {
  const now = demo.dependencies.clock();
  const { row, token } = newToken({
    ...{ accountId: 'acc-south', name: 'of yesterday', mayWrite: true },
    ...{ createdAt: now - 86_400_000, expiresAt: now - 1_000 },
  });
  await demo.dependencies.store.write((manager) => manager.insert(AccessToken, row));
  await graphiql.typeHeaders(`{ "Authorization": "Bearer ${token}" }`);
  expect(await graphiql.run()).toEqual({ errors: [INVALID] });
  expect(await graphiql.notice()).toBe(TYPED_IS_REFUSED);
  expectNoted('status of 401');
});

test('the playground names the account whose token was revoked, and works as another', async () => {
  await graphiql.actAs(SOUTH);
  expect(await graphiql.run()).toHaveProperty('data.viewer.account.name', 'South Harbor');
  const { token } = demo.accounts.find(({ id }) => id === 'acc-south')!;
  const ask = async (query: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const body = JSON.stringify({ query });
    const response = await fetch(`${service.url}/graphql`, { method: 'POST', headers, body });
    return (await response.json()) as { data: { viewer: { accessTokens: { id: string }[] } } };
  };
  const { data } = await ask('{ viewer { accessTokens { id } } }');
  for (const { id } of data.viewer.accessTokens) {
    await ask(`mutation { revokeAccessToken(input: { accessTokenId: "${id}" }) { __typename } }`);
  }

  expect(await graphiql.run()).toEqual({ errors: [INVALID] });
  const notice =
    'The token of South Harbor is refused: it has expired, or was revoked. Act as another account; or reload the page, if the demo was filled anew.';
  expect(await graphiql.notice()).toBe(notice);
  expectNoted('status of 401');

  await graphiql.reload();
  await graphiql.page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Mutation' }).waitFor();
  await graphiql.actAs(NORTH);
  expect(await graphiql.notice()).toBeNull();
  expect(await graphiql.run()).toHaveProperty('data.viewer.account.name', 'North Harbor');
});

test('the playground reports that the service does not answer, and works again once it does', async () => {
  await graphiql.actAs(NORTH);
  await service.stop();
  const message = 'The service does not answer. Is it still running? Run this again when it is.';
  expect(await graphiql.run()).toEqual({ errors: [{ message }] });
  expect(await graphiql.notice()).toBe(message);
  expectNoted('net::ERR_CONNECTION_REFUSED');

  service = await serve(demo, { port: Number(new URL(service.url).port) });
  expect(await graphiql.run()).toHaveProperty('data.viewer.account.name', 'North Harbor');
  expect(await graphiql.notice()).toBeNull();
});

test('the playground reports the answer of a proxy in place of the service', async () => {
  await context.route('**/graphql', (route) =>
    route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }),
  );
  const message = 'Not the service but something before it answered: 502 Bad Gateway.';
  expect(await graphiql.run()).toEqual({ errors: [{ message }] });
  expect(await graphiql.notice()).toBe(message);
  expectNoted('status of 502');
});
