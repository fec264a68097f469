import { parse } from 'graphql';
import { cacheOfRegistry, openWithApollo } from '../../examples/client/apollo';
import { openWithRelay, type RelayPages } from '../../examples/client/relay';
import { openWithUrql } from '../../examples/client/urql';
import type { Endpoint } from '../../examples/client/ask';
import type { ImagePages, Row } from '../../examples/client/imagePages';
import { DemoService } from '../support/demoService';

/** A page of images with each of three clients, against the service as `npm start` starts it. */

let service: DemoService;
let requests: string[];
let lastQuery: string;
let opened: ImagePages[];
const warnings: unknown[] = [];

beforeEach(async () => {
  service = await DemoService.start();
  requests = [];
  opened = [];
  warnings.length = 0;
  // The clients warn on the console where a cache is configured so that it loses data.
  for (const level of ['warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation((...words: unknown[]) => void warnings.push(words));
  }
});
afterEach(async () => {
  for (const pages of opened) pages.close();
  jest.restoreAllMocks();
  await service.stop();
});

/** Returns the endpoint of North Harbor; records each operation that is sent. */
function north(): Endpoint {
  return service.party('acc-north', (url, init) => {
    const { query } = JSON.parse(init!.body as string) as { query: string };
    requests.push(/(?:query|mutation) (\w+)/.exec(query)![1]!);
    lastQuery = query;
    return fetch(url, init);
  }).endpoint;
}

async function open<P extends ImagePages>(client: (endpoint: Endpoint, count: number) => Promise<P>): Promise<P> {
  const pages = await client(north(), 2);
  opened.push(pages);
  return pages;
}

const shared = { shareCount: 1, sharedWith: ['South Harbor'], deletable: false };
const unshared = { shareCount: 0, sharedWith: [], deletable: true };
const APPLIANCE: Row = { id: 'img-demo-appliance', name: 'vpn-appliance', ...shared };
const DESKTOP: Row = { id: 'img-demo-desktop', name: 'office-desktop', ...unshared };
const COPY: Row = { id: 'img-demo-web-sh', name: 'web-base', ...unshared };
const WEB: Row = { id: 'img-demo-web', name: 'web-base', ...shared };

describe.each<[string, (endpoint: Endpoint, count: number) => Promise<ImagePages>]>([
  ['Apollo Client', openWithApollo],
  ['urql', openWithUrql],
  ['Relay', openWithRelay],
])('a page of images with %s', (_, client) => {
  test('adds the second page to the first, and finds no third', async () => {
    const pages = await open(client);
    expect(pages.shown()).toEqual([APPLIANCE, DESKTOP]);
    expect(await pages.more()).toBe(true);
    expect(pages.shown()).toEqual([APPLIANCE, DESKTOP, COPY, WEB]);
    expect(await pages.more()).toBe(false);
    expect(requests).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  test('shows a new share on both pages without another read', async () => {
    const pages = await open(client);
    await pages.more();
    expect(await pages.share(DESKTOP.id, 'acc-south')).toBeNull();
    expect(pages.shown()).toEqual([APPLIANCE, { ...DESKTOP, ...shared }, COPY, WEB]);
    expect(await pages.share(COPY.id, 'acc-south')).toBeNull();
    expect(pages.shown()).toEqual([APPLIANCE, { ...DESKTOP, ...shared }, { ...COPY, ...shared }, WEB]);
    expect(requests).toHaveLength(4);
    expect(warnings).toEqual([]);
  });

  test('returns a denial as data and changes nothing that is shown', async () => {
    const pages = await open(client);
    expect(await pages.share(APPLIANCE.id, 'acc-south')).toMatchObject({
      rule: 'ALREADY_SHARED',
      message: expect.any(String) as string,
    });
    expect(pages.shown()).toEqual([APPLIANCE, DESKTOP]);
    expect(warnings).toEqual([]);
  });

  test('throws an error of the service with its message', async () => {
    const wrong = { ...north(), token: 'irt_wrong' };
    await expect(client(wrong, 2)).rejects.toThrow(/credential|token/i);
  });
});

test('Apollo Client merges the fields of viewerCan that two documents select', () => {
  const cache = cacheOfRegistry();
  const asking = (action: string) =>
    parse(`{ image(id: "img-demo-web") { __typename id viewerCan { __typename ${action} { __typename allowed } } } }`);
  for (const action of ['launch', 'delete']) {
    const viewerCan = { __typename: 'ViewerCan', [action]: { __typename: 'Permission', allowed: true } };
    cache.writeQuery({
      query: asking(action),
      data: { image: { __typename: 'Image', id: 'img-demo-web', viewerCan } },
    });
  }
  expect(cache.readQuery({ query: asking('launch') })).toMatchObject({
    image: { viewerCan: { launch: { allowed: true } } },
  });
  expect(cache.readQuery({ query: asking('delete') })).not.toBeNull();
  expect(warnings).toEqual([]);
});

describe('the directives of Relay:', () => {
  let pages: RelayPages;
  beforeEach(async () => (pages = await open(openWithRelay)));
  const names = () => pages.shown().map(({ name }) => name);

  test('@prependNode puts a new image at the head of the list, @deleteEdge removes it', async () => {
    await pages.create('ins-demo-web', 'brand-new');
    expect(names()).toEqual(['brand-new', 'vpn-appliance', 'office-desktop']);
    await pages.remove(pages.shown()[0]!.id);
    expect(names()).toEqual(['vpn-appliance', 'office-desktop']);
    expect(requests).toEqual([
      'relayDocumentsFirstQuery',
      'relayDocumentsCreateMutation',
      'relayDocumentsDeleteMutation',
    ]);
  });

  test('@refetchable reads one image again by the field node', async () => {
    const elsewhere = await openWithUrql(service.party('acc-north').endpoint, 2);
    opened.push(elsewhere);
    await elsewhere.share(DESKTOP.id, 'acc-south');
    expect(pages.shown()).toEqual([APPLIANCE, DESKTOP]);
    await pages.readAgain(DESKTOP.id);
    expect(pages.shown()).toEqual([APPLIANCE, { ...DESKTOP, ...shared }]);
    expect(requests).toEqual(['relayDocumentsFirstQuery', 'relayDocumentsRowQuery']);
    expect(lastQuery).toContain('node(id: $id)');
  });
});
