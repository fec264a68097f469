import { getMetadataStorage, validate, ValidateBy, type ValidationError } from 'class-validator';
import { getNamedType } from 'graphql';
import type { ResolverData } from 'type-graphql';
import { badInput } from '../../errors';
import { IDEMPOTENCY_KEY_LENGTH, IDS_PER_LIST, URL_LENGTH } from '../../policy/limits';
import { hasHiddenCharacter, INVISIBLE } from '../../database/search';

/**
 * The shape of input: what is well-formed, before any rule is asked. The decorators stand on the fields of input types;
 * each says its limit in the message.
 */

const number = (n: number) => n.toLocaleString('en-US');

interface TextShape {
  max: number;
  /** Whether nothing at all is fine. */
  optional?: boolean;
  /** Whether it may have several lines. */
  lines?: boolean;
}

const texts = new Map<object, Map<string, TextShape>>();

/** Trimmed and in one of Unicode's forms, so that what looks alike is alike; line ends are `\n`. */
export function normalised(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim().normalize('NFC');
}

/** What is wrong with a normalised text, or null. Lengths are in code points. */
export function textFault(text: string, { max, optional = false, lines = false }: TextShape): string | null {
  const length = codePointsIn(text);
  if (length === 0 && !optional) return `takes 1 to ${max} characters, and this is empty.`;
  if (length > max) return `takes at most ${number(max)} characters, and this has ${number(length)}.`;
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

/** A text a person wrote: normalised before it is judged, and kept so. */
export function Text(shape: TextShape): PropertyDecorator {
  return (target, property) => {
    const fields = texts.get(target) ?? new Map<string, TextShape>();
    texts.set(target, fields.set(String(property), shape));
    check('text', (value) => (typeof value === 'string' ? textFault(value, shape) : null))(target, property);
  };
}

/** A list of ids: 1 to 1,000 entries; the same one twice counts once. */
export const Ids = (): PropertyDecorator =>
  check('ids', (value) => (Array.isArray(value) ? listFault(value.length) : null));

/** A list of enum values: at least one. */
export const NonEmpty = (): PropertyDecorator =>
  check('someOf', (value) => (Array.isArray(value) && value.length === 0 ? 'takes at least one entry.' : null));

/** A whole number within bounds, both included. */
export const InRange = (min: number, max: number): PropertyDecorator =>
  check('within', (value) =>
    typeof value === 'number' && (value < min || value > max)
      ? `is from ${number(min)} to ${number(max)}, not ${number(value)}.`
      : null,
  );

/** Where an import comes from: https, no credentials in it. */
export const HttpsUrl = (): PropertyDecorator => check('httpsUrl', (value) => urlFault(String(value)));

/** A key that makes a repeat harmless: 1 to 64 printable ASCII characters. */
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
  // The parser drops tabs and line breaks, and so would let in what is not what it seems.
  if (!URL.canParse(text) || INVISIBLE.test(text) || /\s/.test(text)) return 'is not a URL.';
  const url = new URL(text);
  if (url.protocol !== 'https:') return `is an https URL, not ${url.protocol.slice(0, -1)}.`;
  return url.username !== '' || url.password !== '' ? 'carries no user name or password.' : null;
}

/** A class-validator rule out of a function that says what is wrong; null and absent values are nothing to judge. */
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
 * Judges the shape of an argument, after null was taken for "left out" and texts were normalised; type-graphql calls it
 * for every argument.
 *
 * @throws BAD_USER_INPUT naming the first field that is wrong, and its limit
 */
export async function validateInput(value: unknown, type: unknown, { info }: ResolverData): Promise<void> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  nullToDefault(value as Record<string, unknown>, type as new () => object);
  normaliseTexts(value as Record<string, unknown>);
  const ruled = ruledFields(type as new () => object);
  // Most calls give nothing that there is a rule for, and what is null or left out is nothing to judge.
  if (!Object.entries(value).some(([field, given]) => given != null && ruled.has(field))) return;
  const [first] = await validate(value, { forbidUnknownValues: false });
  if (first === undefined) return;
  const argument = info.parentType
    .getFields()
    [info.fieldName]?.args.find((arg) => getNamedType(arg.type).name === (type as { name: string }).name);
  const { path, message } = innermost(first);
  throw badInput([argument?.name, ...path].join('.'), `\`${path.join('.')}\` ${message}`);
}

/** The fields of an input type that a rule of shape stands on. */
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

/** The same for an argument that is a list of ids by itself. */
export function checkIds(field: string, ids: readonly string[] | null | undefined): void {
  const fault = ids == null ? null : listFault(ids.length);
  if (fault !== null) throw badInput(field, `\`${field}\` ${fault}`);
}

/** Generated clients send null for what was not set; it means the default, or nothing. */
function nullToDefault(value: Record<string, unknown>, type: new () => object): void {
  const defaults = new type() as Record<string, unknown>;
  for (const [field, given] of Object.entries(value)) if (given === null) value[field] = defaults[field];
}

/** Characters of a text that is normalised; no field takes as many. */
const MAX_NORMALISED_LENGTH = 10_000;

const prototypeOf = (value: object) => Object.getPrototypeOf(value) as object | null;

function normaliseTexts(value: Record<string, unknown>): void {
  for (let level = prototypeOf(value); level !== null; level = prototypeOf(level)) {
    for (const field of texts.get(level)?.keys() ?? []) {
      const text = value[field];
      // One that is far too long is refused as it is.
      if (typeof text === 'string' && text.length <= MAX_NORMALISED_LENGTH) value[field] = normalised(text);
    }
  }
}

function innermost(error: ValidationError): { path: string[]; message: string } {
  const [child] = error.children ?? [];
  if (child === undefined) return { path: [error.property], message: Object.values(error.constraints ?? {})[0] ?? '' };
  const inner = innermost(child);
  return { path: [error.property, ...inner.path], message: inner.message };
}
