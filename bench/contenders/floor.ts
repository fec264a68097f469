import { createServer } from 'node:http';
import type { ImageRow, Page, ShareRow } from './handRows';
import { handSql } from './handSql';

/** The baseline `floor`: node:http, prepared statements, JSON written by hand. No GraphQL, no authentication. */

const sql = handSql(process.env['BENCH_FILE']!);
const text = JSON.stringify;

const image = (row: ImageRow, more: string) =>
  `{"id":"${row.id}","name":${text(row.name)},"type":"${row.type}","state":"${row.state}","osFamily":"${row.osFamily}",` +
  `"platform":${text(row.platform)},"sizeGb":${row.sizeGb},"createdAt":"${new Date(row.createdAt).toISOString()}",` +
  `"region":{"id":"${row.regionId}","name":${text(row.regionName)}},"owner":{"id":"${row.ownerId}","name":${text(row.ownerName)}}${more}}`;

function page({ rows, hasNextPage, endCursor }: Page, more: (row: ImageRow) => string): string {
  const nodes = rows.map((row) => image(row, more(row))).join(',');
  const info = `{"hasNextPage":${hasNextPage},"endCursor":${endCursor === null ? null : `"${endCursor}"`}}`;
  return `{"data":{"images":{"nodes":[${nodes}],"pageInfo":${info}}}}`;
}

const share = ({ id, createdAt, accountId, accountName }: ShareRow) =>
  `{"id":"${id}","createdAt":"${new Date(createdAt).toISOString()}",` +
  `"account":{"id":"${accountId}","name":${text(accountName)}}}`;

const shareCount = (row: ImageRow) => `,"shareCount":${row.shareCount}`;

interface Args {
  id: string;
  regionId: string;
  after: string | null;
  imageId: string;
  accountId: string;
}

const answers: Record<string, (me: string, args: Args) => string> = {
  '/point'(me, { id }) {
    const row = sql.point(me, id);
    return `{"data":{"image":${row ? image(row, '') : null}}}`;
  },
  '/list': (me, { regionId, after }) => page(sql.list(me, regionId, 50, after), shareCount),
  '/viewer-can'(me, { regionId }) {
    const { sharesPerImage, dayIsFull } = sql.limits(me, regionId);
    return page(sql.list(me, regionId, 50, null), (row) => {
      const room = row.shareCount !== null && row.shareCount < sharesPerImage;
      const allowed = room && !dayIsFull && row.state === 'AVAILABLE';
      return `${shareCount(row)},"viewerCan":{"share":{"allowed":${allowed}}}`;
    });
  },
  '/nested'(me) {
    const nodes = sql.own(me, 20).map(({ id, name, regionId }) => {
      const shares = sql.shares(id).map(share).join(',');
      return `{"id":"${id}","name":${text(name)},"region":{"id":"${regionId}"},"shares":[${shares}]}`;
    });
    return `{"data":{"images":{"nodes":[${nodes.join(',')}]}}}`;
  },
  '/share'(me, { imageId, accountId }) {
    const result = sql.share(me, imageId, accountId);
    if ('rule' in result) return `{"data":{"shareImage":{"__typename":"Denied","rule":"${result.rule}"}}}`;
    const { id, name } = result.image;
    return (
      `{"data":{"shareImage":{"__typename":"ShareImagePayload","image":{"id":"${id}","name":${text(name)}},` +
      `"shares":[${share(result.share)}]}}}`
    );
  },
};

/** Reads arguments as JSON from a POST like GraphQL servers do, so that only the handling of requests is compared. */
const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (body += chunk));
  request.on('end', () => {
    const answer = answers[request.url!]!(request.headers['x-account'] as string, JSON.parse(body) as Args);
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
