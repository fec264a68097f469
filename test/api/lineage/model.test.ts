import fc from 'fast-check';
import type { LaunchSources } from '../../../src/policy/facts';
import { importInto } from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';

/**
 * Tests random lineages of imports, captures, copies, shares, submissions and reviews, made through the API: the filter
 * `fromAllowedSources` lists exactly the images that may be launched, and both agree with a walk up the lineage.
 */

interface Step {
  act: 'import' | 'capture' | 'copy' | 'share' | 'submit' | 'review' | 'sign';
  who: number;
  image: number;
  whom: number;
  approve: boolean;
}
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('import', 'capture', 'capture', 'capture', 'copy', 'share', 'share', 'submit', 'review', 'sign'),
  who: fc.nat(2),
  image: fc.nat(30),
  whom: fc.nat(3),
  approve: fc.boolean(),
});

interface Made {
  id: string;
  owner: number;
  reviewState: 'UNREVIEWED' | 'PENDING' | 'APPROVED' | 'REJECTED';
  parent: Made | null;
}

/** The part of a payload that is recorded. */
interface Answered {
  image?: { id: string };
  images?: { id: string }[];
}

/** The part of an image in a list that is compared. */
interface Listed {
  id: string;
  viewerCan: { launch: { denied: { rule: string; also: { rule: string }[] } | null } };
}

/** Holds three providers, and an operator, who sees submissions that wait for a review. */
class Lineages {
  private readonly made: Made[] = [];

  private constructor(
    private readonly world: World,
    private readonly accounts: ApiCaller[],
  ) {}

  static async start(world: World): Promise<Lineages> {
    const providers = await Promise.all(
      [0, 1, 2].map(() =>
        world.busyAccount({ roles: ['MEMBER', 'PROVIDER'], agreementSigned: true, imagesPerRegion: 1_000 }),
      ),
    );
    return new Lineages(world, [
      ...providers,
      await world.busyAccount({ roles: ['OPERATOR'], imagesPerRegion: 1_000 }),
    ]);
  }

  async step({ act, who, image: at, whom, approve }: Step): Promise<void> {
    const image = this.made[at % Math.max(1, this.made.length)];
    // The account is mostly one that may: copies, shares and submissions are of its own images.
    let owner = image?.owner ?? who;
    if (act === 'capture') owner = whom;
    else if (act === 'import' || whom === 0) owner = who;
    const [by, operator] = [this.accounts[owner]!, this.accounts[3]!];
    const add = (answer: Answered, reviewState: Made['reviewState'], parent: Made | null) => {
      const [image] = answer.image === undefined ? (answer.images ?? []) : [answer.image];
      if (image !== undefined) this.made.push({ id: image.id, owner, reviewState, parent });
    };
    if (act === 'import') return add(await by.do('importImage', importInto()), 'UNREVIEWED', null);
    if (image === undefined) return;
    const imageId = image.id;
    switch (act) {
      case 'capture': {
        const { instances } = await by.do('launchInstances', { imageId, instanceType: 'S' });
        if (instances) add(await by.do('createImage', { instanceId: instances[0].id, name: 'x' }), 'UNREVIEWED', image);
        return;
      }
      case 'copy':
        return add(await by.do('copyImage', { imageId, regionIds: ['ap-beijing'] }), 'UNREVIEWED', image);
      case 'share':
        return void (await by.do('shareImage', { imageId, accountIds: [this.accounts[whom]!.id] }));
      case 'submit': {
        const answer = await by.do('submitMarketplaceImage', { imageId, name: 'x', hourlyPrice: '0' });
        if (answer.image && answer.image.id !== imageId) add(answer, 'PENDING', image);
        else if (answer.image && image.reviewState === 'REJECTED') image.reviewState = 'PENDING';
        return;
      }
      case 'review': {
        const verdict = approve ? 'APPROVE' : 'REJECT';
        const answer = await operator.do('reviewMarketplaceImage', { imageId, verdict });
        // A rejected change of a listed image leaves its state as it was.
        if (answer.image) image.reviewState = (await this.stateOf(imageId)) as Made['reviewState'];
        return;
      }
      default:
        return void (await operator.do('updateAccount', {
          accountId: this.accounts[who]!.id,
          agreementSigned: approve,
        }));
    }
  }

  private async stateOf(id: string): Promise<string> {
    return (await this.accounts[3]!.data('query ($id: ID!) { image(id: $id) { reviewState } }', { id })).image
      .reviewState;
  }

  /** Returns the images a viewer may launch, by the list, by viewerCan, and by a walk up the lineage of every image. */
  async judgements(viewer: number, launchSources: LaunchSources, trusted: number[]) {
    const by = this.accounts[viewer]!;
    const trustedAccountIds = trusted.map((at) => this.accounts[at]!.id);
    const some = launchSources === 'TRUSTED' && trusted.length > 0;
    await by.do('restrictLaunchSources', {
      launchSources: launchSources === 'TRUSTED' && !some ? 'REVIEWED' : launchSources,
      ...(some && { trustedAccountIds }),
    });
    const page = (filter: string) =>
      by.data(
        `{ images(first: 80, filter: { types: [CUSTOM, SHARED, MARKETPLACE] ${filter} }) { totalCount
             nodes { id type warnings { code } viewerCan { launch { allowed denied { rule also { rule } } } } } } }`,
      );
    const all = (await page('')).images.nodes;
    const filtered = (await page('fromAllowedSources: true')).images;
    expect(filtered.totalCount).toBe(filtered.nodes.length);
    const listed = new Set(
      (await this.world.anybody.data('{ images(first: 100) { nodes { id } } }')).images.nodes.map(({ id }: Made) => id),
    );
    const seen = this.made.filter(({ id }) => all.some((each: Made) => each.id === id));
    const foreignOf = (image: Made) => {
      const foreign: number[] = [];
      for (let at: Made | null = image; at !== null; at = at.parent) {
        if (at === image ? listed.has(at.id) : at.reviewState === 'APPROVED') break;
        if (at.owner !== viewer) foreign.push(at.owner);
        if (at.reviewState === 'APPROVED') break;
      }
      return foreign;
    };
    const may = seen.filter(
      (image) => launchSources === 'ANYONE' || foreignOf(image).every((at) => some && trusted.includes(at)),
    );
    const lineage = seen.filter((image) => image.owner === viewer && foreignOf(image).length > 0);
    const ids = (images: { id: string }[]) => images.map(({ id }) => id).sort();
    const lets = ({ viewerCan }: Listed) =>
      [viewerCan.launch.denied, ...(viewerCan.launch.denied?.also ?? [])].every(
        (each) => each?.rule !== 'SOURCE_NOT_TRUSTED',
      );
    return {
      expected: { filter: ids(may), allowed: ids(may), warned: ids(lineage) },
      actual: {
        filter: ids(filtered.nodes),
        allowed: ids(all.filter(lets)),
        warned: ids(
          all.filter(
            ({ id, warnings }: { id: string; warnings: { code: string }[] }) =>
              this.made.some((each) => each.id === id && each.owner === viewer) &&
              warnings.some(({ code }) => code === 'UNREVIEWED_LINEAGE'),
          ),
        ),
      },
    };
  }
}

test('fromAllowedSources lists exactly the images that may be launched, over random lineages', async () => {
  const views = fc.record({
    sources: fc.constantFrom<LaunchSources>('REVIEWED', 'TRUSTED', 'TRUSTED', 'ANYONE'),
    trusted: fc.subarray([0, 1, 2, 3]),
  });
  let compared = { refused: 0, allowed: 0, warned: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 40, maxLength: 60 }),
      fc.array(views, { minLength: 4, maxLength: 4 }),
      async (steps, restrictions) => {
        const world = await World.open();
        try {
          const lineages = await Lineages.start(world);
          await lineages.step({ act: 'import', who: 0, image: 0, whom: 0, approve: true });
          for (const each of steps) await lineages.step(each);
          for (const [viewer, { sources, trusted }] of restrictions.entries()) {
            const { expected, actual } = await lineages.judgements(
              viewer,
              sources,
              trusted.filter((at) => at !== viewer),
            );
            expect({ viewer, sources, trusted, ...actual }).toEqual({ viewer, sources, trusted, ...expected });
            compared = {
              allowed: compared.allowed + expected.filter.length,
              refused: compared.refused + Number(sources !== 'ANYONE'),
              warned: compared.warned + expected.warned.length,
            };
          }
        } finally {
          await world.close();
        }
      },
    ),
    { numRuns: 8 },
  );
  // Each kind came up more than five times; without that little would have been compared.
  expect(Math.min(...Object.values(compared))).toBeGreaterThan(5);
}, 300_000);
