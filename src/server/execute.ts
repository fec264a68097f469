import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { Context } from '../context';
import type { Asked } from './answer';
import { answerErrors, formatError, isMeant } from './errors';
import type { Prepared } from './prepared';

/** What resolvers work with, and the request's name, under which a fault of ours is logged. */
type Served = Context & { requestId: string };

/** What became of an operation: its data, its errors as callers get them, and the HTTP status these ask for. */
export interface Executed {
  data: ExecutionResult['data'];
  errors: readonly GraphQLFormattedError[] | undefined;
  status: number | undefined;
  headers: Iterable<[string, string]>;
}

/**
 * Validates and executes operations. A document that is not known goes through Apollo, which parses and validates it;
 * one that passed, and was seen often enough, is a function and runs at once.
 */
export async function createExecute(
  schema: GraphQLSchema,
  log: FastifyBaseLogger,
): Promise<(asked: Asked, prepared: Prepared, context: Context) => Promise<Executed>> {
  const apollo = await startApollo(schema, log);
  return async ({ query, operationName, variables, id }, prepared, context) => {
    const compiled = prepared.compiled();
    // Variables that do not fit go the other way too: their errors are worded in one place.
    if (compiled !== null && prepared.fits(variables)) {
      return executed(await compiled.query(undefined, context, variables), id, log);
    }
    const request = { query, variables, ...(operationName !== null && { operationName }) };
    const { body, http } = await apollo.executeOperation(request, { contextValue: { ...context, requestId: id } });
    if (body.kind !== 'single') throw new Error('Apollo answered in parts, which nobody asked for.');
    const { data, errors } = body.singleResult;
    if (data !== undefined) prepared.passed();
    return { data, errors, status: http.status, headers: http.headers };
  };
}

function executed({ data, errors }: ExecutionResult, id: string, log: FastifyBaseLogger): Executed {
  if (errors === undefined) return { data, errors, status: undefined, headers: [] };
  for (const error of errors) noteFault(error, id, log);
  return { data, ...answerErrors(errors) };
}

async function startApollo(schema: GraphQLSchema, log: FastifyBaseLogger): Promise<ApolloServer<Served>> {
  const apollo = new ApolloServer<Served>({
    schema,
    // The schema is public; what it answers is not.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    formatError,
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      {
        async requestDidStart() {
          return {
            async didEncounterErrors({ errors, contextValue }) {
              for (const error of errors) noteFault(error, contextValue.requestId, log);
            },
          };
        },
      },
    ],
  });
  await apollo.start();
  return apollo;
}

/** Notes in the log what is a fault of ours, and what stands behind an outage; what the caller did is its own. */
export function noteFault(error: GraphQLError, reqId: string, log: FastifyBaseLogger): void {
  const err = causeOf(error);
  if (!isMeant(error)) log.error({ reqId, err }, 'a fault of our own');
  else if (error.extensions['code'] === 'UNAVAILABLE' && !(err instanceof GraphQLError))
    log.warn({ reqId, err }, 'unavailable');
}

const causeOf = (error: GraphQLError): Error => {
  const { originalError } = error;
  return originalError instanceof GraphQLError ? causeOf(originalError) : (originalError ?? error);
};
