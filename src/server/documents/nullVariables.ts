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
 * Where an operation uses nullable variables in places that take no null. GraphQL allows it for variables with a default,
 * and asks that an explicit null be refused when the place is reached; here it is refused before anything is done.
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
