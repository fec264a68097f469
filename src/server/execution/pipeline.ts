import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { createContext } from '../../graphql/context';
import { type AppDependencies } from '../../store/appDependencies';
import type { RuleName } from '../../policy/decision';
import { checkCost, objectsIn } from '../documents/cost';
import { authenticate, type JwtCheck } from '../auth/authenticate';
import type { DocumentLimits } from '../../graphql/requestLimits';
import { formatErrors, isExpected, truncateErrors } from './formatErrors';
import { createExecute, logUnexpected, type ExecutionOutcome } from './execute';
import type { FairQueue } from '../admission/fairQueue';
import type { Metrics } from '../ops/metrics';
import type { TokenBucket } from '../admission/tokenBucket';
import type { GraphQLResponse, GraphQLRequest, CostReport, RequestLogEntry } from '../requestTypes';
import type { CachedDocument, DocumentCache } from '../documents/cache';
import { Deadlines } from './deadline';
import { boundsOf, USUAL_BOUNDS } from '../documents/listBounds';
import { checkSize } from '../documents/variables';

/** Dependencies of the pipeline. */
export interface PipelineDeps {
  schema: GraphQLSchema;
  documents: DocumentCache;
  registry: AppDependencies;
  checkJwt: JwtCheck | null;
  limits: { documents: DocumentLimits; cost: number; executionTimeout: number };
  points: TokenBucket;
  queue: FairQueue;
  metrics: Metrics | null;
  log: FastifyBaseLogger;
}

/**
 * Creates the function that answers every request: it checks the document's size and cost, authenticates, takes points,
 * waits in the queue and executes. The database is not read before the document is checked. The function never throws:
 * errors become responses.
 */
export async function createPipeline(
  deps: PipelineDeps,
): Promise<(request: GraphQLRequest) => Promise<GraphQLResponse>> {
  const { schema, registry, checkJwt, limits, documents, points, queue, metrics, log } = deps;
  const execute = await createExecute(schema, log);
  const deadlines = new Deadlines(limits.executionTimeout);
  const recordDenial = (rule: RuleName) => metrics?.recordDenial(rule);

  const answerOne = async (request: GraphQLRequest): Promise<GraphQLResponse> => {
    const cost: CostReport = {
      requested: 0,
      limit: limits.cost,
      available: null,
      restoreRate: points.limits.perSecond,
    };
    let kind: RequestLogEntry['kind'] = 'none';
    let account: string | null = null;
    const responseOf = ({ data, errors, headers }: ExecutionOutcome, status: number | null): GraphQLResponse => {
      const outcome = outcomeOf(errors);
      const summary = { kind, outcome, cost: cost.requested, account };
      return { text: serializeResponse(data, errors, cost, request.id), status, headers, summary };
    };
    try {
      const resolvedRequest = { ...request, query: documents.textOf(request) };
      checkSize(resolvedRequest.variables);
      const document = documents.get(resolvedRequest.query, resolvedRequest.operationName);
      kind = document.operation?.operation ?? 'none';
      if (kind === 'subscription') throw eventStreamRequired();
      if (resolvedRequest.readOnly && kind !== 'query' && kind !== 'none') throw postRequired(kind);
      cost.requested = document.costOf(resolvedRequest.variables, USUAL_BOUNDS);
      checkCost(cost.requested, limits.cost);

      const caller = await authenticate(resolvedRequest.message, registry, checkJwt);
      account = caller?.viewer.accountId ?? null;
      if (caller !== null) {
        cost.requested = document.costOf(resolvedRequest.variables, boundsOf(caller.viewer));
        checkCost(cost.requested, limits.cost);
      }
      const name = caller?.viewer.rootId ?? `anonymous ${resolvedRequest.address}`;
      try {
        cost.available = points.consume(name, cost.requested);
      } catch (error) {
        cost.available = points.available(name);
        throw error;
      }
      // An unknown document has to be validated, which takes longer than executing most documents.
      if (!document.isValid) points.charge(name, validationPoints(document));
      // Serialise before resolving: a queued request has been promoted to old space and would keep the page's objects.
      return await queue.run(name, async () => {
        const context = createContext(registry, caller, recordDenial);
        const work = execute(resolvedRequest, document, context);
        const executed = await deadlines.limit(work, kind === 'mutation', () =>
          log.error({ reqId: resolvedRequest.id, account, kind }, 'execution timed out'),
        );
        if (context.bounds.exceeded) {
          const more = Math.max(0, objectsIn(executed.data) - cost.requested);
          cost.requested += more;
          points.charge(name, more);
        }
        if (document.isValid) {
          if (document.hasGrown) documents.keep(resolvedRequest.query, resolvedRequest.operationName, document);
          if (resolvedRequest.hash !== null) documents.persist(resolvedRequest.hash, resolvedRequest.query);
        }
        return responseOf(executed, statusOf(executed));
      });
    } catch (error) {
      return responseOf(...errorResponse(error, request.id, log));
    }
  };

  return async (request) => {
    const startedAt = performance.now();
    const response = await answerOne(request);
    metrics?.recordResponse(response.summary, (performance.now() - startedAt) / 1_000);
    return response;
  };
}

/** Serialises a response as JSON, without `data` and `errors` where they are undefined. */
export function serializeResponse(
  data: ExecutionResult['data'],
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
export function outcomeOf(errors: readonly GraphQLFormattedError[] | undefined): string {
  const code = errors?.[0]?.extensions?.['code'];
  return typeof code === 'string' ? code : 'ok';
}

/** Returns the HTTP status: that of an error counts where every field is null; null leaves it to the content type. */
function statusOf({ data, errors, status }: ExecutionOutcome): number | null {
  if (errors === undefined) return 200;
  const hasData = data && Object.values(data).some((value) => value !== null);
  if (hasData) return 200;
  if (status !== undefined && status !== 400) return status;
  return data === undefined ? null : 200;
}

/** Converts a thrown error to an outcome and its HTTP status, and logs an internal error. */
export function errorResponse(
  error: unknown,
  id: string,
  log: FastifyBaseLogger,
): [executed: ExecutionOutcome, status: number | null] {
  const known = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
  logUnexpected(known, id, log);
  const formatted = formatErrors([known]);
  return [{ ...formatted, data: undefined }, formatted.status ?? (isExpected(known) ? null : 500)];
}

/** Returns the points of validating a document. */
export const validationPoints = ({ tokens }: CachedDocument) => Math.max(0, tokens - FREE_TOKENS) * POINTS_PER_TOKEN;

/** Points of each token beyond the free ones: 950 for the largest document, whose validation takes 20 ms. */
const POINTS_PER_TOKEN = 0.5;
/** Tokens that are validated free of charge; most documents have no more. */
const FREE_TOKENS = 100;

const eventStreamRequired = () =>
  new GraphQLError('A subscription needs an event stream: send `Accept: text/event-stream`.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 406, headers: new Map() } },
  });

const postRequired = (kind: string) =>
  new GraphQLError(`A ${kind} needs POST; GET is for queries.`, {
    extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  });
