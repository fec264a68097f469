import { GraphQLError } from 'graphql';
import { parseAndCheckDocument } from '../../src/server/documents/parse';
import { DOCUMENT_LIMITS } from '../../src/graphql/requestLimits';

/** Helpers for documents of which only the size matters, and for their rejections. */

/** Returns `count` texts, joined by spaces. */
export const many = (count: number, of: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => of(at)).join(' ');

/** Returns the rejection of a document; null where it is accepted. */
export function refusal(text: string): { message: string; extensions: object } | null {
  try {
    parseAndCheckDocument(text, DOCUMENT_LIMITS);
    return null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { message: error.message, extensions: error.extensions };
  }
}

/** Returns a rejection that names a limit and the number. */
export const tooLarge = (name: string, limit: number, used: number, message: string) => ({
  message,
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name, limit, used } },
});
