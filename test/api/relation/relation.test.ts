import { Share } from '../../../src/entities/share';
import type { Image } from '../../../src/entities/image';
import type { Instance } from '../../../src/entities/instance';
import {
  ledgerRows,
  customImagesOnly,
  done,
  imageNotFound,
  kindOf,
  launchOnly,
  denial,
  refused,
  viewerCan,
  type Denial,
} from '../../support/denials';
import { World, type ApiCaller } from '../../support/world';

/** Tests what each relation may do with an image: every cell of a table, through `viewerCan` and the mutations. */

const MUTATIONS = {
  launch: 'launchInstances',
  restore: 'restoreInstance',
  update: 'updateImage',
  copy: 'copyImage',
  share: 'shareImage',
  unshare: 'unshareImage',
  delete: 'deleteImage',
  leave: 'leaveImage',
} as const;
type Act = keyof typeof MUTATIONS;
const ACTS = Object.keys(MUTATIONS) as Act[];

const [yes, NOT_SHARED, LAUNCH_ONLY, CUSTOM_ONLY, NOT_FOUND] = [
  'allowed',
  'NOT_SHARED',
  'SHARED_IMAGE_IS_LAUNCH_ONLY',
  'CUSTOM_IMAGES_ONLY',
  'IMAGE_NOT_FOUND',
] as const;
type Verdict = typeof yes | typeof NOT_SHARED | typeof LAUNCH_ONLY | typeof CUSTOM_ONLY | typeof NOT_FOUND;

// prettier-ignore
const DECISIONS: Record<string, Verdict[]> = {
  //                                    launch       restore      update       copy         share        unshare      delete       leave
  'the owner of a custom image':       [yes,         yes,         yes,         yes,         yes,         yes,         yes,         NOT_SHARED ],
  'a recipient':                       [yes,         LAUNCH_ONLY, LAUNCH_ONLY, LAUNCH_ONLY, LAUNCH_ONLY, LAUNCH_ONLY, LAUNCH_ONLY, yes        ],
  'anyone, on a public image':         [yes,         yes,         CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY],
  'an operator, on a public image':    [yes,         yes,         CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY],
  'anyone, on a marketplace image':    [yes,         yes,         CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY],
  'its provider, on a marketplace image': [yes,      yes,         CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY, CUSTOM_ONLY],
  'a stranger, on a custom image':     [NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND  ],
  'an operator, on a custom image':    [NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND,   NOT_FOUND  ],
};
const CELLS = Object.entries(DECISIONS).flatMap(([who, row]) =>
  row.map((verdict, at) => [who, ACTS[at]!, verdict] as const),
);

let world: World;
let custom: Image;
let market: Image;
let owner: ApiCaller;
let recipient: ApiCaller;
let otherRecipient: ApiCaller;
let provider: ApiCaller;
let member: ApiCaller;
let operator: ApiCaller;
let newcomer: ApiCaller;

beforeEach(async () => {
  world = await World.open();
  owner = await world.account({ name: 'owner' });
  recipient = await world.account({ name: 'recipient' });
  otherRecipient = await world.account({ name: 'other recipient' });
  newcomer = await world.account({ name: 'newcomer' });
  member = await world.account({ name: 'member' });
  provider = await world.account({ name: 'provider', roles: ['MEMBER', 'PROVIDER'], agreementSigned: true });
  operator = await world.account({ name: 'operator', roles: ['OPERATOR'] });
  custom = await world.image(owner, { name: 'golden', description: 'as it was' });
  await world.share(custom, [recipient, otherRecipient]);
  market = await world.image(provider, {
    kind: 'MARKETPLACE',
    origin: 'MARKETPLACE',
    reviewState: 'APPROVED',
    baseImageId: null,
  });
});
afterEach(() => world.close());

/** Returns the viewer and the image of a row. */
function cast(who: string): { caller: ApiCaller; id: string } {
  let { id } = custom;
  if (who.includes('public')) id = 'img-public';
  else if (who.includes('marketplace')) ({ id } = market);
  if (who.startsWith('the owner')) return { caller: owner, id };
  if (who.startsWith('a recipient')) return { caller: recipient, id };
  if (who.startsWith('its provider')) return { caller: provider, id };
  return { caller: who.startsWith('an operator') ? operator : member, id };
}

/** Returns the input of the call, with an instance of the viewer's to restore. */
function inputOf(act: Act, imageId: string, instance: Instance): { imageId: string } & Record<string, unknown> {
  switch (act) {
    case 'launch':
      return { imageId, instanceType: 'S' };
    case 'restore':
      return { imageId, instanceId: instance.id };
    case 'update':
      return { imageId, name: 'renamed', description: 'as it is' };
    case 'copy':
      return { imageId, regionIds: ['ap-beijing'] };
    case 'share':
      return { imageId, accountIds: [newcomer.id] };
    case 'unshare':
      return { imageId, accountIds: [otherRecipient.id] };
    default:
      return { imageId };
  }
}

function denialOf(verdict: Verdict, id: string): Denial {
  switch (verdict) {
    case NOT_SHARED:
      return denial('NOT_SHARED', 'This account owns the image; there is no share to leave.', { subjects: [owner.id] });
    case LAUNCH_ONLY:
      return launchOnly(id);
    case CUSTOM_ONLY:
      return customImagesOnly(id === market.id ? 'marketplace' : 'public', id);
    default:
      return imageNotFound(id);
  }
}

const sees = async (caller: ApiCaller, id: string) =>
  (await caller.data('query ($id: ID!) { image(id: $id) { name description type } }', { id })).image;

/** Checks the effect of an allowed call, as the accounts concerned see it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an answer is as deep as its document
const EFFECT: Record<Act, (caller: ApiCaller, id: string, payload: any) => Promise<void>> = {
  async launch(caller, id, { instances, warnings }) {
    const instance = { name: '', state: 'RUNNING', imageId: id, region: { id: 'ap-guangzhou' }, tenancy: 'SHARED' };
    expect(instances).toEqual([{ ...instance, id: expect.stringMatching(/^ins-[0-9a-z]{12}$/) }]);
    // An image that another account shared is unreviewed, and its launch warns; other launches do not.
    expect(warnings).toEqual(
      caller === recipient
        ? [
            {
              code: 'UNREVIEWED_SOURCE',
              message:
                'Another account shared this image and nobody reviewed it. Launch it only if you trust the account it comes from.',
            },
          ]
        : [],
    );
    const list = await caller.data('query ($id: ID!) { instances(filter: { imageId: $id }) { nodes { id } } }', { id });
    expect(list.instances.nodes).toEqual([{ id: instances[0].id }]);
  },
  async restore(caller, id, { instance }) {
    expect(instance).toMatchObject({ imageId: id, state: 'RUNNING' });
    const again = await caller.data('query ($id: ID!) { instance(id: $id) { imageId } }', { id: instance.id });
    expect(again.instance).toEqual({ imageId: id });
  },
  async update(caller, id) {
    const now = { name: 'renamed', description: 'as it is' };
    expect(await sees(caller, id)).toEqual({ ...now, type: 'CUSTOM' });
    // Recipients see the change too.
    expect(await sees(recipient, id)).toEqual({ ...now, type: 'SHARED' });
  },
  async copy(caller, _id, { images }) {
    expect(images).toMatchObject([{ name: 'golden', region: { id: 'ap-beijing' }, type: 'CUSTOM', origin: 'COPY' }]);
    expect(await sees(caller, images[0].id)).toMatchObject({ name: 'golden', type: 'CUSTOM' });
    expect(await sees(recipient, images[0].id)).toBeNull();
  },
  async share(_asker, id, { shares }) {
    expect(shares).toMatchObject([{ account: { id: newcomer.id } }]);
    expect(await sees(newcomer, id)).toMatchObject({ type: 'SHARED' });
  },
  async unshare(_asker, id) {
    expect(await sees(otherRecipient, id)).toBeNull();
    expect(await sees(recipient, id)).toMatchObject({ type: 'SHARED' });
  },
  async delete(caller, id) {
    expect(await sees(caller, id)).toBeNull();
  },
  async leave(caller, id) {
    expect(await sees(caller, id)).toBeNull();
    expect(await sees(otherRecipient, id)).toMatchObject({ type: 'SHARED' });
  },
};

/** The operations that count to the daily limit: those on custom images. Leaving an image is not one. */
const COUNTED: readonly Act[] = ['update', 'copy', 'share', 'unshare', 'delete'];

test.each(CELLS)('for %s, the decision on %s is %s', async (who, act, verdict) => {
  const { caller, id } = cast(who);
  const instance = await world.instance(caller, { imageId: (await world.publicImage('ap-guangzhou')).id });
  const input = inputOf(act, id, instance);
  // Deleting has another rule about shares; the cell of the table is about an image without any.
  if (who.startsWith('the owner') && act === 'delete')
    await world.store.write(({ manager }) => manager.delete(Share, { imageId: id }));

  const permission = await viewerCan(caller, MUTATIONS[act], input);
  const subjectId = act === 'restore' ? instance.id : id;
  if (verdict !== yes) {
    const denial = denialOf(verdict, id);
    const allowed = verdict === NOT_FOUND ? null : { allowed: false, denied: { __typename: 'Denied', ...denial } };
    expect(permission).toEqual(allowed);
    // The instance and its region belong to the viewer; the region of a hidden image is not in the ledger entry.
    const regionId = verdict === NOT_FOUND && act !== 'restore' ? null : 'ap-guangzhou';
    await refused(world, caller, MUTATIONS[act], input, denial, { regionId, subjectId });
    return;
  }

  expect(permission).toEqual({ allowed: true, denied: null });
  await EFFECT[act](caller, id, await done(caller, MUTATIONS[act], input));
  expect(await ledgerRows(world)).toEqual([
    {
      rootId: caller.id,
      actorId: caller.id,
      kind: kindOf(MUTATIONS[act]),
      regionId: 'ap-guangzhou',
      subjectId,
      at: world.clock.now,
      outcome: 'DONE',
      rule: null,
      counted: COUNTED.includes(act) ? 1 : 0,
    },
  ]);
});
