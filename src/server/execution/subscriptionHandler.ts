import { setTimeout as sleep } from 'node:timers/promises';
import { execute, GraphQLError, OperationTypeNode, type OperationDefinitionNode } from 'graphql';
import { createContext, type Caller, type SubscriptionContext } from '../../graphql/context';
import type { EventRow } from '../../store/events/append';
import { subscribeToEvents } from '../../store/events/subscribe';
import { EventLogTail } from '../../store/events/tail';
import { outcomeOf, errorResponse, serializeResponse, validationPoints, type PipelineDeps } from './pipeline';
import { checkCost } from '../documents/cost';
import { authenticate, logRefusal } from '../auth/authenticate';
import { Deadlines } from './deadline';
import type { CachedDocument } from '../documents/cache';
import { formatErrors } from './formatErrors';
import { logUnexpected } from './execute';
import { boundsOf, USUAL_BOUNDS } from '../documents/listBounds';
import { COMPLETE, lastEventId, formatEvent } from '../http/serverSentEvents';
import { type StreamResponse } from '../requestTypes';
import { beginSource, type Subscribed } from './source';
import type { GraphQLResponse, GraphQLRequest, CostReport } from '../requestTypes';
import { STREAM_CLOSED, type StreamSlot, type OpenStreams } from '../admission/openStreams';
import { checkSize, lengthOf } from '../documents/variables';

/** Milliseconds between two checks of an open stream's credential. */
const CREDENTIAL_CHECK_MS = 2_000;
/** Estimated bytes of an open stream without its document and variables: its connection, request and timers. */
const STREAM_BYTES = 20_000;
/** A comment, which clients ignore: it opens a stream, and keeps proxies from closing an idle one. */
const HEARTBEAT = ':\n\n';

/**
 * Creates the function that answers requests for a stream of events. It never throws.
 *
 * @param answer answers a query or a mutation, as the pipeline does
 */
export function createSubscriptionHandler(
  deps: PipelineDeps,
  streams: OpenStreams,
  answer: (request: GraphQLRequest) => Promise<GraphQLResponse>,
): (request: GraphQLRequest) => Promise<StreamResponse> {
  const { schema, registry, checkJwt, limits, documents, points, queue, metrics, log } = deps;
  const { store } = registry;
  const deadlines = new Deadlines(limits.executionTimeout);
  const tail = new EventLogTail(store, (err) =>
    log.warn({ err }, 'commit notifications are unavailable, polling instead'),
  );

  /** Opens a stream: authenticates it, takes its points and a slot, and starts the subscription. */
  const begin = async (
    { message, address, id, query, hash, operationName }: GraphQLRequest,
    subscribed: Subscribed,
    cached: CachedDocument,
    cost: CostReport,
  ): Promise<StreamResponse> => {
    let caller = await authenticate(message, registry, checkJwt);
    const account = caller?.viewer.accountId ?? null;
    const name = caller?.viewer.rootId ?? `anonymous ${address}`;
    if (caller !== null) {
      cost.requested = cached.costOf(subscribed.variableValues, boundsOf(caller.viewer));
      checkCost(cost.requested, limits.cost);
    }
    const summary = { kind: 'subscription', outcome: 'ok', cost: cost.requested, account } as const;
    cost.available = points.available(name);
    cost.available = points.consume(name, cost.requested);
    if (!cached.isValid) points.charge(name, validationPoints(cached));
    const bytes = cached.bytes + 2 * (query.length + lengthOf(subscribed.variableValues)) + STREAM_BYTES;
    const slot = streams.open(name, caller === null, bytes);
    const leaveTail = tail.enter();
    const cleanUp = () => {
      clearInterval(credentialTimer);
      leaveTail();
      slot.release();
    };
    const check = async () => {
      try {
        caller = await authenticate(message, registry, checkJwt, false);
      } finally {
        logRefusal(log, id, message);
      }
    };
    const credentialTimer = setInterval(() => {
      check().catch((error: unknown) => retryDelayOf(error) ?? slot.end(error));
    }, CREDENTIAL_CHECK_MS).unref();

    const timedOut = () => log.error({ reqId: id, account, kind: 'subscription' }, 'execution timed out');
    const context: SubscriptionContext = {
      ...contextOf(caller),
      // The header takes precedence over the argument: an EventSource reconnects with its first URL, and only the
      // header has the last event that it received.
      listen: (after, wanted) =>
        subscribeToEvents(
          { store, tail, currentViewer: () => caller?.viewer ?? null, signal: slot.signal },
          lastEventId(message) ?? after,
          wanted,
        ),
    };
    const renderEvent = (event: EventRow) =>
      retryWhileUnavailable(slot, async () => {
        await check();
        return queue.run(name, async () => {
          cost.available = points.consume(name, cost.requested);
          const work = async () => execute({ ...subscribed, rootValue: event, contextValue: contextOf(caller) });
          const { data, errors } = await deadlines.limit(work(), false, timedOut);
          const outage = errors?.find((error) => retryDelayOf(error) !== null);
          if (outage !== undefined) throw outage;
          errors?.forEach((error) => logUnexpected(error, id, log));
          metrics?.recordEvent(cost.requested);
          return serializeResponse(data, errors && formatErrors(errors).errors, cost, id);
        });
      });
    try {
      const source = await queue.run(name, () => {
        const work = beginSource<EventRow | null>({ ...subscribed, contextValue: context }, cached);
        return deadlines.limit(work, false, timedOut);
      });
      if (cached.isValid) {
        if (cached.hasGrown) documents.keep(query, operationName, cached);
        if (hash !== null) documents.persist(hash, query);
      }
      if (!(Symbol.asyncIterator in source)) throw new SubscriptionRejected(source);
      const renderFinalMessage = (error: unknown) =>
        serializeResponse(undefined, errorResponse(error, id, log)[0].errors, cost, id);
      const gone = () => {
        slot.end(STREAM_CLOSED);
        cleanUp();
      };
      const pieces = sseMessages(source, slot, renderEvent, renderFinalMessage);
      const stream = { pieces, signal: slot.signal, gone };
      return { text: serializeResponse(undefined, undefined, cost, id), status: 200, headers: [], summary, stream };
    } catch (error) {
      slot.end(STREAM_CLOSED);
      cleanUp();
      throw error;
    }
  };

  const contextOf = (caller: Caller | null) => createContext(registry, caller, () => undefined);

  return async (request) => {
    const startedAt = performance.now();
    const cost: CostReport = {
      requested: 0,
      limit: limits.cost,
      available: null,
      restoreRate: points.limits.perSecond,
    };
    let response: StreamResponse;
    try {
      const query = documents.textOf(request);
      checkSize(request.variables);
      const cached = documents.get(query, request.operationName);
      const { document, operation } = cached;
      if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return await answer(request);
      const variableValues = declaredVariables(operation, request.variables);
      cost.requested = cached.costOf(variableValues, USUAL_BOUNDS);
      checkCost(cost.requested, limits.cost);
      const { operationName } = request;
      const subscribed = { schema, document, operation, operationName, variableValues };
      response = await begin({ ...request, query }, subscribed, cached, cost);
    } catch (error) {
      const [{ errors, headers }, status] =
        error instanceof SubscriptionRejected
          ? rejectionOutcome(error.errors, request.id)
          : errorResponse(error, request.id, log);
      const outcome = outcomeOf(errors);
      const summary = { kind: 'subscription', outcome, cost: cost.requested, account: null } as const;
      response = { text: serializeResponse(undefined, errors, cost, request.id), status, headers, summary };
    }
    metrics?.recordResponse(response.summary, (performance.now() - startedAt) / 1_000);
    return response;
  };

  function rejectionOutcome(sourceErrors: readonly GraphQLError[], id: string): ReturnType<typeof errorResponse> {
    for (const error of sourceErrors) logUnexpected(error, id, log);
    const errors = formatErrors(sourceErrors);
    return [{ ...errors, data: undefined }, errors.status ?? null];
  }
}

/** Returns the variables that an operation declares. A stream keeps these, and releases any others that were sent. */
function declaredVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) {
  const names = variableDefinitions
    .map(({ variable }) => variable.name.value)
    .filter((name) => Object.hasOwn(variables, name));
  return Object.fromEntries(names.map((name) => [name, variables[name]]));
}

/** Yields a stream's messages: each event, the error that ended the stream if there was one, and the completion. */
async function* sseMessages(
  source: AsyncIterable<EventRow | null>,
  { signal, end }: StreamSlot,
  renderEvent: (event: EventRow) => Promise<string | null>,
  renderFinalMessage: (error: unknown) => string,
): AsyncGenerator<string> {
  yield HEARTBEAT;
  try {
    for await (const event of source) {
      const rendered = event === null ? null : await renderEvent(event);
      if (signal.aborted) break;
      yield event === null || rendered === null ? HEARTBEAT : formatEvent(rendered, event.sequence);
    }
  } catch (error) {
    end(error);
  }
  if (signal.reason === STREAM_CLOSED) return;
  yield formatEvent(renderFinalMessage(signal.reason)) + COMPLETE;
}

/** Runs the work for an event until it succeeds: where a request would be rejected with a delay, a stream waits. */
async function retryWhileUnavailable<T>({ signal }: StreamSlot, work: () => Promise<T>): Promise<T | null> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      const seconds = retryDelayOf(error);
      if (seconds === null) throw error;
      await sleep(seconds * 1_000, null, { signal }).catch(() => undefined);
    }
  }
  return null;
}

/** Returns the seconds after which a failed call may succeed; null where it will not. */
function retryDelayOf(error: unknown): number | null {
  return error instanceof GraphQLError ? ((error.extensions['retryAfterSeconds'] as number | undefined) ?? null) : null;
}

/** The errors for which a subscription did not start. */
class SubscriptionRejected extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('The subscription did not begin.');
  }
}
