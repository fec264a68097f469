import {
  GraphQLBoolean,
  GraphQLString,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  valueFromAST,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLList,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from 'graphql';

/**
 * Coerces input as graphql-js does, with the types taken apart once. `getVariableValues` and `getArgumentValues`
 * determine the type again for each value, which takes 4 % of a small request's CPU time. Values that are not plainly
 * valid are left to graphql-js, and so is every error; `test/fuzz` and `inputReader.test.ts` compare the two.
 */

/** Marks a value that graphql-js has to coerce. */
const UNREAD = Symbol('unread');
type InputReader = (value: unknown) => unknown;

const readers = new WeakMap<GraphQLInputType, InputReader>();

function readerOf(type: GraphQLInputType): InputReader {
  let reader = readers.get(type);
  if (reader === undefined) {
    // For an input object with fields of its own type: they use this reader, which is set before any value is read.
    let made: InputReader | null = null;
    readers.set(type, (value) => made!(value));
    made = makeReader(type);
    readers.set(type, (reader = made));
  }
  return reader;
}

function makeReader(type: GraphQLInputType): InputReader {
  if (isNonNullType(type)) {
    const read = readerOf(type.ofType);
    return (value) => (value === null || value === undefined ? UNREAD : read(value));
  }
  const read = presentReader(type);
  return (value) => (value === null || value === undefined ? null : read(value));
}

function presentReader(type: GraphQLLeafType | GraphQLInputObjectType | GraphQLList<GraphQLInputType>): InputReader {
  if (isListType(type)) return listReader(readerOf(type.ofType));
  if (isInputObjectType(type)) return objectReader(type);
  return leafReader(type);
}

function leafReader(type: GraphQLLeafType): InputReader {
  if (type === GraphQLString) return (value) => (typeof value === 'string' ? value : UNREAD);
  if (type === GraphQLBoolean) return (value) => (typeof value === 'boolean' ? value : UNREAD);
  return (value) => {
    try {
      const parsed: unknown = type.parseValue(value);
      return parsed === undefined ? UNREAD : parsed;
    } catch {
      // graphql-js parses it again, and reports the error.
      return UNREAD;
    }
  };
}

function listReader(read: InputReader): InputReader {
  return (value) => {
    if (!Array.isArray(value)) return UNREAD;
    const items = new Array<unknown>(value.length);
    for (let at = 0; at < items.length; at += 1) {
      const item = read(value[at]);
      if (item === UNREAD) return UNREAD;
      items[at] = item;
    }
    return items;
  };
}

function objectReader(type: GraphQLInputObjectType): InputReader {
  const defined = type.getFields();
  const fields = Object.values(defined).map(({ name, type: of, defaultValue }) => ({
    name,
    read: readerOf(of),
    isRequired: isNonNullType(of),
    defaultValue,
  }));
  if (type.isOneOf) return () => UNREAD;
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return UNREAD;
    const input = value as Record<string, unknown>;
    for (const name of Object.keys(input)) if (!Object.hasOwn(defined, name)) return UNREAD;
    const coerced: Record<string, unknown> = {};
    for (const { name, read, isRequired, defaultValue } of fields) {
      if (input[name] === undefined) {
        if (defaultValue !== undefined) coerced[name] = defaultValue;
        else if (isRequired) return UNREAD;
        continue;
      }
      const field = read(input[name]);
      if (field === UNREAD) return UNREAD;
      coerced[name] = field;
    }
    return coerced;
  };
}

/**
 * Prepares the coercion of an operation's variables.
 *
 * @returns a function that coerces them, or returns null where graphql-js has to
 */
export function variablesReader(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (values: Readonly<Record<string, unknown>>) => Record<string, unknown> | null {
  const variables = definitions.map(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node);
    return { name: variable.name.value, type, read: isInputType(type) ? readerOf(type) : null, defaultValue };
  });
  if (variables.some(({ name, read }) => read === null || name === '__proto__')) return () => null;
  return (values) => {
    const coerced: Record<string, unknown> = {};
    for (const { name, type, read, defaultValue } of variables) {
      if (!Object.hasOwn(values, name)) {
        if (defaultValue !== undefined) coerced[name] = valueFromAST(defaultValue, type as GraphQLInputType);
        else if (isNonNullType(type)) return null;
        continue;
      }
      const value = read!(values[name]);
      if (value === UNREAD) return null;
      coerced[name] = value;
    }
    return coerced;
  };
}

/**
 * Prepares the coercion of a field's arguments.
 *
 * @returns a function that coerces them, or returns null where graphql-js has to
 */
export function argumentsReader(
  { args }: GraphQLField<unknown, unknown>,
  { arguments: nodes = [] }: FieldNode,
): (variables: Record<string, unknown>) => Record<string, unknown> | null {
  const nodesByName = new Map(nodes.map(({ name, value }) => [name.value, value]));
  const read = args.map((argument) => ({ argument, node: nodesByName.get(argument.name) }));
  return (variables) => {
    const coerced: Record<string, unknown> = {};
    for (const { argument, node } of read) {
      const { name, type } = argument;
      if (node === undefined || (node.kind === Kind.VARIABLE && !Object.hasOwn(variables, node.name.value))) {
        if (!applyDefault(argument, coerced)) return null;
        continue;
      }
      let value: unknown;
      if (node.kind === Kind.VARIABLE) {
        value = variables[node.name.value];
        if (value === null && isNonNullType(type)) return null;
      } else value = valueFromAST(node, type, variables);
      if (value === undefined) return null;
      coerced[name] = value;
    }
    return coerced;
  };
}

/** Sets an argument to its default; returns false where it has none and is required. */
function applyDefault({ name, type, defaultValue }: GraphQLArgument, coerced: Record<string, unknown>): boolean {
  if (defaultValue !== undefined) coerced[name] = defaultValue;
  else if (isNonNullType(type)) return false;
  return true;
}
