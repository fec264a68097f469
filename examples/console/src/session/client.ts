import { Client, fetchExchange } from 'urql';
import { cacheExchange, type UpdateResolver } from '@urql/exchange-graphcache';
import { keyless, schema } from '../generated/schema';
import type { Connection } from './connection';

/**
 * What a write changes beyond the image it answers: what is left of the day, and which images there are. Both are
 * forgotten, so that whoever shows them asks again. A refusal and a dry run change nothing.
 */
const written: UpdateResolver = (answers, _args, cache, { fieldName }) => {
  const answer = answers[fieldName];
  if (typeof answer !== 'object' || answer === null || !('__typename' in answer)) return;
  if (answer.__typename === 'Denied' || answer.__typename === 'Allowed') return;
  if (typeof answer['imageId'] === 'string') cache.invalidate({ __typename: 'Image', id: answer['imageId'] });
  for (const { fieldKey } of cache.inspectFields('Query.viewer')) {
    if (fieldKey.startsWith('quota(')) cache.invalidate('Query.viewer', fieldKey);
  }
  for (const { fieldKey } of cache.inspectFields('Query')) {
    if (fieldKey.startsWith('images(')) cache.invalidate('Query', fieldKey);
  }
};

const WRITES = ['updateImage', 'deleteImage', 'leaveImage', 'copyImage', 'shareImage', 'unshareImage'];

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
