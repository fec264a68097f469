import { DAY_MS, NOON, World, type ApiCaller } from '../support/world';
import type { KnownValues } from './randomDocument';

/** A world with objects of every kind, its callers, and the ids that they may request. */
export interface FuzzStage {
  world: World;
  callers: { name: string; caller: ApiCaller }[];
  known: KnownValues;
  close: () => Promise<void>;
}

export async function openStage(): Promise<FuzzStage> {
  // On one connection the reads of a request end in the order in which they began. Where several non-nullable fields
  // fail, the first to fail nulls what is above them, and GraphQL drops the errors of the others: with more connections
  // a document would have another error from one execution to the next.
  const world = await World.open({ postgres: { poolSize: 1 } });
  const owner = await world.busyAccount({ name: 'Owner', imagesPerRegion: 5_000 });
  const other = await world.busyAccount({ name: 'Other', imagesPerRegion: 5_000 });
  const sub = await world.busyAccount({ name: 'Sub', rootId: owner.id });
  const provider = await world.busyAccount({ name: 'Provider', roles: ['MEMBER', 'PROVIDER'], agreementSigned: true });
  const operator = await world.busyAccount({ name: 'Operator', roles: ['OPERATOR'] });
  const images = [
    ...(await world.images(owner, 4)),
    ...(await world.images(other, 2, { regionId: 'ap-hongkong', osFamily: 'WINDOWS', platform: 'Windows' })),
    ...(await world.images(provider, 2, {
      kind: 'MARKETPLACE',
      origin: 'MARKETPLACE',
      reviewState: 'APPROVED',
      listed: true,
    })),
    await world.image(provider, { kind: 'MARKETPLACE', origin: 'MARKETPLACE', reviewState: 'PENDING' }),
    await world.image(owner, { state: 'FAILED', createdAt: NOON - 9 * DAY_MS }),
  ];
  await world.share(images[0]!, [other]);
  await world.share(images[1]!, [other, provider]);
  await world.share(images[4]!, [owner]);
  const instances = [
    await world.instance(owner),
    await world.instance(owner, { imageId: images[0]!.id }),
    await world.instance(other, { imageId: images[1]!.id, state: 'STOPPED' }),
    await world.instance(owner, { state: 'TERMINATED' }),
  ];
  const imageIds = [...images.map(({ id }) => id), 'img-public', 'img-nothing0000', 'constructor', ''];
  const accountIds = [owner, other, sub, provider, operator].map(({ id }) => id).concat('acc-none');
  const instanceIds = [...instances.map(({ id }) => id), 'ins-none'];
  const regionIds = ['ap-guangzhou', 'ap-hongkong', 'ap-mumbai', 'ap-nowhere', 'toString'];
  const known: KnownValues = {
    id: [...imageIds, ...accountIds, ...instanceIds, ...regionIds, 'S'],
    imageId: imageIds,
    accountId: accountIds,
    ownerId: accountIds,
    rootId: accountIds,
    trustedAccountId: accountIds,
    instanceId: instanceIds,
    regionId: regionIds,
    instanceType: ['S', 'NOPE'],
    url: ['https://example.com/disk.qcow2', 'http://example.com', 'https://a:b@example.com/'],
    name: ['a name', 'ein Name mit Ü', '', 'x'.repeat(61)],
    sizeGb: [1, 20, 0, 32_768, 32_769],
    count: [1, 2, 100, 101],
    first: [1, 2, 3, 5, 20, 100, 0, 101],
    last: [1, 2, 0],
    after: ['x', null],
    before: ['x', null],
    hourlyPrice: ['0', '0.12', '1000000'],
  };
  const callers = Object.entries({ owner, other, sub, provider, operator, nobody: world.anybody }).map(
    ([name, caller]) => ({ name, caller }),
  );
  return { world, callers, known, close: () => world.close() };
}
