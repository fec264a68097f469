import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '../../ormconfig';
import { MarketplaceEdit } from '../../src/entities/marketplaceEdit';
import { TrustedAccount } from '../../src/entities/trustedAccount';
import type { Store } from '../../src/database/database';
import { eventsAfter } from '../../src/store/events/append';
import { World } from '../support/world';

/** Tests that a row has the types of its entity on both databases; SQLite stores a boolean as 1 or 0. */

const TYPES: Record<string, string> = { text: 'string', boolean: 'boolean', integer: 'number', bigint: 'number' };

let world: World;
beforeAll(async () => {
  world = await World.open();
  const [owner, recipient] = [
    await world.busyAccount({ name: 'Owner' }),
    await world.busyAccount({ name: 'Recipient' }),
  ];
  const image = await world.image(owner);
  await world.instance(owner);
  const { body } = await owner.ask(`mutation($input: ShareImageInput!) { shareImage(input: $input) { __typename } }`, {
    input: { imageId: image.id, accountIds: [recipient.id], idempotencyKey: 'one' },
  });
  expect(body.data).toEqual({ shareImage: { __typename: 'ShareImagePayload' } });
  const trust = await owner.ask(
    `mutation($input: RestrictLaunchSourcesInput!) { restrictLaunchSources(input: $input) { __typename } }`,
    { input: { launchSources: 'TRUSTED', trustedAccountIds: [recipient.id] } },
  );
  expect(trust.body.data).toEqual({ restrictLaunchSources: { __typename: 'RestrictLaunchSourcesPayload' } });
  await world.store.write(({ manager }) =>
    manager.insert(MarketplaceEdit, {
      imageId: image.id,
      name: 'new',
      description: '',
      hourlyPrice: 1,
      submittedAt: 1,
    }),
  );
});
afterAll(() => world.close());

test.each(entities.map((entity) => [entity.name, entity] as const))(
  'a row of %s has the types of its entity',
  async (_, entity) => {
    const { tables, columns } = getMetadataArgsStorage();
    const { name } = tables.find(({ target }) => target === entity)!;
    const rows = await world.store.rows<Record<string, unknown>>(
      `SELECT ${world.store.columns<object>(entity, 't')} FROM ${name as string} t`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const own = columns.filter(({ target }) => target === entity || entity.prototype instanceof (target as () => void));
    expect(own.length).toBeGreaterThan(1);
    for (const row of rows) {
      for (const { propertyName, options } of own) {
        const value = row[propertyName];
        if (value === null && options.nullable) continue;
        expect([propertyName, typeof value]).toEqual([propertyName, TYPES[options.type as string]]);
      }
    }
  },
);

test.each(entities.map((entity) => [entity.name, entity] as const))(
  'TypeORM and the hand-written statement read equal rows of %s',
  async (_, entity) => {
    const { store } = world;
    const { name } = getMetadataArgsStorage().tables.find(({ target }) => target === entity)!;
    const written = await store.rows(`SELECT ${store.columns<object>(entity, 't')} FROM ${name as string} t`);
    const read = await store.read((manager) => manager.find<object>(entity));
    expect(read.map((row) => ({ ...row }))).toEqual(expect.arrayContaining(written));
    expect(read).toHaveLength(written.length);
  },
);

test('a read inside a write sees the rows of that write, and one outside does not', async () => {
  const given = { rootId: 'acc-platform', trustedId: 'acc-platform' };
  const count = (store: Store) => store.read((manager) => manager.countBy(TrustedAccount, given));
  const [inside, outside] = await world.store.write(async (store) => {
    await store.insert(TrustedAccount, given);
    return [await count(store), await count(world.store)];
  });
  expect([inside, outside]).toEqual([1, 0]);
});

test('an event, which has no entity, has the types of its row', async () => {
  const [event] = await eventsAfter(world.store, { xid: '0', seq: 0 }, 1);
  expect([typeof event!.everyone, typeof event!.at, typeof event!.seq]).toEqual(['boolean', 'number', 'number']);
});
