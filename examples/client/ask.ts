import { Kind, print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { z } from 'zod';

/** A GraphQL client in one file: a document that knows its types goes in, its answer comes out. */

/** Whom to ask, and as whom. */
export interface Endpoint {
  url: string;
  token: string;
  /** How to reach it; the platform's own `fetch` if nothing is said. */
  fetch?: typeof fetch;
}

/** The service answered with `errors`: the call is malformed or unsigned, too much was asked, or the service broke. */
export class ServiceError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly retryAfterSeconds: number | null,
  ) {
    super(message);
  }
}

/** No answer came, or none of the service's. What was asked may have been done all the same. */
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
 * @throws ServiceError where the answer holds errors, NoAnswer where there is none
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
 * Asks a typed document.
 *
 * @returns its data, refusals included: these are data
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
 * The same, asked again where no answer came or the service said to come back: for queries, and for mutations with an
 * idempotency key, which are done once however often they are asked.
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

/** Returns how long to wait before asking again; null where asking again does not help. */
function secondsToWait(error: unknown): number | null {
  if (error instanceof ServiceError) return error.retryAfterSeconds;
  return error instanceof NoAnswer ? 0.1 : null;
}

/** Whether every field that was asked for is there. What is inside them is the service's word, which is its schema. */
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
