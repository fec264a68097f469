import { createHash } from 'node:crypto';
import { ApolloServer, type ApolloServerOptions } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { DocumentNode, ExecutionResult, GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
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
  const running = new RunningDocuments();
  const apollo = await startApollo(schema, running, log);
  return async ({ operationName, variables, id }, document, context) => {
    const isKnown = document.isValid;
    const invalid = document.validate();
    if (invalid.length > 0) return executed({ errors: invalid }, id, log);
    if (isKnown && document.operation !== null) {
      const coerced = document.coerce(variables);
      if (coerced.errors !== undefined) return executed({ errors: coerced.errors }, id, log);
      return executed(await document.plan(coerced.values).execute(context, coerced.values), id, log);
    }
    const contextValue: ApolloContext = { ...context, document, variables, thrown: { errors: undefined } };
    const { body } = await running.hold(document.document, (query) =>
      apollo.executeOperation({ query, variables, ...(operationName !== null && { operationName }) }, { contextValue }),
    );
    if (body.kind !== 'single') throw new Error('Apollo answered in parts, which nobody asked for.');
    return executed({ data: body.singleResult.data, errors: contextValue.thrown.errors }, id, log);
  };
}

function executed({ data, errors }: ExecutionResult, id: string, log: FastifyBaseLogger): ExecutionOutcome {
  if (errors === undefined) return { data, errors, status: undefined, headers: [] };
  return { data, ...reportErrors(errors, id, log) };
}

/**
 * Gives Apollo the documents of running operations, so that none is parsed a second time and errors are located by
 * `DocumentSource`. Apollo finds a document by the hash of the request's text, for which a number stands.
 */
class RunningDocuments implements DocumentStore {
  readonly #documents = new Map<string, DocumentNode>();
  #next = 0;

  /** Runs work that finds a document by the text that it receives. */
  async hold<T>(document: DocumentNode, work: (text: string) => Promise<T>): Promise<T> {
    const text = String((this.#next += 1));
    const key = createHash('sha256').update(text).digest('hex');
    this.#documents.set(key, document);
    try {
      return await work(text);
    } finally {
      this.#documents.delete(key);
    }
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.#documents.get(key.slice(-SHA256_LENGTH));
  }

  /** Keeps nothing: `DocumentCache` keeps the documents, and knows the bytes of each. */
  async set(): Promise<void> {
    return undefined;
  }

  async delete(): Promise<boolean> {
    return false;
  }
}

type DocumentStore = NonNullable<ApolloServerOptions<ApolloContext>['documentStore']>;
const SHA256_LENGTH = 64;

async function startApollo(
  schema: GraphQLSchema,
  documentStore: RunningDocuments,
  log: FastifyBaseLogger,
): Promise<ApolloServer<ApolloContext>> {
  const apollo = new ApolloServer<ApolloContext>({
    schema,
    // The schema is public, unlike the data.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    // `CachedDocument` validates, and stops after fewer errors.
    dangerouslyDisableValidation: true,
    documentStore,
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
