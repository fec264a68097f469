import { ON_POSTGRES } from './databases';
import type { ApiCaller, World } from './world';

/** Denials and calls that the specification tables share. */

/** A denial with all its fields. */
export interface Denial {
  rule: string;
  message: string;
  limit: number | null;
  used: number | null;
  resetsAt: string | null;
  subjects: string[];
  also: Denial[];
}

/** Returns a complete denial; fields that are not given are null or empty. */
export function denial(rule: string, message: string, rest: Partial<Denial> = {}): Denial {
  return { rule, message, limit: null, used: null, resetsAt: null, subjects: [], also: [], ...rest };
}

/** Returns a denial with the other denials, in order. */
export function also(first: Denial, ...others: Denial[]): Denial {
  return { ...first, also: others };
}

export const imageNotFound = (id: string) =>
  denial('IMAGE_NOT_FOUND', 'There is no image with this id for this account.', { subjects: [id] });

export const launchOnly = (id: string) =>
  denial(
    'SHARED_IMAGE_IS_LAUNCH_ONLY',
    'This image is shared with this account, which may launch it and nothing else.',
    {
      subjects: [id],
    },
  );

export const customImagesOnly = (kind: 'public' | 'marketplace', id: string) =>
  denial('CUSTOM_IMAGES_ONLY', `This is a ${kind} image; only custom images can be changed, copied, shared or left.`, {
    subjects: [id],
  });

/** Returns the denial by the daily limit on the first day of a world. */
export const dayIsOver = (regionId = 'ap-guangzhou', limit = 5, used = limit) =>
  denial(
    'DAILY_OPERATION_LIMIT',
    `At most ${limit} operations on custom images per account, region and day: ${used} used today in ${regionId}. It starts again at 2026-03-05T00:00:00.000Z.`,
    { limit, used, resetsAt: '2026-03-05T00:00:00.000Z', subjects: [regionId] },
  );

/** One ledger entry, as the database stores it. */
export interface LedgerRow {
  rootId: string;
  actorId: string;
  kind: string;
  regionId: string | null;
  subjectId: string | null;
  at: number;
  outcome: string;
  rule: string | null;
  counted: number;
}

/** Returns every entry of every ledger, oldest first, so that an entry in a wrong ledger is found, too. */
export async function ledgerRows(world: World): Promise<LedgerRow[]> {
  const rows = await world.store.rows<LedgerRow>(
    `SELECT root_id AS "rootId", actor_id AS "actorId", kind, region_id AS "regionId", subject_id AS "subjectId", at,
       outcome, rule, counted FROM operation ORDER BY ${ON_POSTGRES ? 'xmin::text::bigint' : 'rowid'}`,
  );
  return rows.map((row) => ({ ...row, counted: Number(row.counted) }));
}

/** Returns the kind of a mutation in the ledger: `COPY_IMAGE` for `copyImage`. */
export const kindOf = (mutation: string) => mutation.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

type Input = { imageId?: string; regionIds?: string[]; accountIds?: string[]; regionId?: string } & Record<
  string,
  unknown
>;

/** The field of `viewerCan` that predicts the decision on a mutation. */
const PERMISSION: Record<string, string> = {
  launchInstances: 'launch',
  restoreInstance: 'restore',
  updateImage: 'update',
  copyImage: 'copy',
  shareImage: 'share',
  unshareImage: 'unshare',
  deleteImage: 'delete',
  leaveImage: 'leave',
};

const PERMISSIONS = `fragment Permissions on ViewerCan {
    launch { ...P } restore { ...P } update { ...P } copy(regionIds: $regionIds) { ...P }
    share(accountIds: $accountIds) { ...P } unshare(accountIds: $accountIds) { ...P } delete { ...P } leave { ...P }
  }
  fragment P on Permission { allowed denied { __typename ...D also { ...D also { rule } } } }
  fragment D on Denied { rule message limit used resetsAt subjects }`;
const ONE = `query ($id: ID!, $regionIds: [ID!], $accountIds: [ID!]) {
  image(id: $id) { region { id } viewerCan { ...Permissions } } } ${PERMISSIONS}`;
const LISTED = `query ($in: ID!, $regionIds: [ID!], $accountIds: [ID!]) {
  images(first: 20, filter: { regionId: $in }) { nodes { id viewerCan { ...Permissions } } } } ${PERMISSIONS}`;

/**
 * Returns the permission of `viewerCan` for a mutation; null where the viewer does not see the image. Expects the same
 * of the image alone and among the first of its region, whose facts come from their rows.
 */
export async function viewerCan(
  caller: ApiCaller,
  mutation: string,
  { imageId: id, regionIds, accountIds }: Input,
): Promise<{ allowed: boolean; denied: ({ __typename: string } & Denial) | null } | null> {
  const { image } = await caller.data(ONE, { id, regionIds, accountIds });
  if (image === null) return null;
  const { images } = await caller.data(LISTED, { in: image.region.id, regionIds, accountIds });
  const listed = (images.nodes as { id: string; viewerCan: unknown }[]).find((node) => node.id === id);
  if (listed !== undefined) expect(listed.viewerCan).toEqual(image.viewerCan);
  return image.viewerCan[PERMISSION[mutation]!];
}

/** Returns whether `viewerCan` takes all arguments of the call; it takes no region and no instance. */
const asksTheSame = (mutation: string, input: Input) =>
  mutation in PERMISSION && mutation !== 'restoreInstance' && input.regionId === undefined;

/**
 * Expects that a call is denied: with this complete denial; before, with the same one from `viewerCan` and from a dry
 * run, which write nothing; without a change; and with exactly one more entry in all ledgers.
 *
 * @param line.rootId the root account of the ledger, where it is not the caller
 */
export async function refused(
  world: World,
  caller: ApiCaller,
  mutation: string,
  input: Input,
  denial: Denial,
  line: { regionId: string | null; subjectId: string | null; rootId?: string },
): Promise<void> {
  const [contents, ledgers] = [await world.contents(), await ledgerRows(world)];
  const answer = { __typename: 'Denied', ...denial };
  if (asksTheSame(mutation, input)) {
    const hidden = denial.rule === 'IMAGE_NOT_FOUND';
    expect(await viewerCan(caller, mutation, input)).toEqual(hidden ? null : { allowed: false, denied: answer });
  }
  expect(await caller.do(mutation, { ...input, dryRun: true })).toEqual(answer);
  expect(await ledgerRows(world)).toEqual(ledgers);

  expect(await caller.do(mutation, input)).toEqual(answer);
  expect(await world.contents()).toEqual(contents);
  expect(await ledgerRows(world)).toEqual([
    ...ledgers,
    {
      rootId: caller.id,
      actorId: caller.id,
      kind: kindOf(mutation),
      at: world.clock.now,
      outcome: 'DENIED',
      rule: denial.rule,
      counted: 0,
      ...line,
    },
  ]);
}

/** Expects that a call is allowed, as `viewerCan` predicts; returns its payload. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function done(caller: ApiCaller, mutation: string, input: Input): Promise<any> {
  if (asksTheSame(mutation, input)) {
    expect(await viewerCan(caller, mutation, input)).toEqual({ allowed: true, denied: null });
  }
  const payload = await caller.do(mutation, input);
  expect(payload).toMatchObject({ __typename: `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Payload` });
  return payload;
}

/** Returns the use of the viewer's quota in a region. */
export async function used(caller: ApiCaller, regionId = 'ap-guangzhou'): Promise<{ images: number; today: number }> {
  const { viewer } = await caller.data(
    'query ($id: ID!) { viewer { quota(regionId: $id) { images { used } operationsToday { used } } } }',
    { id: regionId },
  );
  return { images: viewer.quota.images.used, today: viewer.quota.operationsToday.used };
}

/** Returns a valid input of an import. */
export const importInto = (regionId = 'ap-guangzhou') => ({
  regionId,
  name: 'imported',
  osFamily: 'LINUX',
  platform: 'Ubuntu',
  architecture: 'X86_64',
  sizeGb: 20,
  format: 'QCOW2',
  url: 'https://example.com/disk.qcow2',
});
