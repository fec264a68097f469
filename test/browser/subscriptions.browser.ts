import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, newContext, type Wrong } from './chromium';
import { openDemo, type Demo } from './demo';
import { GraphiqlPage, NOBODY, NORTH, serve, SOUTH } from './graphiql';

/** Subscriptions in the playground at `/`, and the EventSource of a browser: events arrive, stop and resume. */

const LISTEN_TO_REGION = `subscription Region { imageChanged(regionId: "ap-hongkong") { change image { name } } }`;

let demo: Demo;
let service: { url: string; stop: () => Promise<void> };
let browser: Browser;
let context: BrowserContext;
let wrong: Wrong;
let graphiql: GraphiqlPage;

beforeEach(async () => {
  demo = await openDemo();
  service = await serve(demo);
  browser = await launchChromium();
});

afterEach(async () => {
  await context?.close();
  await browser?.close();
  await service?.stop();
  await demo?.close();
  expect(wrong).toEqual({ console: [], csp: [], foreign: [] });
});

async function open(options?: BrowserContextOptions): Promise<void> {
  ({ context, wrong } = await newContext(browser, options));
  graphiql = await anotherWindow();
}

async function anotherWindow(): Promise<GraphiqlPage> {
  const window = new GraphiqlPage(await context.newPage());
  await window.open(service.url);
  return window;
}

const button = (page: Page, name: RegExp) => page.getByRole('button', { name });
const shown = () => graphiql.textOf('.result-window');

/** Runs the document in the editor and waits for the response of the service. */
async function listen(): Promise<number> {
  const answered = graphiql.page.waitForResponse(/\/graphql$/);
  await button(graphiql.page, /^Execute query/).click();
  return (await answered).status();
}

/** Waits until the result contains a text. */
async function untilShown(text: string): Promise<void> {
  await graphiql.page.waitForFunction((expected) => {
    const element = document.querySelector('.result-window .CodeMirror');
    return (element as unknown as { CodeMirror: { getValue(): string } }).CodeMirror.getValue().includes(expected);
  }, text);
}

async function write(document: string): Promise<void> {
  await graphiql.page.locator('.graphiql-query-editor .CodeMirror').click();
  await graphiql.page.keyboard.press('Control+A');
  await graphiql.page.keyboard.insertText(document);
  const name = /\w+ (\w+)/.exec(document)![1]!;
  await graphiql.page.getByRole('tab', { name }).waitFor();
}

const tokenOf = (account: string) => demo.accounts.find(({ id }) => id === account)!.token;
/** Renames an image without the playground. */
async function rename(name: string): Promise<void> {
  const query = `mutation { updateImage(input: { imageId: "img-demo-desktop", name: "${name}" }) { __typename } }`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${tokenOf('acc-north')}` };
  const response = await fetch(`${service.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  expect(await response.json()).toMatchObject({ data: { updateImage: { __typename: 'UpdateImagePayload' } } });
}

test('the playground shows the event of its example to the chosen account once another window causes it', async () => {
  await open();
  await graphiql.actAs(SOUTH);
  await graphiql.tab('Listen');
  expect(await listen()).toBe(200);
  await button(graphiql.page, /^Stop query/).waitFor();
  expect(await shown()).toBe('');

  const north = await anotherWindow();
  await north.actAs(NORTH);
  await north.tab('Share');
  expect(await north.run()).toHaveProperty('data.shareImage.__typename', 'ShareImagePayload');
  await untilShown('office-desktop');
  const { data } = JSON.parse(await shown()) as { data: object };
  expect(data).toEqual({
    shareReceived: { at: expect.any(String), image: { name: 'office-desktop', owner: { name: 'North Harbor' } } },
  });
  expect(await graphiql.notice()).toBeNull();
});

test('the playground shows one event after the other, and no more once it is stopped', async () => {
  await open();
  await graphiql.actAs(NORTH);
  await write(LISTEN_TO_REGION);
  await listen();
  for (const name of ['one', 'two', 'three']) {
    await rename(name);
    await untilShown(`"${name}"`);
  }
  const ended = graphiql.page.waitForEvent('requestfailed', (request) => request.url().endsWith('/graphql'));
  await button(graphiql.page, /^Stop query/).click();
  // The connection is closed immediately and not with the next event.
  await ended;
  await button(graphiql.page, /^Execute query/).waitFor();
  await rename('four');
  await graphiql.page.waitForTimeout(500);
  expect(JSON.parse(await shown())).toHaveProperty('data.imageChanged.image.name', 'three');
  expect(await graphiql.notice()).toBeNull();

  await listen();
  await rename('five');
  await untilShown('"five"');
});

test('the playground shows why a subscription does not begin', async () => {
  await open();
  await graphiql.actAs(NOBODY);
  await graphiql.tab('Listen');
  expect(await listen()).toBe(401);
  await untilShown('UNAUTHENTICATED');
  expect(await graphiql.notice()).toBe('Nobody is signed in, and this needs an account.');
  expect(wrong.console.splice(0)).toEqual([expect.stringContaining('status of 401')]);

  await write('subscription Unknown { imageChanged(regionId: "ap-hongkon") { change } }');
  await listen();
  await untilShown('The nearest are ap-hongkong');
  await button(graphiql.page, /^Execute query/).waitFor();
  expect(JSON.parse(await shown())).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  expect(await graphiql.notice()).toBeNull();
});

test('the playground shows that a subscription ended because its token was revoked', async () => {
  await open();
  await graphiql.actAs(NORTH);
  await write(LISTEN_TO_REGION);
  await listen();
  await demo.dependencies.store.write((inside) => inside.rows('UPDATE access_token SET revoked_at = 1'));
  await untilShown('UNAUTHENTICATED');
  await button(graphiql.page, /^Execute query/).waitFor();
});

test('the playground reports a cut stream, keeps its last event, and resumes when it is run again', async () => {
  await open();
  await graphiql.actAs(NORTH);
  await write(LISTEN_TO_REGION);
  await listen();
  await rename('one');
  await untilShown('"one"');
  await service.stop();
  await graphiql.page.getByRole('alert').waitFor();
  expect(await graphiql.notice()).toBe(
    'The stream was cut: the service stopped, or the connection broke. Run this again to go on.',
  );
  expect(await shown()).toContain('"one"');
  wrong.console.splice(0);

  service = await serve(demo, { port: Number(new URL(service.url).port) });
  await listen();
  expect(await graphiql.notice()).toBeNull();
  await rename('two');
  await untilShown('"two"');
});

test('the playground fits a phone while a subscription runs', async () => {
  await open({ viewport: { width: 390, height: 844 } });
  await graphiql.actAs(NORTH);
  await write(LISTEN_TO_REGION);
  await listen();
  await rename('on a phone');
  await untilShown('on a phone');
  expect(await button(graphiql.page, /^Stop query/).isVisible()).toBe(true);
  expect(await graphiql.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('an EventSource in a page resumes by itself after an outage of the service and misses no event', async () => {
  await open();
  const operator = async (name: string) => {
    const input = `regionIds: ["ap-hongkong"], name: "${name}", osFamily: LINUX, platform: "Ubuntu", architecture: X86_64, sizeGb: 1`;
    const query = `mutation { publishImage(input: { ${input} }) { __typename } }`;
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${demo.accounts.find(({ roles }) => roles.includes('OPERATOR'))!.token}`,
    };
    const body = JSON.stringify({ query });
    const response = await fetch(`${service.url}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ data: { publishImage: { __typename: 'PublishImagePayload' } } });
  };
  await graphiql.page.evaluate(
    (query) => {
      const received: { id: string; name: string }[] = [];
      const source = new EventSource(`/graphql?query=${encodeURIComponent(query)}`);
      source.addEventListener('next', (event) => {
        const { data, lastEventId: id } = event as MessageEvent<string>;
        const said = JSON.parse(data) as { data: { imageChanged: { sequence: string; image: { name: string } } } };
        if (said.data.imageChanged.sequence !== id) throw new Error(`The id ${id} is not the sequence in ${data}`);
        received.push({ id, name: said.data.imageChanged.image.name });
      });
      const opened = new Promise((resolve) => source.addEventListener('open', resolve, { once: true }));
      Object.assign(window, { received });
      return opened.then(() => undefined);
    },
    LISTEN_TO_REGION.replace('{ change', '{ sequence change'),
  );
  const names = () =>
    graphiql.page.evaluate(() =>
      (window as unknown as { received: { name: string }[] }).received.map(({ name }) => name),
    );
  const until = (count: number) =>
    graphiql.page.waitForFunction(
      (wanted) => (window as unknown as { received: unknown[] }).received.length >= wanted,
      count,
    );

  await operator('before');
  await until(1);
  await service.stop();
  // Events are committed while the stream is cut.
  const port = Number(new URL(service.url).port);
  const elsewhere = await serve(demo);
  service = elsewhere;
  for (const name of ['missed one', 'missed two']) await operator(name);
  await elsewhere.stop();
  service = await serve(demo, { port });
  await until(3);
  await operator('after');
  await until(4);
  expect(await names()).toEqual(['before', 'missed one', 'missed two', 'after']);
  wrong.console.splice(0);
});
