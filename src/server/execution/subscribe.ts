import { setTimeout as sleep } from 'node:timers/promises';
import { execute, type OperationDefinitionNode } from 'graphql';
import { createContext, type Caller, type SubscriptionContext } from '../../graphql/context';
import { toGraphQLError } from '../../graphql/errors';
import type { EventRow } from '../../store/events/append';
import { subscribeToEvents } from '../../store/events/subscribeToEvents';
import { EventLogTail } from '../../store/events/tail';
import { STREAM_CLOSED, type StreamSlot } from '../admission/openStreams';
import { authenticate, logRejection } from '../auth/authenticate';
import { checkCost } from '../documents/cost';
import { boundsOf, USUAL_BOUNDS } from '../documents/listBounds';
import { lengthOf } from '../documents/variables';
import { COMPLETE, lastEventId, formatEvent } from '../http/serverSentEvents';
import type { StreamResponse } from '../requestTypes';
import { chargeExcess, chargeErrors, keepDocument, type AdmittedOperation, type PipelineDeps } from './admit';
import type { Deadlines } from './deadline';
import { reportErrors } from './formatErrors';
import { checkResponseLength, responseOf, serializeResponse, statusOf } from './response';
import { beginSource } from './source';

/** Milliseconds between two checks of an open stream's credential. */
const CREDENTIAL_CHECK_MS = 2_000;
/** Estimated bytes of an open stream without its document and variables: its connection, request and timers. */
const STREAM_BYTES = 20_000;
/** A comment, which clients ignore: it opens a stream, and keeps proxies from closing an idle one. */
const HEARTBEAT = ':\n\n';

/** Creates the function that opens the stream of an admitted subscription: it takes a slot, and starts the source. */
export function createSubscribe(
  { schema, dependencies, checkJwt, documents, limits, points, queue, streams, unread, metrics, log }: PipelineDeps,
  deadlines: Deadlines,
): (operation: AdmittedOperation) => Promise<StreamResponse> {
  const { store } = dependencies;
  const tail = new EventLogTail(store, (err) =>
    log.warn({ err }, 'commit notifications are unavailable, polling instead'),
  );
  const contextOf = (caller: Caller | null) => createContext(dependencies, caller, () => undefined);

  return async (admitted) => {
    const { request, document: cached, progress } = admitted;
    const { message, id, operationName } = request;
    const { account, callerKey, cost } = progress;
    let { caller } = admitted;
    const operation = cached.operation!;
    const variableValues = declaredVariables(operation, request.variables);
    const subscribed = { schema, document: cached.document, operation, operationName, variableValues };
    const bytes = cached.bytes + 2 * (request.query.length + lengthOf(variableValues)) + STREAM_BYTES;
    const slot = streams.open(callerKey, caller === null, bytes);
    const leaveTail = tail.enter();
    const close = () => {
      slot.end(STREAM_CLOSED);
      clearInterval(credentialTimer);
      leaveTail();
      slot.release();
    };
    const check = async () => {
      try {
        caller = await authenticate(message, dependencies, checkJwt, false);
      } finally {
        logRejection(log, id, message);
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
      subscribe: (after, wanted) =>
        subscribeToEvents(
          { store, tail, currentViewer: () => caller?.viewer ?? null, signal: slot.signal },
          lastEventId(message) ?? after,
          wanted,
        ),
    };
    const renderEvent = (event: EventRow) =>
      retryWhileUnavailable(slot, async () => {
        await check();
        return queue.run(callerKey, async () => {
          // The account's limits may have changed since the stream was opened, and with them the cost.
          const bounds = caller === null ? USUAL_BOUNDS : boundsOf(caller.viewer);
          cost.requested = documents.costOf(request, cached, variableValues, bounds);
          checkCost(cost.requested, limits.cost);
          unread.check(callerKey);
          cost.available = points.consume(callerKey, cost.requested);
          const contextValue = contextOf(caller);
          const work = async () => execute({ ...subscribed, rootValue: event, contextValue });
          const { data, errors: thrown } = await deadlines.limit(work(), false, timedOut);
          const outage = thrown?.find((error) => retryDelayOf(error) !== null);
          if (outage !== undefined) throw outage;
          chargeExcess(points, admitted, contextValue, data);
          const errors = thrown && reportErrors(thrown, id, log).errors;
          checkResponseLength(data, errors, progress);
          metrics?.recordEvent(cost.requested);
          return serializeResponse(data, errors, cost, id);
        });
      });
    const renderFinalMessage = (error: unknown) =>
      serializeResponse(undefined, reportErrors([error], id, log).errors, cost, id);
    try {
      const source = await queue.run(callerKey, () => {
        const work = beginSource<EventRow | null>({ ...subscribed, contextValue: context }, cached);
        return deadlines.limit(work, false, timedOut);
      });
      keepDocument(documents, request, cached);
      if (!(Symbol.asyncIterator in source)) {
        close();
        chargeErrors(points, admitted, source.length);
        const rejected = { data: undefined, ...reportErrors(source, id, log) };
        return responseOf(progress, rejected, statusOf(rejected));
      }
      const hold = (bytes: number) => unread.hold(callerKey, bytes, () => slot.end(STREAM_CLOSED));
      const pieces = sseMessages(source, slot, { renderEvent, renderFinalMessage, hold });
      const stream = { pieces, signal: slot.signal, gone: close };
      return { ...responseOf(progress, { data: undefined, errors: undefined, headers: [] }, 200), stream };
    } catch (error) {
      close();
      throw error;
    }
  };
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

interface StreamCallbacks {
  renderEvent: (event: EventRow) => Promise<string | null>;
  renderFinalMessage: (error: unknown) => string;
  /** Counts the bytes of an event until the function that it returns is called. */
  hold: (bytes: number) => () => void;
}

/**
 * Yields a stream's messages: each event, the error that ended the stream if there was one, and the completion. An event
 * counts as not read until the next message is requested.
 */
async function* sseMessages(
  source: AsyncIterable<EventRow | null>,
  { signal, end }: StreamSlot,
  { renderEvent, renderFinalMessage, hold }: StreamCallbacks,
): AsyncGenerator<string> {
  yield HEARTBEAT;
  try {
    for await (const event of source) {
      const rendered = event === null ? null : await renderEvent(event);
      if (signal.aborted) break;
      if (event === null || rendered === null) {
        yield HEARTBEAT;
        continue;
      }
      const release = hold(2 * rendered.length);
      try {
        yield formatEvent(rendered, event.sequence);
      } finally {
        release();
      }
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
const retryDelayOf = (error: unknown) =>
  (toGraphQLError(error).extensions['retryAfterSeconds'] as number | undefined) ?? null;
