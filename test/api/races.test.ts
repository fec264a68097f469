import { mutationText, World, type Answer, type Asker } from '../support/world';

/** Limits under load: many calls at once, exact counts, nothing but the rule's refusal. */

let world: World;
beforeEach(async () => (world = await World.open()));
afterEach(() => world.close());

/** Fires the same mutation many times at once, and counts what came back. */
async function atOnce(
  times: number,
  asker: Asker,
  mutation: string,
  input: (at: number) => object,
): Promise<Record<string, number>> {
  const answers = await Promise.all(
    Array.from({ length: times }, (_, at) => asker.ask(mutationText(mutation), { input: input(at) })),
  );
  const outcome = ({ status, body }: Answer) => {
    const result = body.data?.[mutation];
    return result === undefined ? `${status} ${JSON.stringify(body.errors)}` : (result.rule ?? result.__typename);
  };
  const counts: Record<string, number> = {};
  for (const each of answers.map(outcome)) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}

test('of 40 creates at 9 images, exactly one passes', async () => {
  const owner = await world.busy();
  await world.images(owner, 9);
  const { id: instanceId } = await world.instance(owner);
  const counts = await atOnce(40, owner, 'createImage', (at) => ({ instanceId, name: `image ${at}` }));
  expect(counts).toEqual({ CreateImagePayload: 1, IMAGE_LIMIT: 39 });
  const [{ images }] = (await world.store.rows<{ images: number }>(
    'SELECT count(*) AS images FROM image WHERE owner_id = ?',
    [owner.id],
  )) as [{ images: number }];
  expect(images).toBe(10);
});

test('of 40 shares at 49, each with another account, exactly one passes', async () => {
  const owner = await world.busy();
  const image = await world.image(owner);
  const recipients = await world.recipients(89);
  await world.share(image, recipients.slice(0, 49));
  const counts = await atOnce(40, owner, 'shareImage', (at) => ({
    imageId: image.id,
    accountIds: [recipients[49 + at]!.id],
  }));
  expect(counts).toEqual({ ShareImagePayload: 1, SHARE_LIMIT: 39 });
  expect(await world.store.rows('SELECT 1 FROM share WHERE image_id = ?', [image.id])).toHaveLength(50);
});

test('of 20 operations at once on a fresh day, exactly five pass', async () => {
  const owner = await world.account();
  const image = await world.image(owner);
  const counts = await atOnce(20, owner, 'updateImage', (at) => ({ imageId: image.id, name: `name ${at}` }));
  expect(counts).toEqual({ UpdateImagePayload: 5, DAILY_OPERATION_LIMIT: 15 });
  expect((await world.ledger(owner)).filter(({ counted }) => Boolean(counted))).toHaveLength(5);
});

test('a root and its sub-accounts at once have five operations together', async () => {
  const owner = await world.account();
  const subs = await Promise.all([1, 2, 3].map(() => world.account({ rootId: owner.id })));
  const image = await world.image(owner);
  const counts = await Promise.all(
    [owner, ...subs].map((asker) =>
      atOnce(5, asker, 'updateImage', (at) => ({ imageId: image.id, name: `name ${at}` })),
    ),
  );
  expect(counts.reduce((sum, each) => sum + (each['UpdateImagePayload'] ?? 0), 0)).toBe(5);
  expect(counts.reduce((sum, each) => sum + (each['DAILY_OPERATION_LIMIT'] ?? 0), 0)).toBe(15);
});

test('the same call 50 times at once under one key: one image, one operation, fifty equal answers', async () => {
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

test('two accounts that share with each other at once both succeed', async () => {
  const [a, b] = await Promise.all([world.busy(), world.busy()]);
  const images = [await world.image(a), await world.image(b)];
  const counts = await Promise.all([
    atOnce(1, a, 'shareImage', () => ({ imageId: images[0]!.id, accountIds: [b.id] })),
    atOnce(1, b, 'shareImage', () => ({ imageId: images[1]!.id, accountIds: [a.id] })),
  ]);
  expect(counts).toEqual([{ ShareImagePayload: 1 }, { ShareImagePayload: 1 }]);
});

test('reads while a write is under way see nothing of it until it is committed', async () => {
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
