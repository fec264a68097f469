import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import type { Endpoint } from './ask';
import { CustomImagesDocument, ShareImageDocument, type CustomImagesQuery } from './generated/operations';
import { toRow, type ImagePages } from './imagePages';
import { answered, onlyDryRuns, unheardOf } from './refusals';

/** Returns the cache configuration of Apollo Client for this schema; objects with an `id` need none. */
export const cacheOfRegistry = () =>
  new InMemoryCache({
    typePolicies: {
      // Pages with the same filter are one list.
      Query: { fields: { images: relayStylePagination(['filter']) } },
      // It has no id, being a part of its image: merging keeps the fields that another document selected.
      ViewerCan: { merge: true },
    },
  });

/** Waits for the next event-loop iteration, in which Apollo notifies the watchers of its cache. */
const watchersNotified = () => new Promise((resolve) => setTimeout(resolve));

/**
 * Opens the list of images with Apollo Client.
 *
 * @param count the length of a page
 */
export async function openWithApollo(endpoint: Endpoint, count: number): Promise<ImagePages> {
  const { url, token, fetch } = endpoint;
  const headers = { authorization: `Bearer ${token}` };
  const link = new HttpLink({ uri: url, headers, ...(fetch && { fetch }) });
  const client = new ApolloClient({ link, cache: cacheOfRegistry() });

  const query = client.watchQuery({ query: CustomImagesDocument, variables: { first: count } });
  let images: CustomImagesQuery['images'] | null = null;
  let watching: { unsubscribe: () => void } | null = null;
  await new Promise<void>((resolve, reject) => {
    watching = query.subscribe(({ data, dataState, error }) => {
      if (error !== undefined) return reject(new Error(error.message, { cause: error }));
      if (dataState !== 'complete') return;
      images = data.images;
      resolve();
    });
  });

  return {
    shown: () => images?.edges.map(({ node }) => toRow(node)) ?? [],
    more: async () => {
      if (!images?.pageInfo.hasNextPage) return false;
      await query.fetchMore({ variables: { after: images.pageInfo.endCursor } });
      await watchersNotified();
      return true;
    },
    share: async (imageId, accountId) => {
      const variables = { input: { imageId, accountIds: [accountId] } };
      const { data, error } = await client.mutate({ mutation: ShareImageDocument, variables });
      await watchersNotified();
      if (data === undefined) throw new Error(error?.message ?? 'No answer.', { cause: error });
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
    close: () => {
      watching?.unsubscribe();
      client.stop();
    },
  };
}
