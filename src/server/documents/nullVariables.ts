import {
  isNonNullType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/**
 * Finds the uses of nullable variables in non-null positions. GraphQL allows them for variables with a default, and
 * requires that an explicit null be rejected when the position is reached; this service rejects it before execution.
 */
export function usesThatAreNeverNull(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode | null,
): { name: string; field: string; type: string }[] {
  const nullable = new Set(
    (operation?.variableDefinitions ?? [])
      .filter(({ type }) => type.kind !== Kind.NON_NULL_TYPE)
      .map(({ variable }) => variable.name.value),
  );
  if (nullable.size === 0) return [];
  const uses: { name: string; field: string; type: string }[] = [];
  const info = new TypeInfo(schema);
  const path: string[] = [];
  const entered = { enter: ({ name }: { name: { value: string } }) => void path.push(name.value) };
  const left = { leave: () => void path.pop() };
  visit(
    document,
    visitWithTypeInfo(info, {
      VariableDefinition: () => false,
      Argument: { ...entered, ...left },
      ObjectField: { ...entered, ...left },
      Variable({ name }) {
        const type = info.getInputType();
        const field = path.join('.');
        if (!nullable.has(name.value) || !isNonNullType(type)) return;
        if (uses.some((use) => use.name === name.value && use.field === field)) return;
        uses.push({ name: name.value, field, type: String(type) });
      },
    }),
  );
  return uses;
}
