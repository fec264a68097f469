import {
  GraphQLString,
  isLeafType,
  isNonNullType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { addPath, type Path } from 'graphql/jsutils/Path';
import { takesNoInfo } from '../schema';

/** What is known of a field of an operation before it runs. */
export interface FieldPlan {
  /** Its name in the answer. */
  key: string;
  nodes: readonly FieldNode[];
  parent: GraphQLObjectType;
  definition: GraphQLField<unknown, unknown>;
  type: GraphQLOutputType;
  /** Null for a property of the object. */
  resolve: GraphQLFieldResolver<unknown, unknown> | null;
  needsInfo: boolean;
  hasArguments: boolean;
  /** The scalar or enum it answers, where it answers one and no list; null otherwise. */
  leaf: GraphQLLeafType | null;
  isText: boolean;
  /** `__proto__`, which an assignment would take for the prototype. */
  isProto: boolean;
  nonNull: boolean;
  /** Null for a field that is not kept. */
  place: number | null;
  /** The fields asked of each type of object that it has answered. */
  below: Map<GraphQLObjectType, readonly FieldPlan[]>;
}

/** What is known of a field before anything is executed. */
export function planField(
  schema: GraphQLSchema,
  parent: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
  place: number | null,
): FieldPlan {
  const definition = definitionOf(schema, parent, nodes[0]!.name.value);
  const { type } = definition;
  const isTypeName = definition === TypeNameMetaFieldDef;
  const resolve = isTypeName ? () => parent.name : definition.resolve;
  const inner = isNonNullType(type) ? type.ofType : type;
  const leaf = isLeafType(inner) ? inner : null;
  return {
    key,
    nodes,
    parent,
    definition,
    type,
    resolve: resolve ?? null,
    needsInfo: resolve !== undefined && !isTypeName && !takesNoInfo(resolve),
    hasArguments: definition.args.length > 0,
    leaf,
    isText: leaf === GraphQLString || leaf?.name === 'ID',
    isProto: key === '__proto__',
    nonNull: isNonNullType(type),
    place,
    below: new Map(),
  };
}

function definitionOf(schema: GraphQLSchema, parent: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parent.getFields()[name]!;
}

/** An object of the answer. */
export type Answer = Record<string, unknown>;

/** The path of a field of an object. */
export const pathOf = ({ key, parent }: FieldPlan, parentPath: Path | undefined) =>
  addPath(parentPath, key, parent.name);

/** Puts a field into an object of the answer. */
export function put(answer: Answer, { key, isProto }: FieldPlan, value: unknown): void {
  if (isProto) Object.defineProperty(answer, key, { value, enumerable: true, configurable: true, writable: true });
  else answer[key] = value;
}

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

export const nullInNonNull = ({ parent, definition }: FieldPlan) =>
  new Error(`Cannot return null for non-nullable field ${parent.name}.${definition.name}.`);

/** The value of a field that answers a scalar or an enum, and no list. */
export function completeLeaf(field: FieldPlan, value: unknown): unknown {
  if (field.isText && typeof value === 'string') return value;
  if (value instanceof Error) throw value;
  if (value === null || value === undefined) {
    if (field.nonNull) throw nullInNonNull(field);
    return null;
  }
  return serialize(field.leaf!, value);
}

/** @throws where a scalar answers nothing, as graphql-js does */
export function serialize(type: GraphQLLeafType, value: unknown): unknown {
  const serialized: unknown = type.serialize(value);
  if (serialized === null || serialized === undefined) {
    throw new Error(`${type.name} serialized a value to nothing.`);
  }
  return serialized;
}
