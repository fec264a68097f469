import * as data from './dataset';
import { BUSY_REGION, type Size } from './dataset';

/** The requests to every contender, with their accounts. */

export type WorkName = 'point' | 'list' | 'list-page-200' | 'nested' | 'viewer-can' | 'share';
export const WORKS: WorkName[] = ['point', 'list', 'list-page-200', 'nested', 'viewer-can', 'share'];

/** One request, independent of the form that a contender needs. */
export interface Call {
  work: WorkName;
  /** The account of the request. */
  me: string;
  variables: Record<string, unknown>;
}

const IMAGE = 'id name type state osFamily platform sizeGb createdAt region { id name } owner { id name }';
const list = (more: string) => `query List($regionId: ID!, $after: String) {
  images(filter: { regionId: $regionId }, first: 50, after: $after) {
    nodes { ${IMAGE} shareCount ${more} }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const DOCUMENTS: Record<WorkName, string> = {
  point: `query Point($id: ID!) { image(id: $id) { ${IMAGE} } }`,
  list: list(''),
  'list-page-200': list(''),
  nested: `query Nested {
  images(filter: { types: [CUSTOM] }, first: 20) {
    nodes { id name region { id } shares { id createdAt account { id name } } }
  }
}`,
  'viewer-can': list('viewerCan { share { allowed } }'),
  share: `mutation Share($input: ShareImageInput!) {
  shareImage(input: $input) {
    __typename
    ... on ShareImagePayload { image { id name } shares { id createdAt account { id name } } }
    ... on Denied { rule }
  }
}`,
};

const DEEP_VIEWERS = 4;
const viewers = Array.from({ length: data.VIEWERS }, (_, place) => place);

/** Returns every call of a reading work, each viewer in turn; the load repeats them. */
export function callsOf(work: Exclude<WorkName, 'share'>, size: Size, cursorOf: (me: string) => string): Call[] {
  if (work === 'point') return pointCalls(size);
  // Every contender has to walk to a deep page once for each viewer, so there are only a few.
  return viewers.slice(0, work === 'list-page-200' ? DEEP_VIEWERS : undefined).map((place) => {
    const me = data.viewer(place);
    if (work === 'nested') return { work, me, variables: {} };
    return { work, me, variables: { regionId: BUSY_REGION, after: work === 'list-page-200' ? cursorOf(me) : null } };
  });
}

/** Returns calls for own images, received ones, public ones, and sometimes one that the viewer must not see. */
function pointCalls(size: Size): Call[] {
  const ids = (place: number) => [
    ...Array.from({ length: 10 }, (_, n) => data.ownImage(place, n)),
    ...Array.from({ length: 10 }, (_, n) => data.newImageOfOthers(data.heldNew(place, n))),
    ...Array.from({ length: 10 }, (_, n) => data.publicImage((place + n * 4) % 41)),
    ...Array.from({ length: 10 }, (_, n) => data.marketplaceImage((place * 97 + n * 31) % size.marketplace)),
    ...Array.from({ length: 2 }, (_, n) => data.roomImage(place, n)),
  ];
  const each = viewers.map((place) => ids(place).map((id) => ({ me: data.viewer(place), id })));
  // The viewers take turns, so that no two consecutive calls have the same viewer.
  return each[0]!.flatMap((_, n) =>
    each.map((calls) => ({ work: 'point' as const, me: calls[n]!.me, variables: { id: calls[n]!.id } })),
  );
}

export function shareCall({ owner, imageId, accountId }: ReturnType<typeof data.pairOf>): Call {
  return { work: 'share', me: owner, variables: { input: { imageId, accountIds: [accountId] } } };
}

/** Returns the call for the collector's first page in the busy region. */
export const collectorCall = (): Call => ({
  work: 'list',
  me: data.collector(),
  variables: { regionId: BUSY_REGION, after: null },
});

/** Returns an answer without the parts that differ between right ones: cursors, new ids, the time of a write, costs. */
export function comparable(work: WorkName, answer: unknown): string {
  const { data } = answer as { data?: unknown };
  return JSON.stringify(data, (key, value: unknown) => {
    if (key === 'endCursor') return value === null ? null : 'a cursor';
    if (work === 'share' && (key === 'createdAt' || (key === 'id' && String(value).startsWith('shr-')))) return 'new';
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
