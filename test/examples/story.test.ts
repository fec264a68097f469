import { ask, askAgain, NoAnswer, ServiceError } from '../../examples/client/ask';
import { CreateImageDocument, FindDocument } from '../../examples/client/generated/operations';
import { tell } from '../../examples/client/story';
import { DemoService } from '../support/demoService';

/** The typed program of the examples, against the service as `npm start` starts it. */

let service: DemoService;
beforeEach(async () => (service = await DemoService.start()));
afterEach(() => service.stop());

const REGION = 'ap-guangzhou';

test('the story finds, creates and shares an image, is denied a rename, and launches as the other account', async () => {
  const lines: string[] = [];
  await tell(service.party('acc-north'), service.party('acc-south'), REGION, (line) => lines.push(line));
  expect(lines).toEqual([
    'North Harbor runs web-2 from web-base.',
    'North Harbor made the image from-the-example of it.',
    'North Harbor may share it with South Harbor.',
    'North Harbor shared it; it is held by South Harbor.',
    'South Harbor cannot rename it: This image is shared with this account, which may launch it and nothing else. [SHARED_IMAGE_IS_LAUNCH_ONLY: ask the owner]',
    'South Harbor sees from-the-example of North Harbor as SHARED; it may launch and may not rename it.',
    'South Harbor launched it: RUNNING, RUNNING, 0.076 USD an hour.',
    'The service warns: Another account shared this image and nobody reviewed it. Launch it only if you trust the account it comes from.',
  ]);
});

test('the story, run three times a day, ends where the five operations of the day are used up', async () => {
  const lines: string[] = [];
  for (let time = 0; time < 3; time++) {
    lines.length = 0;
    await tell(service.party('acc-north'), service.party('acc-south'), REGION, (line) => lines.push(line));
  }
  expect(lines.at(-1)).toMatch(
    /^North Harbor cannot share it: At most 5 operations .* 5 used today in ap-guangzhou\. .* \[DAILY_OPERATION_LIMIT: wait\]$/,
  );
});

test('the story reports an account that runs no instance', async () => {
  const lines: string[] = [];
  await tell(service.party('acc-workshop'), service.party('acc-south'), REGION, (line) => lines.push(line));
  expect(lines).toEqual(['The Workshop runs nothing in ap-guangzhou.']);
});

test('askAgain throws UNAUTHENTICATED for a wrong token without a second request', async () => {
  let asked = 0;
  const counting: typeof fetch = (...request) => {
    asked++;
    return fetch(...request);
  };
  const endpoint = { url: service.url, token: 'irt_wrong', fetch: counting };
  const error: unknown = await askAgain(endpoint, FindDocument, { regionId: REGION }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ServiceError);
  expect(error).toMatchObject({ code: 'UNAUTHENTICATED', retryAfterSeconds: null });
  expect(asked).toBe(1);
});

test('ask throws NoAnswer where nothing listens', async () => {
  const { endpoint } = service.party('acc-north');
  await service.stop();
  await expect(ask(endpoint, FindDocument, { regionId: REGION })).rejects.toThrow(NoAnswer);
  service = await DemoService.start();
});

test.each([
  ['a page of a proxy', new Response('<h1>Bad gateway</h1>', { status: 502 }), 'not in JSON'],
  ['JSON of another service', Response.json({ status: 'ok' }), 'neither data nor errors'],
  ['other data', Response.json({ data: { images: null } }), 'something else than was asked'],
])('ask throws NoAnswer for %s', async (_, response, says) => {
  const { endpoint } = service.party('acc-north', () => Promise.resolve(response));
  const error: unknown = await ask(endpoint, FindDocument, { regionId: REGION }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NoAnswer);
  expect(error).toMatchObject({ message: expect.stringContaining(says) as string });
});

test('askAgain repeats a mutation with a lost answer under its key, and it is executed once', async () => {
  let lost = 0;
  /** Sends each request, but loses its first answer. */
  const losing: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    if (lost++ === 0) throw new TypeError('the connection was cut');
    return response;
  };
  const { endpoint } = service.party('acc-north', losing);
  const input = { instanceId: 'ins-demo-web', name: 'made once', idempotencyKey: 'story' };
  const { createImage } = await askAgain(endpoint, CreateImageDocument, { input });
  expect(createImage).toMatchObject({ __typename: 'CreateImagePayload', image: { name: 'made once' } });
  expect(lost).toBe(2);
  expect(await countOfImages('made once')).toBe(1);
});

async function countOfImages(name: string): Promise<number> {
  const { endpoint } = service.party('acc-north');
  const query = `{ images(filter: { nameContains: "${name}" }) { totalCount } }`;
  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${endpoint.token}` },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as { data: { images: { totalCount: number } } };
  return data.images.totalCount;
}
