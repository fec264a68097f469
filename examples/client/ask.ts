import { Kind, print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { z } from 'zod';

/** A GraphQL client in one file: takes a typed document and returns its typed answer. */

/** The URL of the service, and the token of the caller. */
export interface Endpoint {
  url: string;
  token: string;
  /** Replaces the `fetch` of the platform. */
  fetch?: typeof fetch;
}

/** The service answered with `errors`: a malformed call, a missing credential, a rate limit or an internal error. */
export class ServiceError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly retryAfterSeconds: number | null,
  ) {
    super(message);
  }
}

/** No answer arrived, or one of another service. The call may have been executed nevertheless. */
export class NoAnswer extends Error {}

const Body = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string(), retryAfterSeconds: z.number().optional() }),
      }),
    )
    .optional(),
});

/**
 * Posts a document.
 *
 * @returns its data
 * @throws ServiceError where the answer has errors, NoAnswer where there is no answer
 */
export async function post(
  { url, token, fetch: reach = fetch }: Endpoint,
  query: string,
  variables: unknown,
): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ query, variables });
  const json: unknown = await reach(url, { method: 'POST', headers, body })
    .then((response): Promise<unknown> => response.json())
    .catch((error: unknown) => {
      throw new NoAnswer(`${url} does not answer, or not in JSON`, { cause: error });
    });
  const answer = Body.safeParse(json);
  if (!answer.success) throw new NoAnswer(`What ${url} answers is not of this service`, { cause: answer.error });
  const { data, errors } = answer.data;
  const error = errors?.[0];
  if (error !== undefined) {
    throw new ServiceError(error.message, error.extensions.code, error.extensions.retryAfterSeconds ?? null);
  }
  if (data == null) throw new NoAnswer(`${url} answers neither data nor errors`);
  return data;
}

/**
 * Sends a typed document.
 *
 * @returns its data, denials included, which are data
 * @throws ServiceError, NoAnswer
 */
export async function ask<TData, TVariables>(
  endpoint: Endpoint,
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
): Promise<TData> {
  const data = await post(endpoint, print(document), variables);
  if (!answers(document, data)) throw new NoAnswer(`${endpoint.url} answers something else than was asked`);
  return data;
}

/**
 * Sends a typed document, and again where no answer arrived or the service asked to retry: for queries, and for
 * mutations with an idempotency key, which are executed once however often they are sent.
 */
export async function askAgain<TData, TVariables>(
  endpoint: Endpoint,
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
  tries = 3,
): Promise<TData> {
  try {
    return await ask(endpoint, document, variables);
  } catch (error) {
    const wait = secondsToWait(error);
    if (wait === null || tries <= 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    return askAgain(endpoint, document, variables, tries - 1);
  }
}

/** Returns the seconds to wait before a retry; null where a retry does not help. */
function secondsToWait(error: unknown): number | null {
  if (error instanceof ServiceError) return error.retryAfterSeconds;
  return error instanceof NoAnswer ? 0.1 : null;
}

/** Returns whether every selected root field is present. Their contents are trusted to match the schema. */
function answers<TData>(
  document: TypedDocumentNode<TData, never>,
  data: Record<string, unknown>,
): data is TData & Record<string, unknown> {
  return document.definitions.every(
    (definition) =>
      definition.kind !== Kind.OPERATION_DEFINITION ||
      definition.selectionSet.selections.every(
        (field) => field.kind !== Kind.FIELD || (field.alias ?? field.name).value in data,
      ),
  );
}
