import fc from 'fast-check';
import { InstanceType } from '../../src/entities/instance';
import type { Role } from '../../src/policy/facts';
import { DAY_MS, SMALL, type ApiCaller, type World } from './world';

/**
 * A model of the registry, written from the rulebook and without the policy of the project: three accounts, four
 * regions, small limits. Its decisions are compared with the answers of the service.
 */

export const LIMITS = { imagesPerRegion: 3, sharesPerImage: 1, operationsPerDay: 4 };
const REGIONS = ['ap-guangzhou', 'ap-shanghai', 'ap-tokyo', 'ap-mumbai'];
const COPYING = ['ap-guangzhou', 'ap-shanghai'];
const CLOSED = ['ap-mumbai'];

/** One step: an account and an action, with numbers that choose among the existing objects. */
export interface Step {
  act: 'create' | 'copy' | 'share' | 'unshare' | 'leave' | 'delete' | 'rename' | 'launch' | 'suspend' | 'nextDay';
  who: number;
  image: number;
  whom: number[];
  region: number[];
}

/** The weights of the actions: a day has to be long enough to use up its operations. */
const ACTS: { arbitrary: fc.Arbitrary<Step['act']>; weight: number }[] = [
  { arbitrary: fc.constantFrom('create', 'share'), weight: 12 },
  { arbitrary: fc.constantFrom('copy', 'unshare', 'leave', 'delete', 'rename', 'launch'), weight: 18 },
  { arbitrary: fc.constantFrom('nextDay', 'suspend'), weight: 2 },
];

export const anyStep: fc.Arbitrary<Step> = fc.record({
  act: fc.oneof(...ACTS),
  who: fc.nat(2),
  image: fc.nat(30),
  whom: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
  region: fc.array(fc.nat(REGIONS.length - 1), { minLength: 1, maxLength: 2 }),
});

interface ModelImage {
  id: string;
  owner: number;
  region: string;
  shares: Set<number>;
}

/** The part of a payload that the model reads. */
interface Made {
  image: { id: string };
  images: { id: string; region: { id: string } }[];
}

const unique = <T>(list: T[]) => [...new Set(list)];

/** The model, together with the service that it is compared with. */
export class Model {
  private images: ModelImage[] = [];
  /** Every image that ever existed, so that requests name deleted ones, too. */
  private all: ModelImage[] = [];
  private used = new Map<string, number>();
  private suspended = new Set<number>();

  private constructor(
    private readonly world: World,
    private readonly accounts: ApiCaller[],
    private readonly instances: Map<string, string>,
  ) {}

  static async start(world: World): Promise<Model> {
    const arm: InstanceType = { ...SMALL, id: 'A', architectures: '["ARM64"]' };
    await world.store.write(({ manager }) => manager.insert(InstanceType, arm));
    // The operator has the same limits as the others; it suspends them and lifts their suspension.
    const roles: Role[][] = [['MEMBER'], ['MEMBER'], ['MEMBER', 'OPERATOR']];
    const accounts = await Promise.all(roles.map((each) => world.account({ ...LIMITS, roles: each })));
    const instances = new Map<string, string>();
    for (const [who, caller] of accounts.entries()) {
      for (const region of REGIONS) {
        instances.set(`${who} ${region}`, (await world.instance(caller, { regionId: region })).id);
      }
    }
    return new Model(world, accounts, instances);
  }

  /** Runs a step in both; returns the rules that deny it in each, in order; none where it is allowed. */
  async step(step: Step): Promise<{ expected: string[]; actual: string[] }> {
    if (step.act === 'nextDay') {
      this.world.clock.now += DAY_MS;
      this.used.clear();
      return { expected: [], actual: [] };
    }
    if (step.act === 'suspend') {
      await this.suspend(step.who % 2);
      return { expected: [], actual: [] };
    }
    const caller = this.accounts[step.who]!;
    if (this.suspended.has(step.who)) {
      const { status } = await caller.ask('{ regions { id } }');
      return { expected: ['403'], actual: [String(status)] };
    }
    // Usually an existing image, sometimes one that may be deleted.
    const received = this.images.filter(({ shares }) => step.act === 'launch' && shares.has(step.who));
    let among = received.length > 0 ? received : this.images;
    if (step.image % 5 === 0) among = this.all;
    const image = among[step.image % Math.max(1, among.length)];
    const imageId = image?.id ?? 'img-nowhere';
    const whom = unique(step.whom);
    const regions = unique(step.region.map((at) => REGIONS[at]!));
    const accountIds = whom.map((at) => this.accounts[at]!.id);

    const [mutation, input, expected, apply] = this.plan(step, image, imageId, whom, accountIds, regions);
    const result = await caller.do(mutation, input);
    if (expected.length === 0 && result.__typename !== 'Denied') apply(result);
    const actual =
      result.__typename === 'Denied' ? [result.rule, ...result.also.map(({ rule }: { rule: string }) => rule)] : [];
    return { expected, actual };
  }

  /** Returns the ids of the custom and shared images that each account sees, in both. */
  async views(): Promise<{ expected: string[][]; actual: string[][] }> {
    const seeing = [0, 1, 2].filter((who) => !this.suspended.has(who));
    const expected = seeing.map((who) =>
      this.images
        .filter(({ owner, shares }) => owner === who || shares.has(who))
        .map(({ id }) => id)
        .sort(),
    );
    const actual: string[][] = [];
    for (const caller of seeing.map((who) => this.accounts[who]!)) {
      const { images } = await caller.data(
        '{ images(first: 100, filter: { types: [CUSTOM, SHARED] }) { nodes { id } } }',
      );
      actual.push(images.nodes.map(({ id }: { id: string }) => id).sort());
    }
    return { expected, actual };
  }

  private plan(
    { act, who }: Step,
    image: ModelImage | undefined,
    imageId: string,
    whom: number[],
    accountIds: string[],
    regions: string[],
  ): [mutation: string, input: object, expected: string[], apply: (result: Made) => void] {
    const region = regions[0]!;
    const here = image?.region ?? '';
    switch (act) {
      case 'create':
        return [
          'createImage',
          { instanceId: this.instances.get(`${who} ${region}`)!, name: 'made' },
          [
            ...(CLOSED.includes(region) ? ['REGION_UNAVAILABLE'] : []),
            ...this.full(who, [region]),
            ...this.spent(who, region),
          ],
          (result) => {
            this.add(result.image.id, who, region);
            this.count(who, region);
          },
        ];
      case 'copy':
        return [
          'copyImage',
          { imageId, regionIds: regions },
          this.mine(image, who) ?? [
            ...(regions.some((each) => CLOSED.includes(each)) ? ['REGION_UNAVAILABLE'] : []),
            ...(regions.includes(here) ? ['COPY_TO_SAME_REGION'] : []),
            ...([here, ...regions].every((each) => COPYING.includes(each)) ? [] : ['COPY_REGION_UNSUPPORTED']),
            ...this.full(who, regions),
            ...this.spent(who, here),
          ],
          (result) => {
            for (const copy of result.images) this.add(copy.id, who, copy.region.id);
            this.count(who, here);
          },
        ];
      case 'share': {
        const taking = whom.filter((each) => each !== who && !image?.shares.has(each)).length;
        return [
          'shareImage',
          { imageId, accountIds },
          this.mine(image, who) ?? [
            ...(whom.includes(who) ? ['SHARE_WITH_SELF'] : []),
            ...(whom.some((each) => image!.shares.has(each)) ? ['ALREADY_SHARED'] : []),
            ...(taking > 0 && image!.shares.size + taking > LIMITS.sharesPerImage ? ['SHARE_LIMIT'] : []),
            ...this.spent(who, here),
          ],
          () => {
            whom.forEach((each) => image!.shares.add(each));
            this.count(who, here);
          },
        ];
      }
      case 'unshare':
        return [
          'unshareImage',
          { imageId, accountIds },
          this.mine(image, who) ?? [
            ...(whom.every((each) => image!.shares.has(each)) ? [] : ['NOT_SHARED']),
            ...this.spent(who, here),
          ],
          () => {
            whom.forEach((each) => image!.shares.delete(each));
            this.count(who, here);
          },
        ];
      case 'leave':
        return [
          'leaveImage',
          { imageId },
          this.seen(image, who) ?? (image!.owner === who ? ['NOT_SHARED'] : []),
          () => image!.shares.delete(who),
        ];
      case 'delete':
        return [
          'deleteImage',
          { imageId },
          this.mine(image, who) ?? [...(image!.shares.size > 0 ? ['IMAGE_IS_SHARED'] : []), ...this.spent(who, here)],
          () => {
            this.images = this.images.filter((each) => each !== image);
            this.count(who, here);
          },
        ];
      case 'rename':
        return [
          'updateImage',
          { imageId, name: 'renamed' },
          this.mine(image, who) ?? this.spent(who, here),
          () => this.count(who, here),
        ];
      default:
        return [
          'launchInstances',
          { imageId, instanceType: whom.length > 1 ? 'A' : 'S' },
          this.seen(image, who) ?? [
            ...(this.suspended.has(image!.owner) ? ['OWNER_SUSPENDED'] : []),
            ...(whom.length > 1 ? ['ARCHITECTURE_MISMATCH'] : []),
          ],
          () => undefined,
        ];
    }
  }

  /** Suspends an account, or lifts its suspension. */
  private async suspend(who: number): Promise<void> {
    const suspended = !this.suspended.has(who);
    await this.accounts[2]!.do('updateAccount', { accountId: this.accounts[who]!.id, suspended });
    if (suspended) this.suspended.add(who);
    else this.suspended.delete(who);
  }

  private add(id: string, owner: number, region: string): void {
    const image = { id, owner, region, shares: new Set<number>() };
    this.images.push(image);
    this.all.push(image);
  }

  private count(who: number, region: string): void {
    this.used.set(`${who} ${region}`, (this.used.get(`${who} ${region}`) ?? 0) + 1);
  }

  private spent(who: number, region: string): string[] {
    return (this.used.get(`${who} ${region}`) ?? 0) >= LIMITS.operationsPerDay ? ['DAILY_OPERATION_LIMIT'] : [];
  }

  private full(who: number, regions: string[]): string[] {
    const held = (region: string) =>
      this.images.filter((image) => image.owner === who && image.region === region).length;
    return regions.some((region) => held(region) >= LIMITS.imagesPerRegion) ? ['IMAGE_LIMIT'] : [];
  }

  /** Returns the denial of an account that does not see the image, or null. */
  private seen(image: ModelImage | undefined, who: number): string[] | null {
    const there = image !== undefined && this.images.includes(image) && (image.owner === who || image.shares.has(who));
    return there ? null : ['IMAGE_NOT_FOUND'];
  }

  /** Returns the denial of an account that does not own the image, or null. */
  private mine(image: ModelImage | undefined, who: number): string[] | null {
    return this.seen(image, who) ?? (image!.owner === who ? null : ['SHARED_IMAGE_IS_LAUNCH_ONLY']);
  }
}
