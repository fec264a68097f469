import type { Image } from '../../src/entities/image';
import { viewerCan } from '../support/denials';
import { World, type ApiCaller } from '../support/world';

/** Tests accounts that restrict their launches to sources they trust. */

let world: World;
let viewer: ApiCaller;
let friend: ApiCaller;
let stranger: ApiCaller;
let images: Record<'own' | 'friendly' | 'strange' | 'public' | 'market', Image>;
beforeEach(async () => {
  world = await World.open();
  [viewer, friend, stranger] = [await world.account(), await world.account(), await world.account()];
  images = {
    own: await world.image(viewer),
    friendly: await world.image(friend),
    strange: await world.image(stranger),
    public: await world.publicImage('ap-guangzhou'),
    market: await world.publicImage('ap-guangzhou', { kind: 'MARKETPLACE', reviewState: 'APPROVED', listed: true }),
  };
  await world.share(images.friendly, [viewer]);
  await world.share(images.strange, [viewer]);
});
afterEach(() => world.close());

type Source = keyof typeof images;
const ALL: Source[] = ['own', 'friendly', 'strange', 'public', 'market'];

test.each<[sources: string, trusted: boolean, launchable: Source[]]>([
  ['ANYONE', false, ALL],
  ['REVIEWED', false, ['own', 'public', 'market']],
  ['TRUSTED', true, ['own', 'friendly', 'public', 'market']],
])(
  'the launch, viewerCan, the quote and the filtered list agree on launch sources of %s',
  async (launchSources, trusted, launchable) => {
    const input = { launchSources, ...(trusted && { trustedAccountIds: [friend.id] }) };
    expect(await viewer.do('restrictLaunchSources', input)).toEqual({
      __typename: 'RestrictLaunchSourcesPayload',
      launchSources,
      trustedAccounts: trusted ? [{ id: friend.id }] : [],
    });
    for (const source of ALL) {
      const expected = launchable.includes(source) ? undefined : 'SOURCE_NOT_TRUSTED';
      const imageId = images[source].id;
      expect([source, (await viewer.do('launchInstances', { imageId, instanceType: 'S' })).rule]).toEqual([
        source,
        expected,
      ]);
      const { launchQuote } = await viewer.data(
        'query ($id: ID!) { launchQuote(input: { imageId: $id, instanceType: "S" }) { ... on Denied { rule } } }',
        { id: imageId },
      );
      const permission = await viewerCan(viewer, 'launchInstances', { imageId });
      expect([permission?.denied?.rule, launchQuote.rule]).toEqual([expected, expected]);
    }
    const { images: list } = await viewer.data(
      '{ images(filter: { fromAllowedSources: true }, first: 100) { totalCount nodes { id } } }',
    );
    const ids = ['img-public', ...launchable.map((source) => images[source].id)].sort();
    expect(list.nodes.map(({ id }: Image) => id).sort()).toEqual(ids);
    expect(list.totalCount).toBe(ids.length);
  },
);

test('a launch denied with SOURCE_NOT_TRUSTED names the allowed sources and is in the ledger', async () => {
  await viewer.do('restrictLaunchSources', { launchSources: 'REVIEWED' });
  expect(await viewer.do('launchInstances', { imageId: images.strange.id, instanceType: 'S' })).toEqual({
    __typename: 'Denied',
    rule: 'SOURCE_NOT_TRUSTED',
    message: 'This account launches images of reviewed sources alone; nobody reviewed this one.',
    limit: null,
    used: null,
    resetsAt: null,
    subjects: [images.strange.id],
    also: [],
  });
  expect((await world.ledger(viewer)).map(({ kind, rule }) => [kind, rule])).toEqual([
    ['RESTRICT_LAUNCH_SOURCES', null],
    ['LAUNCH_INSTANCES', 'SOURCE_NOT_TRUSTED'],
  ]);
});

test('a sub-account has the launch sources of its root account and reads them', async () => {
  await viewer.do('restrictLaunchSources', { launchSources: 'TRUSTED', trustedAccountIds: [friend.id] });
  const sub = await world.account({ rootId: viewer.id });
  expect((await sub.do('launchInstances', { imageId: images.strange.id, instanceType: 'S' })).rule).toBe(
    'SOURCE_NOT_TRUSTED',
  );
  expect((await sub.data('{ viewer { launchSources trustedAccounts { id } } }')).viewer).toEqual({
    launchSources: 'TRUSTED',
    trustedAccounts: [{ id: friend.id }],
  });
});

test('trusted accounts must be existing root accounts and are accepted with TRUSTED alone', async () => {
  const sub = await world.account({ rootId: friend.id });
  const restrict = (input: object) => viewer.do('restrictLaunchSources', input);
  expect((await restrict({ launchSources: 'TRUSTED', trustedAccountIds: ['acc-nowhere'] })).rule).toBe(
    'ACCOUNT_NOT_FOUND',
  );
  expect((await restrict({ launchSources: 'TRUSTED', trustedAccountIds: [sub.id] })).rule).toBe('ROOT_ACCOUNTS_ONLY');
  for (const input of [{ launchSources: 'TRUSTED' }, { launchSources: 'REVIEWED', trustedAccountIds: [friend.id] }]) {
    const { body } = await viewer.ask(
      'mutation ($input: RestrictLaunchSourcesInput!) { restrictLaunchSources(input: $input) { __typename } }',
      { input },
    );
    expect(body.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.trustedAccountIds' });
  }
});
