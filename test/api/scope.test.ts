import fc from 'fast-check';
import type { Image } from '../../src/entities/image';
import { relationOf } from '../../src/policy/visibility';
import { World, type ApiCaller } from '../support/world';

/** Tests that the list and the relation agree in random small worlds. */

const REGIONS = ['ap-guangzhou', 'ap-tokyo'];

const drawnImage = fc.record({
  kind: fc.constantFrom('PUBLIC' as const, 'MARKETPLACE' as const, 'CUSTOM' as const, 'CUSTOM' as const),
  owner: fc.nat(2),
  region: fc.nat(1),
  review: fc.constantFrom('PENDING' as const, 'APPROVED' as const, 'REJECTED' as const),
  state: fc.constantFrom('AVAILABLE' as const, 'FAILED' as const, 'CREATING' as const),
  gone: fc.boolean(),
  // There are few different times, so that the order has ties to break.
  createdAt: fc.nat(3),
  sharedWith: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
});

async function listed(caller: ApiCaller, size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const { images } = await caller.data(
      'query ($first: Int!, $after: String) { images(first: $first, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }',
      { first: size, after },
    );
    ids.push(...images.nodes.map(({ id }: { id: string }) => id));
    if (!images.pageInfo.hasNextPage) {
      expect(ids).toHaveLength(images.totalCount);
      return ids;
    }
    after = images.pageInfo.endCursor;
  }
}

/** The review state of kinds that have only one. */
const REVIEW_STATE: Partial<Record<Image['kind'], Image['reviewState']>> = { PUBLIC: 'OFFICIAL', CUSTOM: 'UNREVIEWED' };

test('images lists only and all images whose relation to the viewer is not NONE', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(drawnImage, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (drawn, size) => {
      const world = await World.open();
      try {
        const accounts = [await world.account(), await world.account(), await world.account()];
        const operator = await world.account({ roles: ['OPERATOR'] });
        const sub = await world.account({ rootId: accounts[0]!.id });
        const images: { row: Image; recipients: string[] }[] = [];
        for (const { kind, owner, region, review, state, gone, createdAt, sharedWith } of drawn) {
          const row = await world.image(accounts[owner]!, {
            kind,
            regionId: REGIONS[region]!,
            state,
            reviewState: REVIEW_STATE[kind] ?? review,
            createdAt: world.clock.now + createdAt,
            deletedAt: gone ? world.clock.now : null,
          });
          // Deleted images have no shares, and no account has a share of its own image.
          const recipients = sharedWith
            .map((at) => accounts[at]!.id)
            .filter((id) => kind === 'CUSTOM' && !gone && id !== row.ownerId);
          await world.share(
            row,
            recipients.map((id) => ({ id })),
          );
          images.push({ row, recipients });
        }

        for (const caller of [...accounts, operator, sub, world.anybody]) {
          const rootId = caller === sub ? accounts[0]!.id : caller.id;
          const viewer =
            caller === world.anybody
              ? null
              : { rootId, roles: caller === operator ? ['OPERATOR' as const] : ['MEMBER' as const] };
          const seen = images
            .filter(({ row }) => row.deletedAt === null)
            .filter(
              ({ row, recipients }) =>
                relationOf(viewer, { ...row, sharedWithViewer: recipients.includes(rootId) }) !== 'NONE',
            )
            .map(({ row }) => row);
          const inOrder = [...seen]
            .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
            .map(({ id }) => id);
          expect(await listed(caller, size)).toEqual([...inOrder, 'img-public']);
        }
      } finally {
        await world.close();
      }
    }),
    { numRuns: 25 },
  );
});
