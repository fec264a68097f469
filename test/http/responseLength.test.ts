import type { CachedDocument } from '../../src/server/documents/cachedDocument';
import { checkResponseLength } from '../../src/server/execution/response';
import { parse } from 'graphql';
import { createSchema } from '../../src/graphql/schema';
import { objectLength } from '../../src/server/documents/objectLength';
import { many } from '../support/documents';
import { World, type ApiCaller } from '../support/world';

/** Responses are bounded by their characters: an object costs one point, whatever its texts under aliases add up to. */

const MAX = 8_000_000;
const cost = { requested: 1, limit: 10_000, available: 1, restoreRate: 1 };
const progress = (kind: 'query' | 'mutation', objectLength = MAX + 1) => ({
  kind,
  cost,
  document: { objectLength } as CachedDocument,
});
const tooLong = (done = '') => ({
  message: `This response has more than ${MAX} characters, which is the limit. Request shorter pages or fewer fields.${done}`,
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name: 'response', limit: MAX } },
});

test('8,000,000 characters of names and texts are accepted and one more is rejected', () => {
  const data = (last: number) => ({ list: [{ text: 'x'.repeat(1_000_000) }, 'y'.repeat(6_999_991 + last), 12, null] });
  expect(() => checkResponseLength(data(1), undefined, progress('query'))).not.toThrow();
  expect(() => checkResponseLength(data(2), undefined, progress('query'))).toThrow(expect.objectContaining(tooLong()));
  expect(() => checkResponseLength(data(2), undefined, progress('mutation'))).toThrow(
    expect.objectContaining(tooLong(' The mutations of this document were carried out.')),
  );
});

test('a document has the characters of its leaves at their longest, under their names in the response', () => {
  const length = (text: string) => objectLength(createSchema(), parse(text));
  expect(length('{ viewer { roles } }')).toBe('viewerroles'.length + 1_000);
  expect(length('{ image(id: "x") { name description state x: sizeGb } }')).toBe(
    'imagenamedescriptionstatex'.length + 120 + 512 + 70 + 70,
  );
  expect(
    length(
      '{ image(id: "x") { ...F ...F } } fragment F on Image { viewerCan { share { denied { message subjects } } } }',
    ),
  ).toBe('imageviewerCansharedeniedmessagesubjects'.length + 2_000 + 300_000);
});

test('errors count like data', () => {
  const errors = (count: number) => Array.from({ length: count }, () => ({ message: 'm'.repeat(993) }));
  const few = progress('query', 1);
  expect(() => checkResponseLength({ list: [] }, errors(7_999), few)).not.toThrow();
  expect(() => checkResponseLength({ list: [] }, errors(8_001), few)).toThrow(expect.objectContaining(tooLong()));
});

describe('a page of long texts under many aliases', () => {
  let world: World;
  let owner: ApiCaller;
  beforeAll(async () => {
    world = await World.open();
    owner = await world.account({ imagesPerRegion: 200 });
    await world.images(owner, 100, { description: 'd'.repeat(256) });
  });
  afterAll(() => world.close());

  const pages = (count: number) =>
    `{ ${many(count, (at) => `p${at}: images(first: 100, filter: { types: [CUSTOM] }) { nodes { ...F } edges { node { ...F } } }`)} }
    fragment F on Image { ${many(18, (at) => `d${at}: description`)} }`;

  test.each(['new', 'known'])('is answered up to the limit and rejected beyond it by a %s document', async () => {
    const within = await owner.ask(pages(8));
    expect([within.status, within.body.errors, within.body.data.p7.nodes.length]).toEqual([200, undefined, 100]);
    const { body } = await owner.ask(pages(12));
    expect([body.data, body.errors]).toEqual([undefined, [tooLong()]]);
    expect(body.extensions.cost.requested).toBe(12 * 301);
  });
});
