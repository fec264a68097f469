import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

/**
 * Makes the error for a value that a scalar rejects; the argument is found later, by the node in the document.
 *
 * @param node the literal; undefined for the value of a variable
 */
const invalid = (message: string, node?: ValueNode) =>
  new GraphQLError(message, { ...(node && { nodes: [node] }), extensions: { code: 'BAD_USER_INPUT' } });

/** Characters of an input of type ID; actual ids are shorter. */
const MAX_ID_LENGTH = 10_000;
const tooLong = ({ length }: string) =>
  `An id must have at most ${MAX_ID_LENGTH.toLocaleString('en-US')} characters; this has ${length.toLocaleString('en-US')}.`;

/**
 * Accepts text alone, unlike GraphQL's own ID: the stock scalar takes a number for an id, and a client that mixed up
 * two values would get "not found" instead of the location of its mistake.
 */
export const ID = new GraphQLScalarType<string, unknown>({
  name: 'ID',
  description:
    'Identifier. Its prefix is that of its type: `img-…`, `ins-…`, `acc-…`; regions and instance types keep their established ids.',
  serialize: (value) => String(value),
  parseValue(value) {
    if (typeof value !== 'string') throw invalid('An id is text.');
    if (value.length > MAX_ID_LENGTH) throw invalid(tooLong(value));
    return value;
  },
  parseLiteral(node) {
    if (node.kind !== Kind.STRING) throw invalid('An id is text in double quotes.', node);
    if (node.value.length > MAX_ID_LENGTH) throw invalid(tooLong(node.value), node);
    return node.value;
  },
});

const dateTime = GraphQLDateTime.toConfig();

const DAY_MS = 86_400_000;
const digits = (length: number) => Array.from({ length: 10 ** length }, (_, n) => String(n).padStart(length, '0'));
const [TWO, THREE] = [digits(2), digits(3)];
/** Days cached as texts, ten years of them. */
const MAX_DAYS = 3_653;
const days = new Map<number, string>();

/** Returns the text of `Date.toISOString`. Many times fall on few days, so the text of a day is cached. */
export function isoOf(at: number): string {
  const day = Math.floor(at / DAY_MS);
  const ms = at - day * DAY_MS;
  const [h, min, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1_000) % 60];
  return `${days.get(day) ?? textOf(day)}${TWO[h]}:${TWO[min]}:${TWO[s]}.${THREE[ms % 1_000]}Z`;
}

function textOf(day: number): string {
  if (days.size >= MAX_DAYS) days.clear();
  const text = new Date(day * DAY_MS).toISOString().slice(0, -'00:00:00.000Z'.length);
  days.set(day, text);
  return text;
}

/** First and last time whose UTC year has four digits and is not 0000, in milliseconds. */
const [FIRST_MOMENT, LAST_MOMENT] = [Date.parse('0001-01-01T00:00:00.000Z'), Date.parse('9999-12-31T23:59:59.999Z')];

/**
 * Returns the milliseconds of a parsed time.
 *
 * @throws BAD_USER_INPUT where the offset moves it out of the years of RFC 3339: the service could not return it in
 *   a form that it accepts
 */
function momentOf(date: Date, node?: ValueNode): number {
  const at = date.getTime();
  if (at >= FIRST_MOMENT && at <= LAST_MOMENT) return at;
  throw invalid(
    `A DateTime must be from ${isoOf(FIRST_MOMENT)} to ${isoOf(LAST_MOMENT)}; got ${date.toISOString()} in UTC.`,
    node,
  );
}

/** Point in time: milliseconds since 1970 inside, RFC 3339 in UTC with milliseconds outside. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description:
    'Time in RFC 3339, returned in UTC with milliseconds: `2026-11-20T16:00:00.000Z`. Its year in UTC is 0001 to 9999.',
  // RFC 3339 itself instead of the stricter DateTime of scalars.graphql.org: input may omit the milliseconds.
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => isoOf(value as number),
  parseValue: (value) => momentOf(dateTime.parseValue(value)),
  parseLiteral: (node, variables) => momentOf(dateTime.parseLiteral(node, variables), node),
});

const DECIMALS = 6;
const UNIT = 10 ** DECIMALS;
const LARGEST = 1_000_000;

/** Digits of a rejected amount that an error repeats. */
const REPEATED_DIGITS = 30;
const shortened = (text: string) => (text.length > REPEATED_DIGITS ? `${text.slice(0, REPEATED_DIGITS)}…` : text);

/**
 * Parses `"0.12"` as 120,000 millionths.
 *
 * @throws BAD_USER_INPUT for any other form or an amount above 1,000,000
 */
function millionths(text: unknown, node?: ValueNode): number {
  const parts = typeof text === 'string' ? /^(\d+)(?:\.(\d{1,6}))?$/.exec(text) : null;
  if (parts === null) {
    throw invalid('A decimal is text such as "0.12": digits, at most six after the point, no sign.', node);
  }
  const value = Number(parts[1]) * UNIT + Number((parts[2] ?? '').padEnd(DECIMALS, '0'));
  if (value > LARGEST * UNIT) {
    throw invalid(`A decimal must be at most 1,000,000; got ${shortened(text as string)}.`, node);
  }
  return value;
}

/** Non-negative amount: whole millionths inside, a decimal number as text outside; never a float. */
export const Decimal = new GraphQLScalarType<number, string>({
  name: 'Decimal',
  description:
    'Decimal number as text, never a float: `"0.12"`. At most six digits after the point; in input at most 1,000,000.',
  // Output is the canonical form of XML Schema's decimal; input is its lexical form without a sign.
  specifiedByURL: 'https://www.w3.org/TR/xmlschema11-2/#decimal',
  serialize(value) {
    const [whole, rest] = [Math.floor((value as number) / UNIT), (value as number) % UNIT];
    const digits = String(rest).padStart(DECIMALS, '0').replace(/0+$/, '');
    return digits === '' ? String(whole) : `${whole}.${digits}`;
  },
  parseValue: (value) => millionths(value),
  parseLiteral(node) {
    if (node.kind !== Kind.STRING) throw invalid('A decimal is text in double quotes, such as "0.12".', node);
    return millionths(node.value, node);
  },
});
