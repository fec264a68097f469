import { valueFromASTUntyped, visit, type FieldNode, type OperationDefinitionNode } from 'graphql';
import { badInput } from '../../graphql/errors';

/**
 * Returns the variables as the request sent them, and the document's defaults for the missing ones. The object has no
 * prototype, because a variable may have the name of an inherited property.
 */
export function withDefaults(
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values = Object.create(null) as Record<string, unknown>;
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (Object.hasOwn(variables, name)) values[name] = variables[name];
    else if (defaultValue !== undefined) values[name] = valueFromASTUntyped(defaultValue);
  }
  return values;
}

/** Characters that each entry of a list counts in addition: reading and judging an id takes time however short it is. */
export const ENTRY_LENGTH = 20;

/**
 * Returns the characters of the strings and numbers in a field's arguments, written in the document or sent as
 * variables, and `ENTRY_LENGTH` for each entry of a list. Variables are traversed without recursion, because they may be
 * nested to any depth.
 *
 * @param lengths lengths of variables that are known already
 */
export function lengthOfArguments(
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
  lengths: Map<string, number>,
): number {
  let length = 0;
  const literal = ({ value }: { value: string }) => void (length += value.length);
  const list = ({ values }: { values: readonly unknown[] }) => void (length += values.length * ENTRY_LENGTH);
  const variable = ({ name: { value: name } }: { name: { value: string } }) => {
    if (!lengths.has(name)) lengths.set(name, lengthOf(variables[name]));
    length += lengths.get(name)!;
  };
  for (const { value } of node.arguments ?? []) {
    visit(value, { Variable: variable, StringValue: literal, IntValue: literal, FloatValue: literal, ListValue: list });
  }
  return length;
}

/** Returns the characters of the strings and numbers in a value, and `ENTRY_LENGTH` for each entry of a list. */
export function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  let length = 0;
  const stack = [value];
  while (stack.length > 0) {
    const next = stack.pop();
    if (Array.isArray(next)) length += next.length * ENTRY_LENGTH;
    if (typeof next === 'object' && next !== null) for (const part of Object.values(next)) stack.push(part);
    else if (typeof next === 'string' || typeof next === 'number') length += String(next).length;
  }
  return length;
}

/** Most values of the variables; a request with 1,000 ids in each of five mutations has a quarter of it. */
const MAX_VALUES = 20_000;
/** Most keys of the objects among them; each unknown key is compared with all known ones. */
const MAX_KEYS = 2_000;
/** Values and keys that a body has in addition to its variables. */
const MAX_OUTSIDE_VARIABLES = 100;

/**
 * Rejects variables with too many values or keys, before any other code traverses them.
 *
 * @throws BAD_USER_INPUT naming the limit
 */
export function checkSize(variables: Readonly<Record<string, unknown>>): void {
  let values = 0;
  let keys = 0;
  const stack: unknown[] = [variables];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next !== 'object' || next === null) continue;
    const parts = Object.values(next);
    values += parts.length;
    if (!Array.isArray(next)) keys += parts.length;
    if (values > MAX_VALUES) throw tooMany(MAX_VALUES, 'values');
    if (keys > MAX_KEYS) throw tooMany(MAX_KEYS, 'keys');
    for (const part of parts) stack.push(part);
  }
}

/**
 * Rejects a JSON body with too many values or keys before it is parsed: 40,000 keys take the parser 30 ms, and counting
 * them takes 1 ms. A comma or an opening bracket stands before each member and item, a colon after each key.
 *
 * @throws BAD_USER_INPUT naming the limit
 */
export function checkBodySize(body: Buffer): void {
  let values = 0;
  let keys = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfString(body, at);
    else if (byte === COMMA || byte === BRACE || byte === BRACKET) values += 1;
    else if (byte === COLON) keys += 1;
    else continue;
    // An empty list or object has a bracket and no value, and there may be as many of them as values.
    if (values > 2 * (MAX_VALUES + MAX_OUTSIDE_VARIABLES)) throw tooMany(MAX_VALUES, 'values', THE_BODY);
    if (keys > MAX_KEYS + MAX_OUTSIDE_VARIABLES) throw tooMany(MAX_KEYS, 'keys', THE_BODY);
  }
}

const THE_BODY = 'The body, `variables` with it,';

const [QUOTE, BACKSLASH, COMMA, COLON, BRACKET, BRACE] = [...Buffer.from('"\\,:[{')];

/** Returns the index of the quote that ends the string beginning at `begin`. */
function endOfString(body: Buffer, begin: number): number {
  for (let end = body.indexOf(QUOTE!, begin + 1); end >= 0; end = body.indexOf(QUOTE!, end + 1)) {
    let escapes = end;
    while (body[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((end - escapes) % 2 === 0) return end;
  }
  return body.length;
}

const tooMany = (max: number, what: string, where = '`variables`') =>
  badInput('variables', `${where} must hold at most ${max.toLocaleString('en-US')} ${what}.`);
