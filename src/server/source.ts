import {
  createSourceEventStream,
  GraphQLError,
  Kind,
  validate,
  type ExecutionArgs,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { CachedDocument } from './documentCache';
import { fragmentsOf } from './documents';

/** What is asked for, and with what. */
export interface Subscribed extends ExecutionArgs {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  /** As the request sent them, those that the operation declares. */
  variableValues: Record<string, unknown>;
}

/** Errors of validation that are told. */
const MAX_VALIDATION_ERRORS = 20;

/**
 * Validates a subscription and begins it. Apollo, which does this for queries and mutations, knows no subscriptions.
 *
 * @param cached the document of `asked`; marked valid where it is
 * @returns the events it brings, or the errors that kept it from beginning
 */
export async function beginSource<T>(
  asked: Subscribed,
  cached: CachedDocument,
): Promise<AsyncIterable<T> | readonly GraphQLError[]> {
  const { schema, operation, variableValues } = asked;
  if (!cached.isValid) {
    const invalid = validate(schema, cached.whole, undefined, { maxErrors: MAX_VALIDATION_ERRORS });
    if (invalid.length > 0) return invalid.slice(0, MAX_VALIDATION_ERRORS).map(asInvalid);
    if (isConditional(operation.selectionSet, cached)) return [CONDITIONAL];
    cached.markValid();
  }
  const coerced = cached.coerce(variableValues);
  if (Array.isArray(coerced)) return coerced as GraphQLError[];
  const source = await createSourceEventStream(asked);
  return Symbol.asyncIterator in source ? (source as AsyncIterable<T>) : (source.errors ?? []);
}

/** An error of the document, with the code that it lacks. */
const asInvalid = (error: GraphQLError) =>
  new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    originalError: error.originalError ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', ...error.extensions },
  });

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
