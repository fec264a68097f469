import { createContext } from '../../graphql/context';
import type { GraphQLResponse, Pipeline, StreamResponse } from '../requestTypes';
import {
  admit,
  callerKeyOf,
  chargeExcess,
  chargeErrors,
  checkBeforeBody,
  keepDocument,
  type AdmittedOperation,
  type PipelineDeps,
} from './admit';
import { Deadlines } from './deadline';
import { createExecute } from './execute';
import { isExpected, reportErrors } from './formatErrors';
import { responseOf, statusOf, type RequestProgress } from './response';
import { createSubscribe } from './subscribe';
import { hasSpent } from './workPoints';

/**
 * Creates the pipeline of every request, of the three kinds of operation alike: it checks the document's size and cost,
 * authenticates, takes points, waits in the queue, and executes or opens a stream. The database is not read before the
 * document is checked, unless the address has spent its points.
 */
export async function createPipeline(deps: PipelineDeps): Promise<Pipeline> {
  const { schema, dependencies, limits, points, queue, metrics, log } = deps;
  const execute = await createExecute(schema, log);
  const deadlines = new Deadlines(limits.executionTimeout);
  const subscribe = createSubscribe(deps, deadlines);
  const { perSecond: restoreRate } = points.limits;

  /** Executes a query or a mutation in its turn. */
  const run = (operation: AdmittedOperation): Promise<GraphQLResponse> => {
    const { request, document, caller, progress } = operation;
    const { id, kind, account, callerKey } = progress;
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

  const begin = (id: string, address: string): RequestProgress => {
    const cost = { requested: 0, limit: limits.cost, available: null, restoreRate };
    return { id, kind: 'none', account: null, callerKey: callerKeyOf(null, address), cost, document: null };
  };
  const rejectionOf = (error: unknown, progress: RequestProgress): GraphQLResponse => {
    const { errors, status, headers } = reportErrors([error], progress.id, log);
    const isInternal = !isExpected(errors[0]!);
    return responseOf(progress, { data: undefined, errors, headers }, status ?? (isInternal ? 500 : null));
  };

  return {
    async answer(request, acceptsEvents) {
      const startedAt = performance.now();
      const progress = begin(request.id, request.address);
      let response: StreamResponse;
      try {
        const operation = await admit(deps, request, acceptsEvents, progress);
        response = await (progress.kind === 'subscription' ? subscribe(operation) : run(operation));
      } catch (error) {
        response = rejectionOf(error, progress);
      }
      metrics?.recordResponse(response.summary, (performance.now() - startedAt) / 1_000);
      return response;
    },

    hasSpent: (address) => hasSpent(points, callerKeyOf(null, address)),

    async rejectEarly(message, address, id) {
      const progress = begin(id, address);
      try {
        await checkBeforeBody(deps, message, address, progress);
        return null;
      } catch (error) {
        const response = rejectionOf(error, progress);
        metrics?.recordResponse(response.summary, 0);
        return response;
      }
    },
  };
}
