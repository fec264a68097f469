import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { CostReport, GraphQLResponse, RequestLogEntry } from '../requestTypes';
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
}

/**
 * Makes the response to a request.
 *
 * @param status its HTTP status; null where the content type decides it
 * @throws as `checkResponseLength` does
 */
export function responseOf(
  { id, kind, account, callerKey, cost }: RequestProgress,
  { data, errors, headers }: Omit<ExecutionOutcome, 'status'>,
  status: number | null,
): GraphQLResponse {
  checkResponseLength(data, errors, cost, kind);
  const summary = { kind, outcome: outcomeOf(errors), cost: cost.requested, account };
  return { text: serializeResponse(data, errors, cost, id), status, headers, summary, callerKey };
}

/** Characters of the data and the errors in a response: an object costs one point, with 30 long texts under aliases too. */
const MAX_LENGTH = 8_000_000;
/** Points and errors below which a response is not measured: 1,000 objects with 30 texts of 256 characters are short. */
const UNMEASURED_COST = 1_000;

/**
 * Rejects a response that is too long, before it is serialised: one of 140 MB takes twice that and blocks other callers
 * for seconds.
 *
 * @throws GRAPHQL_VALIDATION_FAILED naming the limit, and that a mutation was carried out
 */
export function checkResponseLength(
  data: ExecutionOutcome['data'],
  errors: ExecutionOutcome['errors'],
  { requested }: CostReport,
  kind: RequestLogEntry['kind'],
): void {
  const isShort = requested < UNMEASURED_COST && (errors?.length ?? 0) < UNMEASURED_COST;
  if (isShort || lengthWithin([data, errors], MAX_LENGTH)) return;
  const done = kind === 'mutation' ? ' The mutations of this document were carried out.' : '';
  const message = `This response has more than ${MAX_LENGTH} characters, which is the limit. Request shorter pages or fewer fields.${done}`;
  throw new GraphQLError(message, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name: 'response', limit: MAX_LENGTH } },
  });
}

/** Characters that JSON writes as up to six. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Returns whether the texts, as JSON, and the names in a response have at most `max` characters. */
function lengthWithin(data: unknown, max: number): boolean {
  let length = 0;
  const stack = [data];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next === 'string') length += ESCAPED.test(next) ? JSON.stringify(next).length : next.length;
    else if (Array.isArray(next)) for (const item of next) stack.push(item);
    else if (typeof next === 'object' && next !== null) {
      for (const [name, value] of Object.entries(next)) {
        length += name.length;
        stack.push(value);
      }
    }
    if (length > max) return false;
  }
  return true;
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
