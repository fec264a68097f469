import {
  createSourceEventStream,
  GraphQLError,
  Kind,
  type ExecutionArgs,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { CachedDocument } from '../documents/cache';
import { fragmentsOf } from '../documents/parse';

/** What is asked for, and with what. */
export interface Subscribed extends ExecutionArgs {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  /** As the request sent them, those that the operation declares. */
  variableValues: Record<string, unknown>;
}

/**
 * Validates a subscription and begins it. Apollo, which does this for queries and mutations, knows no subscriptions.
 *
 * @param cached the document of `asked`
 * @returns the events it brings, or the errors that kept it from beginning
 */
export async function beginSource<T>(
  asked: Subscribed,
  cached: CachedDocument,
): Promise<AsyncIterable<T> | readonly GraphQLError[]> {
  const { operation, variableValues } = asked;
  const invalid = cached.validate();
  if (invalid.length > 0) return invalid;
  if (isConditional(operation.selectionSet, cached)) return [CONDITIONAL];
  const coerced = cached.coerce(variableValues);
  if (Array.isArray(coerced)) return coerced as GraphQLError[];
  const source = await createSourceEventStream(asked);
  return Symbol.asyncIterator in source ? (source as AsyncIterable<T>) : (source.errors ?? []);
}

const CONDITIONAL = new GraphQLError('The field of a subscription takes no directive.', {
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
});

/** Whether the one field of a subscription may be left out; GraphQL has no answer to that. */
function isConditional({ selections }: SelectionSetNode, cached: CachedDocument): boolean {
  return selections.some((selection) => {
    if (selection.directives?.length) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) return isConditional(selection.selectionSet, cached);
    if (selection.kind === Kind.FIELD) return false;
    return isConditional(fragmentsOf(cached.document).get(selection.name.value)!.selectionSet, cached);
  });
}
