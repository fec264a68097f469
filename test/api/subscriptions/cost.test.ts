import { subscribeTo, endSubscriptions } from '../../support/openSubscriptions';
import { PATIENT } from '../../support/patience';
import { listen } from '../../support/wire';
import { World, type ApiCaller } from '../../support/world';

/** Tests that an event is charged at least its objects, however long its lists have become since its stream opened. */

/** Points of each account, which are not restored here. */
const POINTS = 100_000;
let world: World;
let port: number;
let owner: ApiCaller;
beforeEach(async () => {
  world = await World.open({ app: { limits: { ...PATIENT, points: { capacity: POINTS, perSecond: 0.000_1 } } } });
  port = await listen(world);
  owner = await world.busyAccount();
});
afterEach(async () => {
  endSubscriptions();
  await world.close();
});

const subscription = (selection: string) =>
  `subscription { imageChanged(regionId: "ap-guangzhou") { image { ${selection} } } }`;
/** Objects of an event and its image; then an object for each entry and one for the account in it. */
const objects = (entries: number) => 2 + 2 * entries;
const requested = ({ extensions }: { extensions: { cost: { requested: number } } }) => extensions.cost.requested;

test('shares beyond the limit at the opening of the stream are charged', async () => {
  const image = await world.image(owner);
  await world.share(image, await world.recipients(50));
  const listener = await subscribeTo(port, owner, subscription('shares { account { id } }'));
  await owner.do('updateImage', { imageId: image.id, name: 'fifty' });
  await listener.until(1);

  const operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
  await operator.do('updateAccount', { accountId: owner.id, limits: { sharesPerImage: 200 } });
  await world.share(image, await world.recipients(11));
  await owner.do('updateImage', { imageId: image.id, name: 'sixty-one' });
  await listener.until(2);

  const [before, after] = listener.results;
  expect(before.data.imageChanged.image.shares).toHaveLength(50);
  expect(requested(before)).toBe(objects(50));
  expect(after.data.imageChanged.image.shares).toHaveLength(61);
  expect(requested(after)).toBe(objects(200));
});

test('more accounts in an impact than were charged are charged after the event', async () => {
  const image = await world.image(owner);
  await world.share(image, await world.recipients(60));
  // Only the events take points of the owner: others make them.
  const friends = [await world.account(), await world.account()];
  await world.share(image, friends);
  const listener = await subscribeTo(port, owner, subscription('impact { byAccount { account { id } } }'));
  for (const [at, friend] of friends.entries()) {
    await friend.do('leaveImage', { imageId: image.id });
    await listener.until(at + 1);
  }
  const [first, second] = listener.results;
  expect(first.data.imageChanged.image.impact.byAccount).toHaveLength(61);
  expect(requested(first)).toBe(1 + objects(61));
  expect(requested(second)).toBe(1 + objects(60));
  expect(first.extensions.cost.available - second.extensions.cost.available).toBe(requested(second));
});

test('a stream whose events would exceed the limit of cost ends with the error of that limit', async () => {
  const image = await world.image(owner);
  const listener = await subscribeTo(
    port,
    owner,
    subscription('shares { image { shares { image { owner { id } } } } }'),
  );
  const operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
  await operator.do('updateAccount', { accountId: owner.id, limits: { sharesPerImage: 200 } });
  await owner.do('updateImage', { imageId: image.id, name: 'renamed' });
  await listener.until(1);
  const [event] = listener.results;
  expect(event.errors).toEqual([
    {
      message: expect.stringMatching(/^This operation costs \d+ points; the limit is 10000\. Request shorter pages/),
      extensions: expect.objectContaining({
        code: 'GRAPHQL_VALIDATION_FAILED',
        exceeded: expect.objectContaining({ name: 'cost', limit: 10_000 }),
      }),
    },
  ]);
  expect(event.data).toBeUndefined();
});

test('fragments that spread each other twice are walked once', async () => {
  const image = await world.image(owner);
  const fragments = Array.from(
    { length: 40 },
    (_, at) => `fragment F${at} on Subscription { ...F${at + 1} ... on Subscription { ...F${at + 1} } }`,
  );
  const listener = await subscribeTo(
    port,
    owner,
    `subscription { ...F0 } ${fragments.join(' ')}
    fragment F40 on Subscription { imageChanged(regionId: "ap-guangzhou") { image { name } } }`,
  );
  await owner.do('updateImage', { imageId: image.id, name: 'walked' });
  await listener.until(1);
  expect(listener.results[0].data).toEqual({ imageChanged: { image: { name: 'walked' } } });
});
