import {
  createSourceEventStream,
  getVariableValues,
  GraphQLError,
  Kind,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from './documents';

/** What is asked for, and with what. */
export interface Subscribed extends ExecutionArgs {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variableValues: Record<string, unknown>;
}

/**
 * Validates a subscription and begins it. Apollo, which does this for queries and mutations, knows no subscriptions.
 *
 * @returns the events it brings, or the errors that kept it from beginning
 */
export async function beginSource<T>(asked: Subscribed): Promise<AsyncIterable<T> | readonly GraphQLError[]> {
  const { schema, document, operation, variableValues } = asked;
  const invalid = validate(schema, document);
  if (invalid.length > 0) return invalid.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
  if (isConditional(operation.selectionSet, document)) return [CONDITIONAL];
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues);
  if (errors !== undefined) return errors.map((error) => coded(error, 'BAD_USER_INPUT'));
  const source = await createSourceEventStream(asked);
  return Symbol.asyncIterator in source ? (source as AsyncIterable<T>) : (source.errors ?? []);
}

/** An error of the document or its variables, with the code that it lacks. */
const coded = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    originalError: error.originalError ?? null,
    extensions: { code, ...error.extensions },
  });

const CONDITIONAL = new GraphQLError('The field of a subscription takes no directive.', {
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
});

/** Whether the one field of a subscription may be left out; GraphQL has no answer to that. */
function isConditional({ selections }: SelectionSetNode, document: DocumentNode): boolean {
  return selections.some((selection) => {
    if (selection.directives?.length) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) return isConditional(selection.selectionSet, document);
    if (selection.kind === Kind.FIELD) return false;
    return isConditional(fragmentsOf(document).get(selection.name.value)!.selectionSet, document);
  });
}
