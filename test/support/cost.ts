import { Kind, parse, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { createSchema } from '../../src/graphql/schema';
import { costOf } from '../../src/server/documents/operationCost';

const schema = createSchema();

/** Returns the cost of the first operation of a document. */
export function cost(text: string, variables: Record<string, unknown> = {}): number {
  return costOfDocument(parse(text), variables);
}

/** Returns the cost of the first operation of a parsed document. */
export function costOfDocument(document: DocumentNode, variables: Record<string, unknown> = {}): number {
  const operation = document.definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode;
  return costOf(schema, document, operation, variables);
}
