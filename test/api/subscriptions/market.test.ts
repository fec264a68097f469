import {
  IMAGE_CHANGED,
  subscribeTo,
  short,
  endSubscriptions,
  type OpenSubscription,
} from '../../support/openSubscriptions';
import { listen } from '../../support/wire';
import { World, type ApiCaller } from '../../support/world';

/** Tests events of the marketplace: everyone gets those of what everyone sees, and none of what waits for a review. */

let world: World;
let provider: ApiCaller;
let operator: ApiCaller;
let everyone: OpenSubscription;
let concerned: OpenSubscription[];
beforeEach(async () => {
  world = await World.open();
  const port = await listen(world);
  provider = await world.account({ roles: ['MEMBER', 'PROVIDER'], agreementSigned: true });
  operator = await world.account({ roles: ['OPERATOR'] });
  const stream = (caller: ApiCaller) => subscribeTo(port, caller, IMAGE_CHANGED, { regionId: 'ap-guangzhou' });
  everyone = await stream(world.anybody);
  concerned = [await stream(provider), await stream(operator)];
});
afterEach(async () => {
  endSubscriptions();
  await world.close();
});

const submit = async (imageId: string, name: string): Promise<string> =>
  (await provider.do('submitMarketplaceImage', { imageId, name, hourlyPrice: '1' })).image.id;
const review = (imageId: string, verdict: string) => operator.do('reviewMarketplaceImage', { imageId, verdict });
const changes = async (stream: OpenSubscription, count: number) =>
  (await stream.events(count)).map(short).map(([change]) => change);

test('everyone gets events when a submission is listed, a change of it approved and it is withdrawn', async () => {
  const content = await world.image(provider);
  const id = await submit(content.id, 'offer');
  await review(id, 'REJECT');
  await submit(id, 'offer');
  await review(id, 'APPROVE');
  await submit(id, 'better');
  await review(id, 'REJECT');
  await submit(id, 'best');
  await review(id, 'APPROVE');
  await provider.do('withdrawMarketplaceImage', { imageId: id });
  for (const stream of concerned) {
    expect(await changes(stream, 9)).toEqual([
      ...['SUBMITTED', 'REVIEWED', 'SUBMITTED', 'LISTED', 'SUBMITTED', 'REVIEWED', 'SUBMITTED', 'UPDATED', 'DELETED'],
    ]);
  }
  expect(await changes(everyone, 3)).toEqual(['LISTED', 'UPDATED', 'DELETED']);
  expect((await everyone.events(3)).map(({ imageId }) => imageId)).toEqual([id, id, id]);
});

test('only its provider and operators get an event when a submission that was never listed is withdrawn', async () => {
  const content = await world.image(provider);
  await provider.do('withdrawMarketplaceImage', { imageId: await submit(content.id, 'offer') });
  await operator.do('retireImage', { imageId: 'img-public' });
  for (const stream of concerned) expect(await changes(stream, 3)).toEqual(['SUBMITTED', 'DELETED', 'DELETED']);
  expect((await everyone.events(1)).map(short)).toEqual([['DELETED', 'img-public', null, null]]);
});

test('everyone gets UNLISTED when an agreement ends and LISTED when it is signed again', async () => {
  const offered = { kind: 'MARKETPLACE', origin: 'MARKETPLACE' } as const;
  const [one, two] = await world.images(provider, 2, { ...offered, reviewState: 'APPROVED', listed: true });
  await world.image(provider, { ...offered, reviewState: 'PENDING' });
  await world.image(provider, { ...offered, reviewState: 'APPROVED', deletedAt: 1 });
  const sign = (agreementSigned: boolean) => operator.do('updateAccount', { accountId: provider.id, agreementSigned });
  await sign(false);
  await everyone.until(2);
  await sign(false);
  await sign(true);
  const received = (await everyone.events(4)).map(short);
  const of = (part: typeof received) => part.map(([change, id]) => `${change} ${id}`).sort();
  expect(of(received.slice(0, 2))).toEqual([`UNLISTED ${one!.id}`, `UNLISTED ${two!.id}`].sort());
  expect(of(received.slice(2))).toEqual([`LISTED ${one!.id}`, `LISTED ${two!.id}`].sort());
  expect((await concerned[0]!.events(4)).map(short).map(([change]) => change)).toEqual(
    received.map(([change]) => change),
  );
});
