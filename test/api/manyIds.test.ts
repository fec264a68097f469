import { createHook } from 'node:async_hooks';
import { World, type Answer, type ApiCaller } from '../support/world';

/** Tests `viewerCan` with more ids than one statement takes, and with ids that no id can be. */

let world: World;
let owner: ApiCaller;
beforeAll(async () => {
  world = await World.open();
  owner = await world.busyAccount();
});
afterAll(() => world.close());

/** Aliases of one request, and different ids in each: together more than 16,384. */
const [ALIASES, IDS] = [17, 970];

test.each([
  ['share', 'accountIds', 'acc'],
  ['unshare', 'accountIds', 'acc'],
  ['copy', 'regionIds', 'ap'],
])('%s is decided for more ids than a statement has parameters', async (field, argument, prefix) => {
  const image = await world.image(owner);
  await world.share(image, await world.recipients(1));
  const at = Array.from({ length: ALIASES }, (_, index) => index);
  const declared = at.map((index) => `$v${index}: [ID!]`).join(' ');
  const fields = at.map((index) => `a${index}: ${field}(${argument}: $v${index}) { allowed denied { rule } }`);
  const variables = Object.fromEntries(
    at.map((index) => [`v${index}`, Array.from({ length: IDS }, (_, id) => `${prefix}-${index}x${id}`)]),
  );
  const { body } = await owner.ask(
    `query ($id: ID! ${declared}) { image(id: $id) { viewerCan { ${fields.join(' ')} } } }`,
    {
      id: image.id,
      ...variables,
    },
  );
  expect(body.errors).toBeUndefined();
  const decisions = Object.values(body.data.image.viewerCan as Record<string, { allowed: boolean }>);
  expect(decisions.map(({ allowed }) => allowed)).toEqual(at.map(() => false));
});

describe('a page of 100 images with a list of 1,000 ids', () => {
  const IDS = Array.from({ length: 1_000 }, (_, at) => `x${at}`);
  let operator: ApiCaller;
  beforeAll(async () => {
    operator = await world.account({ imagesPerRegion: 200 });
    await world.images(operator, 100);
  });

  /** Returns the number of promises that are made while an operation is answered. */
  const promisesDuring = async (ask: () => Promise<unknown>) => {
    let promises = 0;
    const hook = createHook({ init: (_, type) => void (promises += type === 'PROMISE' ? 1 : 0) }).enable();
    await ask();
    hook.disable();
    return promises;
  };

  test.each([
    ['copy', 'regionIds'],
    ['share', 'accountIds'],
    ['unshare', 'accountIds'],
  ])('%s looks each id up once, not for each image', async (field, argument) => {
    const text = `query ($ids: [ID!]) { images(first: 100, filter: { types: [CUSTOM] }) { nodes {
      viewerCan { ${field}(${argument}: $ids) { allowed denied { rule subjects } } } } } }`;
    let answer: Answer;
    const promises = await promisesDuring(async () => (answer = await operator.ask(text, { ids: IDS })));
    const { nodes } = answer!.body.data.images;
    expect(nodes).toHaveLength(100);
    for (const { viewerCan } of nodes) expect(viewerCan[field].denied.subjects).toEqual(IDS);
    expect(promises).toBeLessThan(10_000);
  });
});

test('two ids are not mistaken for one that has a space between them', async () => {
  const image = await world.image(owner);
  const [one, two] = await world.recipients(2);
  await world.share(image, [one!, two!]);
  const query = `query ($id: ID!, $joined: [ID!], $both: [ID!]) { image(id: $id) { viewerCan {
    joined: share(accountIds: $joined) { denied { rule } } both: share(accountIds: $both) { denied { rule } } } } }`;
  const variables = { id: image.id, joined: [`${one!.id} ${two!.id}`], both: [one!.id, two!.id] };
  for (let time = 0; time < 3; time += 1) {
    expect((await owner.data(query, variables)).image.viewerCan).toEqual({
      joined: { denied: { rule: 'ACCOUNT_NOT_FOUND' } },
      both: { denied: { rule: 'ALREADY_SHARED' } },
    });
  }
});
