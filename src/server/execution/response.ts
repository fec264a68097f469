import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { CostReport, GraphQLResponse, RequestLogEntry } from '../requestTypes';
import type { CachedDocument } from '../documents/cachedDocument';
import type { ExecutionOutcome } from './execute';
import { isExpected, truncateErrors } from './formatErrors';

/** Progress of a request, which its response and its log entry state also where it ends early. */
export interface RequestProgress {
  id: string;
  kind: RequestLogEntry['kind'];
  account: string | null;
  /** Account, or address of an anonymous caller, by which points, turns, streams and bytes are counted. */
  callerKey: string;
  cost: CostReport;
  /** The document, once it has been read. */
  document: CachedDocument | null;
}

/**
 * Makes the response to a request.
 *
 * @param status its HTTP status; null where the content type decides it
 * @throws as `checkResponseLength` does
 */
export function responseOf(
  progress: RequestProgress,
  { data, errors, headers }: Omit<ExecutionOutcome, 'status'>,
  status: number | null,
): GraphQLResponse {
  const { id, kind, account, callerKey, cost } = progress;
  checkResponseLength(data, errors, progress);
  const summary = { kind, outcome: outcomeOf(errors), cost: cost.requested, account };
  return { text: serializeResponse(data, errors, cost, id), status, headers, summary, callerKey };
}

/** Characters of the data and the errors in a response: an object costs one point, with 30 long texts under aliases too. */
const MAX_LENGTH = 8_000_000;
/** Errors below which a response is not measured, as each has a thousand characters at most. */
const UNMEASURED_ERRORS = 1_000;

/**
 * Rejects a response that is too long, before it is serialised: one of 140 MB takes twice that and blocks other callers
 * for seconds.
 *
 * @throws GRAPHQL_VALIDATION_FAILED naming the limit, and that a mutation was carried out
 */
export function checkResponseLength(
  data: ExecutionOutcome['data'],
  errors: ExecutionOutcome['errors'],
  { kind, cost, document }: Pick<RequestProgress, 'kind' | 'cost' | 'document'>,
): void {
  const fewErrors = (errors?.length ?? 0) < UNMEASURED_ERRORS;
  const isShort = fewErrors && cost.requested * (document?.objectLength ?? 0) <= MAX_LENGTH;
  if (isShort || lengthWithin([data, errors], MAX_LENGTH)) return;
  const done = kind === 'mutation' ? ' The mutations of this document were carried out.' : '';
  const message = `This response has more than ${MAX_LENGTH} characters, which is the limit. Request shorter pages or fewer fields.${done}`;
  throw new GraphQLError(message, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name: 'response', limit: MAX_LENGTH } },
  });
}

/** Characters that JSON writes as up to six. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;
const ESCAPED_LENGTH = 6;

/** Returns whether the texts, as JSON, and the names in data have at most `max` characters. */
function lengthWithin(data: unknown, max: number): boolean {
  // Few responses have so many characters that their escapes matter.
  return lengthOf(data, (text) => text.length) * ESCAPED_LENGTH <= max || lengthOf(data, lengthAsJson) <= max;
}

const lengthAsJson = (text: string) => (ESCAPED.test(text) ? JSON.stringify(text).length : text.length);

/** Adds up the lengths of all names and texts in a value. Data has no more levels than a document may have. */
function lengthOf(value: unknown, lengthOfText: (text: string) => number): number {
  if (typeof value === 'string') return lengthOfText(value);
  if (typeof value !== 'object' || value === null) return 0;
  let length = 0;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) length += lengthOf(value[at], lengthOfText);
    return length;
  }
  for (const name in value) length += name.length + lengthOf((value as Record<string, unknown>)[name], lengthOfText);
  return length;
}

/** Serialises a response as JSON, without `data` and `errors` where they are undefined. */
export function serializeResponse(
  data: ExecutionOutcome['data'],
  formatted: readonly GraphQLFormattedError[] | undefined,
  cost: CostReport,
  requestId: string,
): string {
  // The request id of an internal error identifies its log entry.
  const named = formatted?.map((error) =>
    isExpected(error) ? error : { ...error, extensions: { ...error.extensions, requestId } },
  );
  const errors = named && truncateErrors(named, Boolean(data));
  return JSON.stringify({ data, errors, extensions: { cost } });
}

/** Returns the code of the first error, `ok` without one. */
function outcomeOf(errors: readonly GraphQLFormattedError[] | undefined): string {
  const code = errors?.[0]?.extensions?.['code'];
  return typeof code === 'string' ? code : 'ok';
}

/** Returns the HTTP status: that of an error counts where every field is null; null leaves it to the content type. */
export function statusOf({ data, errors, status }: ExecutionOutcome): number | null {
  if (errors === undefined) return 200;
  const hasData = data && Object.values(data).some((value) => value !== null);
  if (hasData) return 200;
  // Apollo gives a document without the named operation 400 for either content type.
  if (status !== undefined && status !== 400) return status;
  return data === undefined ? null : 200;
}
