import { World, type Asker } from '../support/world';

/** The three limits through the API: both sides of every number. */

let world: World;
beforeEach(async () => (world = await World.open()));
afterEach(() => world.close());

const importOf = (regionId = 'ap-guangzhou') => ({
  regionId,
  name: 'imported',
  osFamily: 'LINUX',
  platform: 'Ubuntu',
  architecture: 'X86_64',
  sizeGb: 20,
  format: 'QCOW2',
  url: 'https://example.com/disk.qcow2',
});

describe('IMAGE_LIMIT: 10 custom images per account and region', () => {
  let owner: Asker;
  beforeEach(async () => (owner = await world.busy()));

  test('the 10th by import passes, the 11th is refused with the numbers, and only the ledger tells', async () => {
    await world.images(owner, 9);
    expect(await owner.do('importImage', importOf())).toMatchObject({ __typename: 'ImportImagePayload' });
    const before = await world.contents();
    expect(await owner.do('importImage', importOf())).toEqual({
      __typename: 'Denied',
      rule: 'IMAGE_LIMIT',
      message:
        'At most 10 custom images per account and region: ap-guangzhou holds 10, 1 more would be 11. Delete one, or ask an operator for a higher limit.',
      limit: 10,
      used: 10,
      resetsAt: null,
      subjects: ['ap-guangzhou'],
      also: [],
    });
    expect(await world.contents()).toEqual(before);
    expect(
      (await world.ledger(owner)).map(({ kind, outcome, rule, counted }) => [kind, outcome, rule, counted]),
    ).toEqual([
      ['IMPORT_IMAGE', 'DONE', null, 1],
      ['IMPORT_IMAGE', 'DENIED', 'IMAGE_LIMIT', 0],
    ]);
  });
});
