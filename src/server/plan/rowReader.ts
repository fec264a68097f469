import type { GraphQLLeafType } from 'graphql';
import type { FieldPlan, RowReader } from './planTypes';

/** Matches a GraphQL name. Nothing else is inserted into the compiled code. */
const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/;

/**
 * Compiles a function that makes the result object of one object type, with every scalar and enum that is a plain
 * property, and null for every other field. V8 reads and writes constant names faster than names that change from field
 * to field: a page of 20 images with 200 shares takes the plan 45 µs with readers, and 110 µs field by field.
 *
 * The function handles no special case: a null in a non-null field, a function, an error or a scalar that cannot be
 * serialised makes it return null, and the fields are executed one by one.
 *
 * @returns null where no field is a plain property
 */
export function compileRowReader(fields: readonly FieldPlan[]): RowReader | null {
  const plain = fields.filter(isPlain);
  if (plain.length === 0 || !fields.every(({ key, definition }) => NAME.test(key) && NAME.test(definition.name))) {
    return null;
  }
  const reads = fields.map((field, at) => (isPlain(field) ? `const v${at} = source.${field.definition.name};` : ''));
  const checks = fields.map((field, at) => (isPlain(field) ? `if (${unusual(field, at)}) return null;` : ''));
  const values = fields.map((field, at) => `${keyOf(field)}: ${valueOf(field, at)}`);
  const code = `return (source) => { ${reads.join(' ')} ${checks.join(' ')} try { return { ${values.join(', ')} }; } catch { return null; } };`;
  const write = fields.map(({ shape }) => ('leaf' in shape ? (value: unknown) => serialize(shape.leaf, value) : null));
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the code holds names alone, each checked above
  return new Function('write', code)(write) as RowReader;
}

/** Returns whether a field is a scalar or an enum without a resolver. */
export const isPlain = ({ resolve, shape: { kind } }: FieldPlan): boolean =>
  resolve === null && (kind === 'text' || kind === 'leaf');

/** Writes the key of a field for an object literal, in which a plain `__proto__` would set the prototype. */
const keyOf = ({ key }: FieldPlan): string => (key === '__proto__' ? "['__proto__']" : `"${key}"`);

function unusual({ shape: { kind, nonNull } }: FieldPlan, at: number): string {
  const value = `v${at}`;
  const isOther =
    kind === 'text' ? `typeof ${value} !== 'string'` : `typeof ${value} === 'object' || typeof ${value} === 'function'`;
  if (kind === 'text') return nonNull ? isOther : `${value} != null && ${isOther}`;
  return nonNull ? `${value} == null || ${isOther}` : `${value} != null && (${isOther})`;
}

function valueOf(field: FieldPlan, at: number): string {
  if (!isPlain(field)) return 'null';
  const { kind, nonNull } = field.shape;
  if (kind === 'text') return nonNull ? `v${at}` : `v${at} ?? null`;
  return nonNull ? `write[${at}](v${at})` : `v${at} == null ? null : write[${at}](v${at})`;
}

/**
 * Serialises a scalar or an enum.
 *
 * @throws Error where it serialises to null or undefined, as graphql-js does
 */
export function serialize(type: GraphQLLeafType, value: unknown): unknown {
  const serialized: unknown = type.serialize(value);
  if (serialized === null || serialized === undefined) {
    throw new Error(`${type.name} serialized a value to nothing.`);
  }
  return serialized;
}
