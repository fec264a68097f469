import { valueFromASTUntyped, visit, type FieldNode, type OperationDefinitionNode } from 'graphql';
import { badInput } from '../../errors';

/**
 * Variables as the request sent them, and the document's defaults for what it left out. The object inherits nothing, for
 * a variable may have the name of what every object inherits.
 */
export function withDefaults(
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values = Object.create(null) as Record<string, unknown>;
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (Object.hasOwn(given, name)) values[name] = given[name];
    else if (defaultValue !== undefined) values[name] = valueFromASTUntyped(defaultValue);
  }
  return values;
}

/**
 * Characters of what a field is given, texts and numbers alone: written in the document, or sent as variables. Nothing
 * here calls itself, for what is sent may be nested without end.
 *
 * @param lengths what is known of the variables' lengths already
 */
export function lengthOfArguments(
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
  lengths: Map<string, number>,
): number {
  let length = 0;
  const literal = ({ value }: { value: string }) => void (length += value.length);
  const variable = ({ name: { value: name } }: { name: { value: string } }) => {
    if (!lengths.has(name)) lengths.set(name, lengthOf(variables[name]));
    length += lengths.get(name)!;
  };
  for (const { value } of node.arguments ?? []) {
    visit(value, { Variable: variable, StringValue: literal, IntValue: literal, FloatValue: literal });
  }
  return length;
}

/** Characters of the texts and numbers in a value. */
export function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  let length = 0;
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'object' && next !== null) for (const part of Object.values(next)) left.push(part);
    else if (typeof next === 'string' || typeof next === 'number') length += String(next).length;
  }
  return length;
}

/** Values of variables, at most; a call that names 1,000 ids in each of five mutations has a quarter of it. */
const MAX_VALUES = 20_000;
/** Keys of objects among them, at most; each unknown one is compared with all that are known. */
const MAX_KEYS = 2_000;
/** Values and keys that a body has beside its variables. */
const BESIDES = 100;

/**
 * Refuses variables of too many small pieces, before anything else looks at each of them.
 *
 * @throws BAD_USER_INPUT naming the limit
 */
export function checkSize(variables: Readonly<Record<string, unknown>>): void {
  let values = 0;
  let keys = 0;
  const left: unknown[] = [variables];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    const parts = Object.values(next);
    values += parts.length;
    if (!Array.isArray(next)) keys += parts.length;
    if (values > MAX_VALUES) throw tooMany(MAX_VALUES, 'values');
    if (keys > MAX_KEYS) throw tooMany(MAX_KEYS, 'keys');
    for (const part of parts) left.push(part);
  }
}

/**
 * Refuses a JSON body of too many small pieces before it is parsed: 40,000 keys take the parser 30 ms, and counting them
 * takes 1 ms. Every value but the outermost comes after a comma, a colon or a bracket; every key before a colon.
 *
 * @throws BAD_USER_INPUT naming the limit
 */
export function checkBodySize(body: Buffer): void {
  let values = 0;
  let keys = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfText(body, at);
    else if (byte === COMMA || byte === BRACE || byte === BRACKET) values += 1;
    else if (byte === COLON) keys += 1;
    else continue;
    // An empty list or object has a bracket and no value: there may be as many as there are values.
    if (values > 2 * (MAX_VALUES + BESIDES)) throw tooMany(MAX_VALUES, 'values', THE_BODY);
    if (keys > MAX_KEYS + BESIDES) throw tooMany(MAX_KEYS, 'keys', THE_BODY);
  }
}

const THE_BODY = 'The body, `variables` with it,';

const [QUOTE, BACKSLASH, COMMA, COLON, BRACKET, BRACE] = [...Buffer.from('"\\,:[{')];

/** Where the text ends that begins there. */
function endOfText(body: Buffer, begin: number): number {
  for (let end = body.indexOf(QUOTE!, begin + 1); end >= 0; end = body.indexOf(QUOTE!, end + 1)) {
    let escapes = end;
    while (body[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((end - escapes) % 2 === 0) return end;
  }
  return body.length;
}

const tooMany = (max: number, what: string, where = '`variables`') =>
  badInput('variables', `${where} must hold at most ${max.toLocaleString('en-US')} ${what}.`);
