import type { Image } from '../../../src/entities/image';
import { imageRow } from '../../../src/store/images';
import { refreshDescendants } from '../../../src/store/lineage';
import { importInto } from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';

/** Tests that the lineage of an image, and the accounts in it, stay known through copies, captures and reviews. */

let world: World;
let first: ApiCaller;
let second: ApiCaller;
let third: ApiCaller;
let imported: { id: string };
beforeEach(async () => {
  world = await World.open();
  [first, second, third] = [await world.busyAccount(), await world.busyAccount(), await world.busyAccount()];
  imported = (await first!.do('importImage', importInto())).image;
});
afterEach(() => world.close());

const share = (by: ApiCaller, image: { id: string }, ...to: ApiCaller[]) =>
  by.do('shareImage', { imageId: image.id, accountIds: to.map(({ id }) => id) });
const launch = (by: ApiCaller, image: { id: string }, more = {}) =>
  by.do('launchInstances', { imageId: image.id, instanceType: 'S', ...more });
const capture = async (by: ApiCaller, image: { id: string }): Promise<Image> => {
  const { instances } = await launch(by, image);
  return (await by.do('createImage', { instanceId: instances[0].id, name: 'captured' })).image;
};
const SEEN = `{ id warnings { code message } madeFrom { id } copiedFrom { id } baseImage { id } }`;
const seen = async (by: ApiCaller, { id }: { id: string }) =>
  (await by.data(`query ($id: ID!) { image(id: $id) ${SEEN} }`, { id })).image;
const codes = async (by: ApiCaller, image: { id: string }) =>
  (await seen(by, image)).warnings.map(({ code }: { code: string }) => code);
/**
 * Returns the message of SOURCE_NOT_TRUSTED for an image, null where it may be launched, after checking that the
 * launch's dry run, viewerCan, the quote and the list agree.
 */
const judged = async (by: ApiCaller, { id }: { id: string }): Promise<string | null> => {
  const dry = await launch(by, { id }, { dryRun: true });
  const { image, launchQuote, images } = await by.data(
    `query ($id: ID!) { image(id: $id) { viewerCan { launch { denied { rule message } } } }
       launchQuote(input: { imageId: $id, instanceType: "S" }) { ... on Denied { rule message } }
       images(first: 100, filter: { fromAllowedSources: true }) { totalCount nodes { id viewerCan { launch { allowed } } } } }`,
    { id },
  );
  const message = dry.message ?? null;
  expect(dry.rule).toBe(message === null ? undefined : 'SOURCE_NOT_TRUSTED');
  expect([image.viewerCan.launch.denied?.message ?? null, launchQuote.message ?? null]).toEqual([message, message]);
  expect(images.nodes.some((each: Image) => each.id === id)).toBe(message === null);
  expect(images.totalCount).toBe(images.nodes.length);
  return message;
};
const restrict = (by: ApiCaller, ...trusted: ApiCaller[]) =>
  by.do(
    'restrictLaunchSources',
    trusted.length === 0
      ? { launchSources: 'REVIEWED' }
      : { launchSources: 'TRUSTED', trustedAccountIds: trusted.map(({ id }) => id) },
  );
const LINEAGE = {
  code: 'UNREVIEWED_LINEAGE',
  message:
    'This image stems from an image of another account that nobody reviewed. Launch it only if you trust the account it comes from.',
};

test('a capture of a shared image has it as madeFrom, and UNREVIEWED_LINEAGE on it, its launch and its quote', async () => {
  await share(first!, imported, second!);
  const captured = await capture(second!, imported);
  expect(await seen(second!, captured)).toEqual({
    id: captured.id,
    warnings: [LINEAGE],
    madeFrom: { id: imported.id },
    copiedFrom: null,
    baseImage: null,
  });
  expect((await launch(second!, captured)).warnings).toEqual([LINEAGE]);
  expect((await launch(second!, captured, { dryRun: true })).warnings).toEqual([LINEAGE]);
  const { launchQuote, images } = await second!.data(
    `query ($id: ID!) { launchQuote(input: { imageId: $id, instanceType: "S" }) { ... on LaunchQuote { warnings { code } } }
       images(filter: { types: [CUSTOM] }) { nodes { id warnings { code } madeFrom { id } } } }`,
    { id: captured.id },
  );
  expect(launchQuote.warnings).toEqual([{ code: 'UNREVIEWED_LINEAGE' }]);
  expect(images.nodes).toEqual([
    { id: captured.id, warnings: [{ code: 'UNREVIEWED_LINEAGE' }], madeFrom: { id: imported.id } },
  ]);
});

test('a lineage goes through copies, captures and deletions, with a hidden madeFrom as null', async () => {
  await share(first!, imported, second!);
  const captured = await capture(second!, imported);
  const { images } = await second!.do('copyImage', { imageId: captured.id, regionIds: ['ap-beijing'] });
  const again = await capture(second!, images[0]);
  await first!.do('unshareImage', { imageId: imported.id, accountIds: [second!.id] });
  await second!.do('deleteImage', { imageId: images[0].id });
  expect(await seen(second!, captured)).toMatchObject({ warnings: [LINEAGE], madeFrom: null });
  expect(await seen(second!, again)).toMatchObject({ warnings: [LINEAGE], madeFrom: null, copiedFrom: null });
  const { images: copies } = await second!.do('copyImage', { imageId: again.id, regionIds: ['ap-guangzhou'] });
  expect(await seen(second!, copies[0])).toMatchObject({
    warnings: [LINEAGE],
    copiedFrom: { id: again.id },
    madeFrom: null,
  });
});

test('a capture has UNREVIEWED_SOURCE for its recipients, the owner of its source included', async () => {
  await share(first!, imported, second!);
  const captured = await capture(second!, imported);
  await share(second!, captured, third!, first!);
  for (const by of [third!, first!]) expect(await codes(by, captured)).toEqual(['UNREVIEWED_SOURCE']);
  expect((await seen(third!, captured)).madeFrom).toBeNull();
  expect((await seen(first!, captured)).madeFrom).toEqual({ id: imported.id });
  // The capture of a capture comes from the account that made the first one.
  const back = await capture(first!, captured);
  await restrict(first!, second!);
  expect(await judged(first!, back)).toBeNull();
});

test('a capture of an own, a public or a listed image has no warning', async () => {
  const market = await world.publicImage('ap-guangzhou', {
    ...{ kind: 'MARKETPLACE', reviewState: 'APPROVED', listed: true, ownerId: third!.id },
    unreviewedSources: JSON.stringify([second!.id]),
  });
  await restrict(first!);
  for (const source of [imported, { id: 'img-public' }, market]) {
    const captured = await capture(first!, source);
    expect(await seen(first!, captured)).toMatchObject({ warnings: [], madeFrom: { id: source.id } });
    expect(await judged(first!, captured)).toBeNull();
  }
});

test('SOURCE_NOT_TRUSTED depends on the whole lineage in launches, viewerCan, quotes and lists', async () => {
  await share(first!, imported, second!);
  const captured = await capture(second!, imported);
  await share(second!, captured, third!);
  const again = await capture(third!, captured);
  expect(await judged(third!, again)).toBeNull();
  await restrict(third!);
  expect(await judged(third!, again)).toBe(
    'This account launches images of reviewed sources alone; this one stems from an image of another account that nobody reviewed. Take another image, or let in more sources by restrictLaunchSources.',
  );
  const lineUntrusted =
    'This account launches images of reviewed sources and trusted accounts alone; this one stems from an unreviewed image of an account that is not among them. Trust that account by restrictLaunchSources, or take another image.';
  await restrict(third!, second!);
  expect(await judged(third!, again)).toBe(lineUntrusted);
  expect(await judged(third!, captured)).toBe(lineUntrusted);
  await restrict(third!, first!);
  expect(await judged(third!, again)).toBe(lineUntrusted);
  expect(await judged(third!, captured)).toMatch(/the owner of this image is not among them\.$/);
  await restrict(third!, first!, second!);
  expect([await judged(third!, again), await judged(third!, captured)]).toEqual([null, null]);
});

describe('a review of a submitted image', () => {
  let provider: ApiCaller;
  let operator: ApiCaller;
  let offered: Image;
  let captured: Image;
  let copy: Image;
  const review = (verdict: string) => operator!.do('reviewMarketplaceImage', { imageId: offered.id, verdict });
  beforeEach(async () => {
    provider = await world.busyAccount({ roles: ['PROVIDER'], agreementSigned: true });
    operator = await world.busyAccount({ roles: ['OPERATOR'] });
    await share(first!, imported, provider);
    const content = await capture(provider, imported);
    offered = (await provider.do('submitMarketplaceImage', { imageId: content.id, name: 'x', hourlyPrice: '0' })).image;
    // Operators may launch submissions that wait for a review.
    captured = await capture(operator, offered);
    copy = (await operator.do('copyImage', { imageId: captured.id, regionIds: ['ap-beijing'] })).images[0];
  });

  test('ends the lineage of its descendants where it approves, and restores it where it rejects later', async () => {
    expect(await codes(provider!, offered)).toEqual(['UNREVIEWED_LINEAGE']);
    expect(await codes(operator!, offered)).toEqual(['UNREVIEWED_LINEAGE']);
    for (const image of [captured, copy]) expect(await codes(operator!, image)).toEqual(['UNREVIEWED_LINEAGE']);
    await restrict(operator!, first!);
    expect(await judged(operator!, captured)).toMatch(/an account that is not among them/);

    await review('APPROVE');
    for (const image of [offered, captured, copy]) expect(await codes(operator!, image)).toEqual([]);
    expect(await judged(operator!, captured)).toBeNull();
    await restrict(second!);
    expect(await judged(second!, await capture(second!, offered))).toBeNull();

    await review('REJECT');
    for (const image of [captured, copy]) expect(await codes(operator!, image)).toEqual(['UNREVIEWED_LINEAGE']);
    expect(await judged(operator!, captured)).toMatch(/an account that is not among them/);
    await restrict(operator!, first!, provider!);
    expect(await judged(operator!, captured)).toBeNull();
  });

  test('that approved still ends the lineage once the image is unlisted or withdrawn', async () => {
    await review('APPROVE');
    await operator!.do('updateAccount', { accountId: provider!.id, agreementSigned: false });
    expect(await codes(operator!, captured)).toEqual([]);
    expect(await codes(operator!, await capture(operator!, offered))).toEqual([]);
    await operator!.do('updateAccount', { accountId: provider!.id, agreementSigned: true });
    await provider!.do('withdrawMarketplaceImage', { imageId: offered.id });
    expect(await codes(operator!, captured)).toEqual([]);
  });

  test('that is being written is waited for by a capture, which has its verdict', async () => {
    const { instances } = await launch(operator!, offered);
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const reviewing = world.store.write(async (inside) => {
      await inside.rows(`UPDATE image SET review_state = 'APPROVED', listed = ? WHERE id = ?`, [true, offered.id]);
      await refreshDescendants(inside, await imageRow(inside, offered.id));
      await held;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const capturing = operator!.do('createImage', { instanceId: instances[0].id, name: 'meanwhile' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    release();
    await reviewing;
    expect(await codes(operator!, (await capturing).image)).toEqual([]);
  });

  test('gives captures that are made during it the last verdict', async () => {
    const { instances } = await launch(operator!, offered, { count: 1 });
    const capturing = Array.from({ length: 12 }, (_, n) =>
      operator!.do('createImage', { instanceId: instances[0].id, name: `at once ${n}` }),
    );
    const other = await world.busyAccount({ roles: ['OPERATOR'] });
    const verdicts = ['APPROVE', 'REJECT', 'APPROVE', 'REJECT', 'APPROVE'].reduce(
      (before, verdict) =>
        before.then(() => other.do('reviewMarketplaceImage', { imageId: offered.id, verdict })).then(() => undefined),
      Promise.resolve(),
    );
    await Promise.all([...capturing, verdicts]);
    const sources = () =>
      world.store.rows<{ sources: string }>(
        'SELECT DISTINCT i.unreviewed_sources AS sources FROM image i WHERE i.made_from_id = ?',
        [offered.id],
      );
    expect(await sources()).toEqual([{ sources: '[]' }]);
    await review('REJECT');
    expect(await sources()).toEqual([{ sources: JSON.stringify([first!.id, provider!.id].sort()) }]);
  });
});
