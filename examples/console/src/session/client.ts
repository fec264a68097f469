import { Client, fetchExchange } from 'urql';
import { cacheExchange, type UpdateResolver } from '@urql/exchange-graphcache';
import { keyless, schema } from '../generated/schema';
import type { Connection } from './connection';

/** Writes that answer the image as it is now, with all that is shown of it. After the others it is asked again. */
const ANSWER_THE_IMAGE = ['updateImage', 'shareImage', 'unshareImage'];
const WRITES = [...ANSWER_THE_IMAGE, 'copyImage', 'deleteImage', 'leaveImage', 'launchInstances'];

/**
 * Forgets what a write changes beyond its answer, so that whoever shows it asks again: what is left of the day, which
 * images there are, and the image it was about. A refusal and a dry run change nothing.
 */
const written: UpdateResolver = (answers, { input }, cache, { fieldName }) => {
  const answer = answers[fieldName];
  if (typeof answer !== 'object' || answer === null || !('__typename' in answer)) return;
  if (answer.__typename === 'Denied' || answer.__typename === 'Allowed') return;
  for (const { fieldKey } of cache.inspectFields('Query.viewer')) {
    if (fieldKey.startsWith('quota(')) cache.invalidate('Query.viewer', fieldKey);
  }
  for (const { fieldKey } of cache.inspectFields('Query')) {
    if (fieldKey.startsWith('images(')) cache.invalidate('Query', fieldKey);
  }
  if (ANSWER_THE_IMAGE.includes(fieldName) || typeof input !== 'object' || input === null) return;
  if ('imageId' in input && typeof input.imageId === 'string') {
    cache.invalidate({ __typename: 'Image', id: input.imageId });
  }
};

/** A client with a cache of its own, so that nothing one account has seen is shown to the next. */
export function createClient({ api, token }: Connection): Client {
  return new Client({
    url: api,
    fetchOptions: { headers: token === '' ? {} : { authorization: `Bearer ${token}` } },
    // What is asked stays out of addresses, and so out of other people's logs.
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        schema,
        keys: Object.fromEntries(keyless.map((name) => [name, () => null])),
        updates: { Mutation: Object.fromEntries(WRITES.map((name) => [name, written])) },
      }),
      fetchExchange,
    ],
  });
}
