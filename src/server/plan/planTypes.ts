import type {
  FieldNode,
  GraphQLAbstractType,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
} from 'graphql';

/** Types of a plan, in a file of their own because the plan of a field and its compiled reader refer to each other. */

/** A field of an operation, planned before execution. */
export interface FieldPlan {
  /** Name of the field in the response. */
  key: string;
  nodes: readonly FieldNode[];
  parent: GraphQLObjectType;
  definition: GraphQLField<unknown, unknown>;
  type: GraphQLOutputType;
  shape: Shape;
  /** Null for a property of the object. */
  resolve: GraphQLFieldResolver<unknown, unknown> | null;
  needsInfo: boolean;
  hasArguments: boolean;
  /** Whether its arguments contain variables. */
  hasVariables: boolean;
  /** Arguments without variables, shared by all executions; null before the first. */
  constantArguments: Record<string, unknown> | null;
  /** Coerces the arguments; null before the first. */
  readArguments: ((variables: Record<string, unknown>) => Record<string, unknown> | null) | null;
  /** Index of the field in its plan; null for a field that is not kept. */
  place: number | null;
  /** Selections by the object types that the field has returned. */
  below: Map<GraphQLObjectType, Selection>;
}

/** An output type taken apart once, so that its kind is not determined again for each value. */
export type Shape = { nonNull: boolean } & (
  | { kind: 'text' | 'leaf'; leaf: GraphQLLeafType }
  | { kind: 'list'; item: Shape }
  | { kind: 'abstract'; abstract: GraphQLAbstractType }
  | { kind: 'object'; object: GraphQLObjectType }
);

/** The fields selected of one object type. */
export interface Selection {
  fields: readonly FieldPlan[];
  /**
   * A result object with every property null. Copying it and overwriting the properties takes half the time of adding
   * them one by one, and an own `__proto__` in it is a property like any other.
   */
  template: Answer;
  /** Objects executed before the reader was compiled. */
  objects: number;
  /** Reads scalars and enums; null before `COMPILED_AFTER` objects, and where no field is a plain property. */
  read: RowReader | null;
  /** The fields that the reader does not read. */
  others: readonly FieldPlan[];
}

/** Reads the properties of an object into a result object; returns null where a value is not plainly valid. */
export type RowReader = (source: unknown) => Answer | null;

/** An object of the response's data. */
export type Answer = Record<string, unknown>;
