import { Image } from '../../src/entities/image';
import { Share } from '../../src/entities/share';
import { newId } from '../../src/database/ids';
import { newImage } from '../../src/store/images';
import { NOON, publicImage, World, type ApiCaller } from '../support/world';

/** Tests that the databases read the statements of every page along an index, whatever else they hold. */

const REGION = 'ap-guangzhou';
const PAGE = 50;
let world: World;
let viewer: ApiCaller;
let own: Image[];
/** The statements that have run since the beginning of the test. */
const ran: { sql: string; parameters: unknown[] }[] = [];

const custom = (owner: ApiCaller, at: number) =>
  newImage({
    kind: 'CUSTOM',
    name: `image ${at}`,
    regionId: REGION,
    ownerId: owner.id,
    osFamily: 'LINUX',
    platform: 'Ubuntu',
    architecture: 'X86_64',
    sizeGb: 20,
    origin: 'IMPORT',
    reviewState: 'UNREVIEWED',
    createdAt: NOON - at,
  });
const share = ({ id, regionId, createdAt }: Image, { id: accountId }: { id: string }): Share => ({
  id: newId('shr'),
  imageId: id,
  accountId,
  imageRegionId: regionId,
  imageCreatedAt: createdAt,
  createdAt: NOON,
});

beforeAll(async () => {
  world = await World.open();
  viewer = await world.busyAccount();
  const others = await Promise.all(Array.from({ length: 5 }, () => world.busyAccount()));
  own = Array.from({ length: 400 }, (_, at) => custom(viewer, at));
  // With few shares PostgreSQL takes reading them all for about as cheap as 32 look-ups, and the sample decides.
  const theirs = Array.from({ length: 12_000 }, (_, at) => custom(others[at % 5]!, at));
  const everybodys = Array.from({ length: 4_000 }, (_, at) =>
    publicImage(newId('img'), REGION, { createdAt: NOON - at, nameKey: 'x' }),
  );
  await world.store.write(async (inside) => {
    await inside.insert(Image, [...own, ...theirs, ...everybodys]);
    const received = theirs.map((image) => share(image, viewer));
    await inside.insert(Share, [...received, ...own.flatMap((image) => others.map((other) => share(image, other)))]);
    await inside.rows('ANALYZE');
  });
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the store, or the part of it, that was asked
  const { rows } = world.store;
  jest.spyOn(world.store, 'rows').mockImplementation(function (this: typeof world.store, sql, parameters = []) {
    ran.push({ sql, parameters: [...parameters] });
    return rows.call(this, sql, parameters);
  });
});
afterAll(() => world.close());
beforeEach(() => void (ran.length = 0));

const list = (filter: string, more: string) =>
  `{ images(filter: { ${filter} }, ${more}) {
     nodes { id name type createdAt region { name } owner { name } shareCount viewerCan { share { allowed } } }
     pageInfo { endCursor startCursor }
  } }`;
const ofRegion = (more: string) => list(`regionId: "${REGION}"`, more);

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Plan Rows': number;
  Plans?: Plan[];
}

/**
 * Returns the faults of a query plan: it reads a whole table of images or shares, sorts more than a few pages, or, on
 * SQLite, is made again at each run, as for a bare bound LIMIT.
 */
async function faultsOf({ sql, parameters }: (typeof ran)[number]): Promise<string[]> {
  if (world.store.mergesInOrder) {
    const steps = await world.store.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters);
    const wrong = steps
      .map(({ detail }) => detail)
      .filter((detail) => /^SCAN (i|s|image|share)( |$)(?!USING INDEX)|ORDER BY/.test(detail));
    return /\bLIMIT \?(?! \+)/.test(sql) ? [...wrong, 'PLANNED AT EACH RUN'] : wrong;
  }
  const [row] = await world.store.rows<{ 'QUERY PLAN': { Plan: Plan }[] }>(`EXPLAIN (FORMAT JSON) ${sql}`, parameters);
  const faults = (plan: Plan): string[] => [
    ...(plan['Node Type'] === 'Seq Scan' && /^(image|share)$/.test(plan['Relation Name']!)
      ? [`scans ${plan['Relation Name']}`]
      : []),
    ...(/Sort/.test(plan['Node Type']) && plan['Plan Rows'] > 4 * (PAGE + 1)
      ? [`sorts ${plan['Plan Rows']} rows`]
      : []),
    ...(plan.Plans ?? []).flatMap(faults),
  ];
  return faults(row!['QUERY PLAN'][0]!.Plan);
}

async function expectAlongIndexes(): Promise<void> {
  const statements = ran.filter(({ sql }) => /FROM (image|share)\b/.test(sql));
  expect(statements.length).toBeGreaterThan(0);
  for (const statement of statements) {
    expect({ statement: statement.sql, faults: await faultsOf(statement) }).toEqual({
      statement: statement.sql,
      faults: [],
    });
  }
}

test('one image is read along indexes', async () => {
  await viewer.data('query ($id: ID!) { image(id: $id) { name region { name } owner { name } } }', { id: own[0]!.id });
  await expectAlongIndexes();
});

test('the first page of a region and the next one are read along indexes', async () => {
  const { images } = await viewer.data(ofRegion(`first: ${PAGE}`));
  await viewer.data(ofRegion(`first: ${PAGE}, after: "${images.pageInfo.endCursor}"`));
  await expectAlongIndexes();
});

test('the last page of a region and the one before are read along indexes', async () => {
  const { images } = await viewer.data(ofRegion(`last: ${PAGE}`));
  await viewer.data(ofRegion(`last: ${PAGE}, before: "${images.pageInfo.startCursor}"`));
  await expectAlongIndexes();
});

test('a page of a region and a platform, in any case, is read along indexes', async () => {
  await viewer.data(list(`regionId: "${REGION}", platform: "uBUNTU"`, `first: ${PAGE}`));
  expect(ran.some(({ sql }) => /i\.platform_key = \?/.test(sql))).toBe(true);
  await expectAlongIndexes();
});

test.each(['types: [CUSTOM]', 'types: [SHARED]', 'types: [PUBLIC, MARKETPLACE]', ''])(
  'a page of all regions is read along indexes (%s)',
  async (filter) => {
    await viewer.data(list(filter, `first: ${PAGE}`));
    await expectAlongIndexes();
  },
);

test('a page of an anonymous caller is read along indexes', async () => {
  await world.anybody.data(ofRegion(`first: ${PAGE}`));
  await expectAlongIndexes();
});

test('a page of own images with their shares is read along indexes', async () => {
  await viewer.data('{ images(filter: { types: [CUSTOM] }, first: 20) { nodes { shares { account { name } } } } }');
  await expectAlongIndexes();
});

test('shareImage reads along indexes', async () => {
  const { id } = await world.account();
  const answer = await viewer.do('shareImage', { imageId: own[0]!.id, accountIds: [id] });
  expect(answer.__typename).toBe('ShareImagePayload');
  await expectAlongIndexes();
});
