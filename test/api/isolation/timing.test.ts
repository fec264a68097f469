import { newId } from '../../../src/database/ids';
import { createFixture, type Fixture } from '../../support/calls';
import { World, type ApiCaller } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests that the time of an answer does not distinguish hidden from absent things. */

/** Difference in milliseconds: far below what a network adds, and far above what one more statement costs. */
const MAX_DIFFERENCE_MS = 5;
const CALLS = 200;

let world: World;
let stage: Fixture;
let stranger: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
  stranger = await world.account();
});
afterEach(() => world.close());

type Prefix = Parameters<typeof newId>[0];
const dryRun = (mutation: string, argument: string) => (id: string) =>
  [mutationText(mutation), { input: { [argument]: id, dryRun: true } }] as const;
const reading = (query: string) => (id: string) =>
  [`query ($id: ID!) { ${query}(id: $id) { __typename id } }`, { id }] as const;

const each: [what: string, call: (id: string) => readonly [string, object], hidden: () => string, prefix: Prefix][] = [
  ['reading an image', reading('image'), () => stage.shared.id, 'img'],
  ['reading an instance', reading('instance'), () => stage.instances[0]!.id, 'ins'],
  ['reading an account', reading('node'), () => stage.owner.id, 'acc'],
  ['deleting an image', dryRun('deleteImage', 'imageId'), () => stage.shared.id, 'img'],
  ['revoking a token', dryRun('revokeAccessToken', 'accessTokenId'), () => stage.tokenIds[0]!, 'tok'],
];

test.each(each)(
  '%s takes the same time for hidden and absent ids, with less than 5 ms between the medians',
  async (_what, call, hidden, prefix) => {
    const times: Record<'hidden' | 'none', number[]> = { hidden: [], none: [] };
    for (let n = 0; n < CALLS; n += 1) {
      // The two kinds take turns in going first, so that other load on the machine falls on both.
      const kinds = n % 2 === 0 ? (['hidden', 'none'] as const) : (['none', 'hidden'] as const);
      for (const kind of kinds) {
        const [text, variables] = call(kind === 'hidden' ? hidden() : newId(prefix));
        const start = performance.now();
        await stranger.ask(text, variables);
        times[kind].push(performance.now() - start);
      }
    }
    expect([times.hidden.length, times.none.length]).toEqual([CALLS, CALLS]);
    expect(Math.abs(median(times.hidden) - median(times.none))).toBeLessThan(MAX_DIFFERENCE_MS);
  },
);

function median(times: number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2;
}
