import type { Call, WorkName } from '../works';

/** The requests in the schema that PostGraphile derives from the tables, and its answers in the form of the others. */

const IMAGE = `id: rowId name type state osFamily platform sizeGb createdAt
  region: regionByRegionId { id: rowId name } owner: accountByOwnerId { id: rowId name }`;
/** Requests one more than the page, which shows whether there is another page. */
const LIST = `query List($regionId: String!, $at: BigInt, $id: String) {
  images: visibleImages(inRegion: $regionId, olderThan: $at, olderThanId: $id, atMost: 51) {
    nodes { ${IMAGE} shareCount }
  }
}`;

const DOCUMENTS: Partial<Record<WorkName, string>> = {
  point: `query Point($id: String!) { image: visibleImage(withId: $id) { ${IMAGE} } }`,
  list: LIST,
  'list-page-200': LIST,
  nested: `query Nested {
  images: ownImages(first: 20, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) {
    nodes {
      id: rowId
      name
      region: regionByRegionId { id: rowId }
      shares: sharesByImageIdAndImageRegionIdAndImageCreatedAt {
        nodes { id: rowId createdAt account: accountByAccountId { id: rowId name } }
      }
    }
  }
}`,
};

/** The cursor is a position in the list, as `<milliseconds> <id>`. */
export function bodyOf({ work, variables }: Call): string {
  const { regionId, after } = variables as { regionId?: string; after?: string | null };
  const [at, id] = after == null ? [] : after.split(' ');
  return JSON.stringify({
    query: DOCUMENTS[work],
    variables: regionId === undefined ? variables : { regionId, at, id },
  });
}

interface Node {
  id: string;
  createdAt?: string;
  shares?: { nodes: object[] };
}

/** Converts an answer: times are texts of digits there, lists are in objects; computes the end of the page. */
export function normalFormOf(answer: unknown): unknown {
  const { data, ...rest } = answer as { data?: { images?: { nodes: Node[]; pageInfo?: object } } };
  const images = data?.images;
  if (images !== undefined && images.nodes[0]?.shares === undefined) {
    const nodes = images.nodes.slice(0, 50);
    const last = nodes[nodes.length - 1];
    const endCursor = last === undefined ? null : `${last.createdAt} ${last.id}`;
    data!.images = { nodes, pageInfo: { hasNextPage: images.nodes.length > 50, endCursor } };
  }
  const text = JSON.stringify({ ...rest, data }, (key, value: unknown) => {
    if (key === 'createdAt') return new Date(Number(value)).toISOString();
    if (key === 'shares') return (value as { nodes: unknown }).nodes;
    return value;
  });
  return JSON.parse(text);
}
