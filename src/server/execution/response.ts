import type { GraphQLFormattedError } from 'graphql';
import type { CostReport, GraphQLResponse, RequestLogEntry } from '../requestTypes';
import type { ExecutionOutcome } from './execute';
import { isExpected, truncateErrors } from './formatErrors';

/** Progress of a request, which its response and its log entry state also where it ends early. */
export interface RequestProgress {
  id: string;
  kind: RequestLogEntry['kind'];
  account: string | null;
  cost: CostReport;
}

/**
 * Makes the response to a request.
 *
 * @param status its HTTP status; null where the content type decides it
 */
export function responseOf(
  { id, kind, account, cost }: RequestProgress,
  { data, errors, headers }: Omit<ExecutionOutcome, 'status'>,
  status: number | null,
): GraphQLResponse {
  const summary = { kind, outcome: outcomeOf(errors), cost: cost.requested, account };
  return { text: serializeResponse(data, errors, cost, id), status, headers, summary };
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
