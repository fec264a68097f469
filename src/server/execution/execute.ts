import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLError } from 'graphql';
import { type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { Context } from '../../graphql/context';
import type { CachedDocument } from '../documents/cachedDocument';
import { reportErrors } from './formatErrors';
import type { GraphQLRequest } from '../requestTypes';

/** The context of the resolvers, with what Apollo's hooks need of a request. */
interface ApolloContext extends Context {
  document: CachedDocument;
  variables: Readonly<Record<string, unknown>>;
  /** Receives the errors as they were thrown; an object of its own, as Apollo copies the context. */
  thrown: { errors: readonly GraphQLError[] | undefined };
}

/** Outcome of an operation: its data, its formatted errors, and the HTTP status and headers that these require. */
export interface ExecutionOutcome {
  data: ExecutionResult['data'];
  errors: readonly GraphQLFormattedError[] | undefined;
  status: number | undefined;
  headers: Iterable<[string, string]>;
}

/**
 * Creates the function that validates and executes operations. Apollo and graphql-js execute an unknown document; one
 * that has passed validation before is executed by its plan. Both return the same, which `test/fuzz` verifies.
 */
export async function createExecute(
  schema: GraphQLSchema,
  log: FastifyBaseLogger,
): Promise<(request: GraphQLRequest, document: CachedDocument, context: Context) => Promise<ExecutionOutcome>> {
  const apollo = await startApollo(schema, log);
  return async ({ query, operationName, variables, id }, document, context) => {
    const isKnown = document.isValid;
    const invalid = document.validate();
    if (invalid.length > 0) return executed({ errors: invalid }, id, log);
    if (isKnown && document.operation !== null) {
      const coerced = document.coerce(variables);
      if (coerced.errors !== undefined) return executed({ errors: coerced.errors }, id, log);
      return executed(await document.plan(coerced.values).execute(context, coerced.values), id, log);
    }
    const request = { query, variables, ...(operationName !== null && { operationName }) };
    const contextValue: ApolloContext = { ...context, document, variables, thrown: { errors: undefined } };
    const { body } = await apollo.executeOperation(request, { contextValue });
    if (body.kind !== 'single') throw new Error('Apollo answered in parts, which nobody asked for.');
    return executed({ data: body.singleResult.data, errors: contextValue.thrown.errors }, id, log);
  };
}

function executed({ data, errors }: ExecutionResult, id: string, log: FastifyBaseLogger): ExecutionOutcome {
  if (errors === undefined) return { data, errors, status: undefined, headers: [] };
  return { data, ...reportErrors(errors, id, log) };
}

async function startApollo(schema: GraphQLSchema, log: FastifyBaseLogger): Promise<ApolloServer<ApolloContext>> {
  const apollo = new ApolloServer<ApolloContext>({
    schema,
    // The schema is public, unlike the data.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    // `CachedDocument` validates, and stops after fewer errors.
    dangerouslyDisableValidation: true,
    // `DocumentCache` keeps the documents, and knows the bytes of each.
    documentStore: null,
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      {
        async requestDidStart() {
          return {
            // Called before execution.
            async didResolveOperation({ contextValue }) {
              const { errors } = contextValue.document.coerce(contextValue.variables);
              if (errors === undefined) return;
              contextValue.thrown.errors = errors;
              throw errors[0]!;
            },
            async didEncounterErrors({ errors, contextValue }) {
              // Errors of the variables are complete; Apollo knows the first of them.
              contextValue.thrown.errors ??= errors;
            },
          };
        },
      },
    ],
  });
  await apollo.start();
  return apollo;
}
