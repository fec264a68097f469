import { World, type ApiCaller } from '../support/world';

/** Tests that each mutation of a document is answered with the state after it, and as if it was sent alone. */

let world: World;
let owner: ApiCaller;
let friend: ApiCaller;
beforeAll(async () => {
  world = await World.open();
  owner = await world.busyAccount();
  friend = await world.busyAccount();
});
afterAll(() => world.close());

/** A document is executed in another way once it is known. */
const TIMES = ['new', 'known', 'well-known'];

test.each(TIMES)('a %s document answers the shares after each of its mutations', async () => {
  const image = await world.image(owner);
  const fields = 'image { shareCount impact { shares } viewerCan { delete { allowed } } shares { account { id } } }';
  const { a, b, c } = await owner.data(
    `mutation ($id: ID!, $to: [ID!]!) {
      a: updateImage(input: { imageId: $id, description: "x" }) { ... on UpdateImagePayload { ${fields} } }
      b: shareImage(input: { imageId: $id, accountIds: $to }) { ... on ShareImagePayload { ${fields} } }
      c: unshareImage(input: { imageId: $id, accountIds: $to }) { ... on UnshareImagePayload { ${fields} } }
    }`,
    { id: image.id, to: [friend.id] },
  );
  const unshared = { shareCount: 0, impact: { shares: 0 }, viewerCan: { delete: { allowed: true } }, shares: [] };
  const shares = [{ account: { id: friend.id } }];
  const shared = { shareCount: 1, impact: { shares: 1 }, viewerCan: { delete: { allowed: false } }, shares };
  expect([a.image, b.image, c.image]).toEqual([unshared, shared, unshared]);
});

test.each(TIMES)('a %s document hides an image from the field after the one that lost it', async () => {
  const image = await world.image(owner);
  await world.share(image, [friend]);
  const { id } = await world.instance(friend, { imageId: image.id });
  const { a, c } = await friend.data(
    `mutation ($image: ID!, $instances: [ID!]!) {
      a: launchInstances(input: { imageId: $image, instanceType: "S" }) {
        ... on LaunchInstancesPayload { instances { image { id } } } }
      b: leaveImage(input: { imageId: $image }) { __typename }
      c: terminateInstances(input: { instanceIds: $instances }) {
        ... on TerminateInstancesPayload { instances { image { id } } } }
    }`,
    { image: image.id, instances: [id] },
  );
  expect([a.instances, c.instances]).toEqual([[{ image: { id: image.id } }], [{ image: null }]]);
});

test.each(TIMES)('a %s document decides by the launch sources that a field before has set', async () => {
  const image = await world.image(friend);
  await world.share(image, [owner]);
  const [one, two] = [
    await world.instance(owner, { imageId: image.id }),
    await world.instance(owner, { imageId: image.id }),
  ];
  const answer = await owner.data(
    `mutation ($one: ID!, $two: ID!) {
      a: terminateInstances(input: { instanceIds: [$one] }) { ...Terminated }
      b: restrictLaunchSources(input: { launchSources: REVIEWED }) { __typename }
      c: terminateInstances(input: { instanceIds: [$two] }) { ...Terminated }
      d: restrictLaunchSources(input: { launchSources: ANYONE }) { __typename }
    }
    fragment Terminated on TerminateInstancesPayload { instances { image { viewerCan { launch { allowed } } } } }`,
    { one: one.id, two: two.id },
  );
  const launch = (allowed: boolean) => ({ instances: [{ image: { viewerCan: { launch: { allowed } } } }] });
  const restricted = { __typename: 'RestrictLaunchSourcesPayload' };
  expect(answer).toEqual({ a: launch(true), b: restricted, c: launch(false), d: restricted });
});

test.each(TIMES)('a %s document is charged for shares that a limit raised in it lets in', async () => {
  const operator = await world.busyAccount({ roles: ['MEMBER', 'OPERATOR'], sharesPerImage: 200 });
  const image = await world.image(operator);
  await world.share(image, await world.recipients(65));
  const limited = `{ accountId: "${operator.id}", limits: { sharesPerImage: 50 } }`;
  await operator.data(`mutation { updateAccount(input: ${limited}) { __typename } }`);
  const { body } = await operator.ask(
    `mutation ($account: ID!, $image: ID!) {
      a: updateAccount(input: { accountId: $account, limits: { sharesPerImage: 200 } }) { __typename }
      b: updateImage(input: { imageId: $image, description: "x" }) {
        ... on UpdateImagePayload { image { shares { id account { id } } } } }
    }`,
    { account: operator.id, image: image.id },
  );
  expect(body.data.b.image.shares).toHaveLength(65);
  // Two payloads, an image, and each share with its account; a mutation costs ten more.
  expect(body.extensions.cost.requested).toBeGreaterThanOrEqual(3 + 2 * 65);
});
