import { createContext } from '../../graphql/context';
import type { GraphQLRequest, GraphQLResponse, StreamResponse } from '../requestTypes';
import { admit, chargeExcess, chargeErrors, keepDocument, type AdmittedOperation, type PipelineDeps } from './admit';
import { Deadlines } from './deadline';
import { createExecute } from './execute';
import { isExpected, reportErrors } from './formatErrors';
import { responseOf, statusOf, type RequestProgress } from './response';
import { createSubscribe } from './subscribe';

/**
 * Creates the function that answers every request, of the three kinds of operation alike: it checks the document's size
 * and cost, authenticates, takes points, waits in the queue, and executes or opens a stream. The database is not read
 * before the document is checked, unless the address has spent its points. The function never throws: errors become
 * responses.
 *
 * @returns a function of the request, and of whether its client accepts a stream of events
 */
export async function createPipeline(
  deps: PipelineDeps,
): Promise<(request: GraphQLRequest, acceptsEvents: boolean) => Promise<StreamResponse>> {
  const { schema, dependencies, limits, points, queue, metrics, log } = deps;
  const execute = await createExecute(schema, log);
  const deadlines = new Deadlines(limits.executionTimeout);
  const subscribe = createSubscribe(deps, deadlines);
  const { perSecond: restoreRate } = points.limits;

  /** Executes a query or a mutation in its turn. */
  const run = (operation: AdmittedOperation): Promise<GraphQLResponse> => {
    const { request, document, caller, callerKey, progress } = operation;
    const { id, kind, account } = progress;
    // Serialise before resolving: a queued request has been promoted to old space and would keep the page's objects.
    return queue.run(callerKey, async () => {
      const context = createContext(dependencies, caller, (rule) => metrics?.recordDenial(rule));
      const executed = await deadlines.limit(execute(request, document, context), kind === 'mutation', () =>
        log.error({ reqId: id, account, kind }, 'execution timed out'),
      );
      chargeExcess(points, operation, context, executed.data);
      chargeErrors(points, operation, executed.errors?.length ?? 0);
      keepDocument(deps.documents, request, document);
      return responseOf(progress, executed, statusOf(executed));
    });
  };

  return async (request, acceptsEvents) => {
    const startedAt = performance.now();
    const cost = { requested: 0, limit: limits.cost, available: null, restoreRate };
    const progress: RequestProgress = { id: request.id, kind: 'none', account: null, cost };
    let response: StreamResponse;
    try {
      const operation = await admit(deps, request, acceptsEvents, progress);
      response = await (progress.kind === 'subscription' ? subscribe(operation) : run(operation));
    } catch (error) {
      const { errors, status, headers } = reportErrors([error], request.id, log);
      const isInternal = !isExpected(errors[0]!);
      response = responseOf(progress, { data: undefined, errors, headers }, status ?? (isInternal ? 500 : null));
    }
    metrics?.recordResponse(response.summary, (performance.now() - startedAt) / 1_000);
    return response;
  };
}
