import {
  BREAK,
  getArgumentValues,
  GraphQLString,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import { addPath, type Path } from 'graphql/jsutils/Path';
import { takesNoInfo } from '../../graphql/inlineResolvers';
import { argumentsReader } from './inputReader';
import type { Answer, FieldPlan, RowReader, Selection, Shape } from './planTypes';
import { compileRowReader, isPlain } from './rowReader';

function shapeOf(type: GraphQLOutputType): Shape {
  const nonNull = isNonNullType(type);
  const inner = nonNull ? type.ofType : type;
  if (isListType(inner)) return { nonNull, kind: 'list', item: shapeOf(inner.ofType) };
  if (isAbstractType(inner)) return { nonNull, kind: 'abstract', abstract: inner };
  if (isObjectType(inner)) return { nonNull, kind: 'object', object: inner };
  return { nonNull, kind: inner === GraphQLString || inner.name === 'ID' ? 'text' : 'leaf', leaf: inner };
}

/** Plans a field of an operation before execution. */
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
  const shape = shapeOf(type);
  return {
    key,
    nodes,
    parent,
    definition,
    type,
    shape,
    resolve: resolve ?? null,
    needsInfo: resolve !== undefined && !isTypeName && !takesNoInfo(resolve),
    hasArguments: definition.args.length > 0,
    hasVariables: (nodes[0]!.arguments ?? []).some(({ value }) => hasVariable(value)),
    constantArguments: null,
    readArguments: null,
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

/** Objects after which the reader of a selection is compiled; most documents that are sent once never reach it. */
const COMPILED_AFTER = 20;

/** Returns the reader of a selection; null until compiling it is worth its time, and where no field is a property. */
export function readerOf(selection: Selection): RowReader | null {
  if (selection.read !== null || selection.objects > COMPILED_AFTER) return selection.read;
  selection.objects += 1;
  if (selection.objects <= COMPILED_AFTER) return null;
  selection.others = selection.fields.filter((field) => !isPlain(field));
  return (selection.read = compileRowReader(selection.fields));
}

export function selectionOf(fields: readonly FieldPlan[]): Selection {
  const template: Answer = {};
  for (const { key } of fields) {
    Object.defineProperty(template, key, { value: null, enumerable: true, configurable: true, writable: true });
  }
  return { fields, template, objects: 0, read: null, others: fields };
}

function hasVariable(value: ValueNode): boolean {
  let found = false;
  visit(value, {
    Variable() {
      found = true;
      return BREAK;
    },
  });
  return found;
}

/**
 * Coerces the arguments of a field, once per execution, or once for all where they have no variables.
 *
 * @param run the variables, and the arguments of this execution by `FieldPlan.place`
 */
export function argumentsOf(
  field: FieldPlan,
  run: { variables: Record<string, unknown>; args: (Record<string, unknown> | undefined)[] },
): Record<string, unknown> {
  if (!field.hasArguments) return NO_ARGUMENTS;
  const { place, definition, nodes } = field;
  const known = field.constantArguments ?? (place === null ? undefined : run.args[place]);
  if (known !== undefined) return known;
  field.readArguments ??= argumentsReader(definition, nodes[0]!);
  const values = field.readArguments(run.variables) ?? getArgumentValues(definition, nodes[0]!, run.variables);
  if (!field.hasVariables) field.constantArguments = frozen(values);
  else if (place !== null) run.args[place] = values;
  return values;
}

/** Freezes arguments deeply, because later executions share them. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const NO_ARGUMENTS: Record<string, unknown> = Object.freeze({});

/** Returns the path of a field of an object. */
export const pathOf = ({ key, parent }: FieldPlan, parentPath: Path | undefined) =>
  addPath(parentPath, key, parent.name);

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

export const nullInNonNull = ({ parent, definition }: FieldPlan) =>
  new Error(`Cannot return null for non-nullable field ${parent.name}.${definition.name}.`);
