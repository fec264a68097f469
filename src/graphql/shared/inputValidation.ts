import { getMetadataStorage, validate, ValidateBy, type ValidationError } from 'class-validator';
import { getNamedType } from 'graphql';
import type { ResolverData } from 'type-graphql';
import { badInput } from '../errors';
import { IDEMPOTENCY_KEY_LENGTH, IDS_PER_LIST, URL_LENGTH } from '../../policy/limits';
import { hasHiddenCharacter, INVISIBLE } from '../../database/search';

/**
 * Validates the shape of input, before any rule is evaluated. Decorators on the fields of input types declare the
 * constraints; each message names the limit.
 */

const number = (n: number) => n.toLocaleString('en-US');

interface TextShape {
  max: number;
  /** Whether the text may be empty. */
  optional?: boolean;
  /** Whether the text may have several lines. */
  lines?: boolean;
}

const texts = new Map<object, Map<string, TextShape>>();

/** Returns the text trimmed, with line ends `\n`, in Unicode's NFC, so that texts that look the same compare equal. */
export function normalised(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim().normalize('NFC');
}

/** Combining marks in a row, the number of Unicode's stream-safe format: sorting them takes quadratic time. */
const MAX_MARKS = 30;
const TOO_MANY_MARKS = new RegExp(`\\p{M}{${MAX_MARKS + 1}}`, 'u');
/** UTF-16 code units that NFC turns into one character at most. */
const UNITS_PER_CHARACTER = 4;

/** Returns the fault of a normalised text; null if it has none. Lengths are in code points. */
export function textFault(text: string, { max, optional = false, lines = false }: TextShape): string | null {
  const length = codePointsIn(text);
  if (length === 0 && !optional) return `takes 1 to ${max} characters, and this is empty.`;
  if (length > max) return `takes at most ${number(max)} characters, and this has ${number(length)}.`;
  if (TOO_MANY_MARKS.test(text)) return `takes at most ${MAX_MARKS} combining marks in a row.`;
  if (hasHiddenCharacter(lines ? text.replaceAll('\n', ' ') : text)) {
    return `holds no control, bidirectional or invisible characters${lines ? ' but line breaks' : ''}.`;
  }
  return null;
}

function codePointsIn(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** Declares a text written by people: it is normalised before validation and stored in that form. */
export function Text(shape: TextShape): PropertyDecorator {
  return (target, property) => {
    const fields = texts.get(target) ?? new Map<string, TextShape>();
    texts.set(target, fields.set(String(property), shape));
    check('text', (value) => (typeof value === 'string' ? textFault(value, shape) : null))(target, property);
  };
}

/** Declares a list of ids: 1 to 1,000 entries, duplicates included; operations count an id once. */
export const Ids = (): PropertyDecorator =>
  check('ids', (value) => (Array.isArray(value) ? listFault(value.length) : null));

/** Declares a list of enum values with at least one entry. */
export const NonEmpty = (): PropertyDecorator =>
  check('someOf', (value) => (Array.isArray(value) && value.length === 0 ? 'takes at least one entry.' : null));

/** Declares a whole number between two bounds, both included. */
export const InRange = (min: number, max: number): PropertyDecorator =>
  check('within', (value) =>
    typeof value === 'number' && (value < min || value > max)
      ? `is from ${number(min)} to ${number(max)}, not ${number(value)}.`
      : null,
  );

/** Declares the URL of an import: https, without credentials. */
export const HttpsUrl = (): PropertyDecorator => check('httpsUrl', (value) => urlFault(String(value)));

/** Declares an idempotency key: 1 to 64 printable ASCII characters. */
export const IdempotencyKey = (): PropertyDecorator =>
  check('idempotencyKey', (value) =>
    typeof value === 'string' && !new RegExp(`^[ -~]{1,${IDEMPOTENCY_KEY_LENGTH}}$`).test(value)
      ? `takes 1 to ${IDEMPOTENCY_KEY_LENGTH} printable ASCII characters.`
      : null,
  );

function listFault(length: number): string | null {
  if (length === 0) return 'takes at least one id, and this list is empty.';
  return length > IDS_PER_LIST ? `takes at most ${number(IDS_PER_LIST)} ids, not ${number(length)}.` : null;
}

function urlFault(text: string): string | null {
  if (text.length > URL_LENGTH)
    return `takes at most ${number(URL_LENGTH)} characters, and this has ${number(text.length)}.`;
  // The parser drops tabs and line breaks, so it would accept a URL other than the one shown.
  if (!URL.canParse(text) || INVISIBLE.test(text) || /\s/.test(text)) return 'is not a URL.';
  const url = new URL(text);
  if (url.protocol !== 'https:') return `is an https URL, not ${url.protocol.slice(0, -1)}.`;
  return url.username !== '' || url.password !== '' ? 'carries no user name or password.' : null;
}

/** Makes a class-validator rule of a function that returns the fault of a value; null and absent values are valid. */
function check(name: string, fault: (value: unknown) => string | null): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value) => value == null || fault(value) === null,
      defaultMessage: (args) => fault(args?.value) ?? '',
    },
  });
}

/**
 * Validates an argument, after replacing null by the default and normalising texts. Type-graphql calls it for every
 * argument.
 *
 * @throws BAD_USER_INPUT naming the first invalid field and its limit
 */
export async function validateInput(value: unknown, type: unknown, { info }: ResolverData): Promise<void> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  nullToDefault(value as Record<string, unknown>, type as new () => object);
  normaliseTexts(value as Record<string, unknown>);
  const ruled = ruledFields(type as new () => object);
  // Most calls set no field that has a rule, and null or absent values need no validation.
  if (!Object.entries(value).some(([field, given]) => given != null && ruled.has(field))) return;
  const [first] = await validate(value, { forbidUnknownValues: false });
  if (first === undefined) return;
  const argument = info.parentType
    .getFields()
    [info.fieldName]?.args.find((arg) => getNamedType(arg.type).name === (type as { name: string }).name);
  const { path, message } = innermost(first);
  throw badInput([argument?.name, ...path].join('.'), `\`${path.join('.')}\` ${message}`);
}

/** Returns the fields of an input type that have a validation rule. */
function ruledFields(type: new () => object): ReadonlySet<string> {
  let fields = ruled.get(type);
  if (fields === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
    fields = new Set(rules.map(({ propertyName }) => propertyName));
    ruled.set(type, fields);
  }
  return fields;
}
const ruled = new WeakMap<object, ReadonlySet<string>>();

/**
 * Validates an argument that is itself a list of ids.
 *
 * @throws BAD_USER_INPUT naming the argument and its limit
 */
export function checkIds(field: string, ids: readonly string[] | null | undefined): void {
  const fault = ids == null ? null : listFault(ids.length);
  if (fault !== null) throw badInput(field, `\`${field}\` ${fault}`);
}

/** Replaces null by the default, or by undefined: generated clients send null for fields that were not set. */
function nullToDefault(value: Record<string, unknown>, type: new () => object): void {
  const defaults = new type() as Record<string, unknown>;
  for (const [field, given] of Object.entries(value)) if (given === null) value[field] = defaults[field];
}

const prototypeOf = (value: object) => Object.getPrototypeOf(value) as object | null;

function normaliseTexts(value: Record<string, unknown>): void {
  for (let level = prototypeOf(value); level !== null; level = prototypeOf(level)) {
    for (const [field, { max }] of texts.get(level) ?? []) {
      const text = value[field];
      if (typeof text !== 'string') continue;
      const trimmed = text.trim();
      // A text that would be too long in any form, or takes long to normalise, is rejected as it is.
      const isNormalised = trimmed.length <= max * UNITS_PER_CHARACTER && !TOO_MANY_MARKS.test(trimmed);
      value[field] = isNormalised ? normalised(trimmed) : trimmed;
    }
  }
}

function innermost(error: ValidationError): { path: string[]; message: string } {
  const [child] = error.children ?? [];
  if (child === undefined) return { path: [error.property], message: Object.values(error.constraints ?? {})[0] ?? '' };
  const inner = innermost(child);
  return { path: [error.property, ...inner.path], message: inner.message };
}
