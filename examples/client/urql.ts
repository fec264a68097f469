import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import type { Endpoint } from './ask';
import { CustomImagesDocument, ShareImageDocument, type CustomImagesQuery } from './generated/operations';
import { introspection } from './generated/introspection';
import { toRow, type ImagePages } from './imagePages';
import { answered, onlyDryRuns, unheardOf } from './refusals';

/** Returns the configuration of urql's normalised cache for this schema; objects with an `id` need none. */
const cacheOfRegistry = () =>
  cacheExchange({
    // The cache needs the schema to know the members of unions.
    schema: introspection,
    // Types without an id are parts of their parent object.
    keys: { ViewerCan: () => null, Permission: () => null },
    // Pages with the same filter are one list.
    resolvers: { Query: { images: relayPagination() } },
  });

/**
 * Opens the list of images with urql.
 *
 * @param count the length of a page
 */
export async function openWithUrql(endpoint: Endpoint, count: number): Promise<ImagePages> {
  const { url, token, fetch } = endpoint;
  const client = new Client({
    url,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    ...(fetch && { fetch }),
    preferGetMethod: false,
    exchanges: [cacheOfRegistry(), fetchExchange],
  });

  let images: CustomImagesQuery['images'] | null = null;
  let watching: { unsubscribe: () => void } | null = null;
  /** Watches the list up to the page after a cursor; the cache adds the pages before it. */
  const watch = (after: string | null) =>
    new Promise<void>((resolve, reject) => {
      watching?.unsubscribe();
      watching = client.query(CustomImagesDocument, { first: count, after }).subscribe(({ data, error, stale }) => {
        if (error !== undefined) return reject(error);
        if (data !== undefined) images = data.images;
        // Stale data are shown while the rest is being read.
        if (!stale) resolve();
      });
    });
  await watch(null);

  return {
    shown: () => images?.edges.map(({ node }) => toRow(node)) ?? [],
    more: async () => {
      if (!images?.pageInfo.hasNextPage) return false;
      await watch(images.pageInfo.endCursor);
      return true;
    },
    share: async (imageId, accountId) => {
      const variables = { input: { imageId, accountIds: [accountId] } };
      const { data, error } = await client.mutation(ShareImageDocument, variables).toPromise();
      if (data === undefined) throw error ?? new Error('No answer.');
      const shareImage = answered(data.shareImage, error);
      switch (shareImage.__typename) {
        // The answer holds the image with the fields of the list, which is all that the cache needs.
        case 'ShareImagePayload':
          return null;
        case 'Denied':
          return shareImage;
        case 'Allowed':
          return onlyDryRuns();
        default:
          return unheardOf(shareImage);
      }
    },
    close: () => watching?.unsubscribe(),
  };
}
