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

/** The fields that a selection asks of a type, each with the nodes it is written in. */
type Collect = (type: GraphQLObjectType, nodes: readonly FieldNode[]) => Map<string, FieldNode[]>;

/**
 * The objects that an introspection field answers. The schema bounds none of its lists, but it is the same for everyone
 * and in memory, so that its objects can be counted instead of estimated.
 *
 * @param collect spreads fragments and leaves out what `@skip` and `@include` leave out
 * @param count called once for each object; may throw to end the counting
 */
export function countIntrospection(
  schema: GraphQLSchema,
  nodes: readonly FieldNode[],
  variables: Record<string, unknown>,
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

/** Arguments that do not fit are refused later, by name, and answer nothing. */
function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Record<string, unknown>) {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return {};
  }
}
