import {
  getArgumentValues,
  getNamedType,
  isLeafType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';

/** Returns the fields selected of a type, each with its nodes. */
type Collect = (type: GraphQLObjectType, nodes: readonly FieldNode[]) => Map<string, FieldNode[]>;

/**
 * Counts the objects that an introspection field returns. Its lists have no bounds, but the schema is in memory and the
 * same for every viewer, so that its objects can be counted instead of estimated.
 *
 * @param collect resolves fragment spreads, `@skip` and `@include`
 * @param count called once for each object; may throw to end the count
 */
export function countIntrospection(
  schema: GraphQLSchema,
  nodes: readonly FieldNode[],
  variables: Readonly<Record<string, unknown>>,
  collect: Collect,
  count: () => void,
): void {
  const visit = (field: GraphQLField<unknown, unknown>, source: unknown, nodes: readonly FieldNode[]): void => {
    const type = getNamedType(field.type);
    if (isLeafType(type)) return;
    const values = valuesOf(field, source, nodes[0]!);
    for (const value of values) {
      if (value === null || value === undefined) continue;
      count();
      for (const [, below] of collect(type as GraphQLObjectType, nodes)) {
        const definition = (type as GraphQLObjectType).getFields()[below[0]!.name.value];
        if (definition !== undefined) visit(definition, value, below);
      }
    }
  };
  const valuesOf = (field: GraphQLField<unknown, unknown>, source: unknown, node: FieldNode): unknown[] => {
    const info = { schema } as GraphQLResolveInfo;
    const value = field.resolve!(source, argumentsOf(field, node, variables), undefined, info);
    return Array.isArray(value) ? value : [value];
  };
  const [node] = nodes;
  const root = node?.name.value === SchemaMetaFieldDef.name ? SchemaMetaFieldDef : TypeMetaFieldDef;
  visit(root, undefined, nodes);
}

/** Returns the arguments of a field; none where they are invalid, as these are rejected later, by name. */
function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
) {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return {};
  }
}
