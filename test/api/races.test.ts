import { World, type Answer, type ApiCaller } from '../support/world';
import { mutationText } from '../support/mutations';

/** Tests limits under many simultaneous calls: exact counts, and no other error than the rule's denial. */

let world: World;
beforeEach(async () => (world = await World.open()));
afterEach(() => world.close());

/** Sends the same mutation many times simultaneously, and counts the results. */
async function simultaneously(
  times: number,
  caller: ApiCaller,
  mutation: string,
  input: (at: number) => object,
): Promise<Record<string, number>> {
  const answers = await Promise.all(
    Array.from({ length: times }, (_, at) => caller.ask(mutationText(mutation), { input: input(at) })),
  );
  const outcome = ({ status, body }: Answer) => {
    const result = body.data?.[mutation];
    return result === undefined ? `${status} ${JSON.stringify(body.errors)}` : (result.rule ?? result.__typename);
  };
  const counts: Record<string, number> = {};
  for (const each of answers.map(outcome)) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}

test('exactly one of 40 simultaneous createImage calls passes at 9 images', async () => {
  const owner = await world.busyAccount();
  await world.images(owner, 9);
  const { id: instanceId } = await world.instance(owner);
  const counts = await simultaneously(40, owner, 'createImage', (at) => ({ instanceId, name: `image ${at}` }));
  expect(counts).toEqual({ CreateImagePayload: 1, IMAGE_LIMIT: 39 });
  const [{ images }] = (await world.store.rows<{ images: number }>(
    'SELECT count(*) AS images FROM image WHERE owner_id = ?',
    [owner.id],
  )) as [{ images: number }];
  expect(images).toBe(10);
});

test('exactly one of 40 simultaneous shares with different accounts passes at 49 shares', async () => {
  const owner = await world.busyAccount();
  const image = await world.image(owner);
  const recipients = await world.recipients(89);
  await world.share(image, recipients.slice(0, 49));
  const counts = await simultaneously(40, owner, 'shareImage', (at) => ({
    imageId: image.id,
    accountIds: [recipients[49 + at]!.id],
  }));
  expect(counts).toEqual({ ShareImagePayload: 1, SHARE_LIMIT: 39 });
  expect(await world.store.rows('SELECT 1 FROM share WHERE image_id = ?', [image.id])).toHaveLength(50);
});

test('exactly five of 20 simultaneous operations of a day pass', async () => {
  const owner = await world.account();
  const image = await world.image(owner);
  const counts = await simultaneously(20, owner, 'updateImage', (at) => ({ imageId: image.id, name: `name ${at}` }));
  expect(counts).toEqual({ UpdateImagePayload: 5, DAILY_OPERATION_LIMIT: 15 });
  expect((await world.ledger(owner)).filter(({ counted }) => Boolean(counted))).toHaveLength(5);
});

test('a root account and its sub-accounts have five simultaneous operations together', async () => {
  const owner = await world.account();
  const subs = await Promise.all([1, 2, 3].map(() => world.account({ rootId: owner.id })));
  const image = await world.image(owner);
  const counts = await Promise.all(
    [owner, ...subs].map((caller) =>
      simultaneously(5, caller, 'updateImage', (at) => ({ imageId: image.id, name: `name ${at}` })),
    ),
  );
  expect(counts.reduce((sum, each) => sum + (each['UpdateImagePayload'] ?? 0), 0)).toBe(5);
  expect(counts.reduce((sum, each) => sum + (each['DAILY_OPERATION_LIMIT'] ?? 0), 0)).toBe(15);
});

test('50 simultaneous calls under one key make one image, one ledger entry and fifty equal answers', async () => {
  const owner = await world.account();
  const { id: instanceId } = await world.instance(owner);
  const input = { instanceId, name: 'once', idempotencyKey: 'a key of mine' };
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => owner.ask(mutationText('createImage'), { input })),
  );
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(answers[0]!.body.data.createImage.__typename).toBe('CreateImagePayload');
  expect(await world.ledger(owner)).toHaveLength(1);
  expect(await world.store.rows('SELECT 1 FROM image WHERE owner_id = ?', [owner.id])).toHaveLength(1);
});

test('two accounts that share with each other simultaneously both succeed', async () => {
  const [a, b] = await Promise.all([world.busyAccount(), world.busyAccount()]);
  const images = [await world.image(a), await world.image(b)];
  const counts = await Promise.all([
    simultaneously(1, a, 'shareImage', () => ({ imageId: images[0]!.id, accountIds: [b.id] })),
    simultaneously(1, b, 'shareImage', () => ({ imageId: images[1]!.id, accountIds: [a.id] })),
  ]);
  expect(counts).toEqual([{ ShareImagePayload: 1 }, { ShareImagePayload: 1 }]);
});

test('reads during a write that is rolled back see nothing of it', async () => {
  const owner = await world.account();
  const image = await world.image(owner, { name: 'before' });
  const nameSeen = async () =>
    (await owner.data('query ($id: ID!) { image(id: $id) { name } }', { id: image.id })).image.name;
  await expect(
    world.store.write(async (inside) => {
      await inside.rows(`UPDATE image SET name = 'in between' WHERE id = ?`, [image.id]);
      expect(await nameSeen()).toBe('before');
      throw new Error('taken back');
    }),
  ).rejects.toThrow('taken back');
  expect(await nameSeen()).toBe('before');
});
