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

/** A subscription with its document and variables. */
export interface Subscribed extends ExecutionArgs {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  /** Variables as the request sent them, limited to those that the operation declares. */
  variableValues: Record<string, unknown>;
}

/**
 * Validates and starts a subscription. Apollo does this for queries and mutations, but does not support subscriptions.
 *
 * @param cached the subscription's document
 * @returns its events, or the errors for which it did not start
 */
export async function beginSource<T>(
  subscription: Subscribed,
  cached: CachedDocument,
): Promise<AsyncIterable<T> | readonly GraphQLError[]> {
  const { operation, variableValues } = subscription;
  const invalid = cached.validate();
  if (invalid.length > 0) return invalid;
  if (isConditional(operation.selectionSet, cached)) return [CONDITIONAL];
  const { errors } = cached.coerce(variableValues);
  if (errors !== undefined) return errors;
  const source = await createSourceEventStream(subscription);
  return Symbol.asyncIterator in source ? (source as AsyncIterable<T>) : (source.errors ?? []);
}

const CONDITIONAL = new GraphQLError('The field of a subscription takes no directive.', {
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
});

/**
 * Returns whether a directive could exclude a subscription's single field, a case that GraphQL leaves undefined.
 *
 * @param seen fragments already followed: they may spread each other so often that the paths are too many to walk
 */
function isConditional({ selections }: SelectionSetNode, cached: CachedDocument, seen = new Set<string>()): boolean {
  return selections.some((selection) => {
    if (selection.directives?.length) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) return isConditional(selection.selectionSet, cached, seen);
    if (selection.kind === Kind.FIELD || seen.has(selection.name.value)) return false;
    seen.add(selection.name.value);
    return isConditional(fragmentsOf(cached.document).get(selection.name.value)!.selectionSet, cached, seen);
  });
}
