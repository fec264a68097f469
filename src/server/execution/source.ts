import {
  createSourceEventStream,
  GraphQLError,
  type ExecutionArgs,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { CachedDocument } from '../documents/cachedDocument';
import { fragmentsOf } from '../documents/parse';
import { walkSelections } from '../../graphql/shared/selections';

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

/** Returns whether a directive could exclude a subscription's single field, a case that GraphQL leaves undefined. */
function isConditional(set: SelectionSetNode, { document }: CachedDocument): boolean {
  const fragments = fragmentsOf(document);
  let found = false;
  walkSelections(
    [set],
    (name) => fragments.get(name),
    ({ directives = [] }) => {
      found ||= directives.length > 0;
      return !found;
    },
  );
  return found;
}
