import type {
  FieldNode,
  GraphQLAbstractType,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
} from 'graphql';

/** What a plan is made of. A file of types alone, for the plan of a field and its compiled reader name each other. */

/** A field of an operation, planned before execution. */
export interface FieldPlan {
  /** Its name in the answer. */
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
  /** Whether variables are in what is written as its arguments. */
  hasVariables: boolean;
  /** Arguments without variables, which are the same at each execution; null before the first. */
  constantArguments: Record<string, unknown> | null;
  /** Coerces the arguments; null before the first. */
  readArguments: ((variables: Record<string, unknown>) => Record<string, unknown> | null) | null;
  /** Null for a field that is not kept. */
  place: number | null;
  /** The fields asked of each type of object that it has answered. */
  below: Map<GraphQLObjectType, Selection>;
}

/** An output type taken apart once, so that no value asks again what its type is. */
export type Shape = { nonNull: boolean } & (
  | { kind: 'text' | 'leaf'; leaf: GraphQLLeafType }
  | { kind: 'list'; item: Shape }
  | { kind: 'abstract'; abstract: GraphQLAbstractType }
  | { kind: 'object'; object: GraphQLObjectType }
);

/** The fields asked of one type of object. */
export interface Selection {
  fields: readonly FieldPlan[];
  /**
   * An answer in which nothing stands yet. Copying it and overwriting its properties takes half the time of adding them
   * one by one, and an own `__proto__` in it is a property as any other.
   */
  template: Answer;
  /** Objects answered before there was a reader. */
  objects: number;
  /** Reads scalars and enums; null before there were many objects, and where there is nothing to read. */
  read: RowReader | null;
  /** The fields that the reader leaves. */
  others: readonly FieldPlan[];
}

/** Reads the properties of an object into an answer; null where anything about them needs a closer look. */
export type RowReader = (source: unknown) => Answer | null;

/** An object of the answer. */
export type Answer = Record<string, unknown>;
