import { GraphQLError } from 'graphql';
import { parseAndCheckDocument } from '../../src/server/documents/parse';
import { DOCUMENT_LIMITS } from '../../src/graphql/requestLimits';

/** What documents are made of where only their size matters, and what they are refused with. */

/** So many of something, one after the other. */
export const many = (count: number, of: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => of(at)).join(' ');

/** What a document is refused with; null where it is not. */
export function refusal(text: string): { message: string; extensions: object } | null {
  try {
    parseAndCheckDocument(text, DOCUMENT_LIMITS);
    return null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { message: error.message, extensions: error.extensions };
  }
}

/** A refusal that names a limit and the number. */
export const tooLarge = (name: string, limit: number, used: number, message: string) => ({
  message,
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name, limit, used } },
});
