import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Caller, Context } from '../../graphql/context';
import type { AppDependencies } from '../../store/appDependencies';
import { checkCost, objectsIn } from '../documents/cost';
import { authenticate, type JwtCheck } from '../auth/authenticate';
import type { DocumentLimits } from '../../graphql/requestLimits';
import type { FairQueue } from '../admission/fairQueue';
import type { OpenStreams } from '../admission/openStreams';
import type { UnreadResponses } from '../admission/unreadResponses';
import type { Metrics } from '../ops/metrics';
import type { TokenBucket } from '../admission/tokenBucket';
import type { GraphQLRequest } from '../requestTypes';
import type { DocumentCache } from '../documents/cache';
import type { CachedDocument } from '../documents/cachedDocument';
import { boundsOf, USUAL_BOUNDS, type ViewerBounds } from '../documents/listBounds';
import { checkSize } from '../documents/variables';
import type { RequestProgress } from './response';
import {
  bodyPoints,
  errorPoints,
  hasSpent,
  OVER_COMPARISONS,
  readingPoints,
  REJECTED_CREDENTIAL,
  stepPoints,
  unreadablePoints,
  validationPoints,
  WorkCharge,
} from './workPoints';

/** Dependencies of the pipeline. */
export interface PipelineDeps {
  schema: GraphQLSchema;
  documents: DocumentCache;
  dependencies: AppDependencies;
  checkJwt: JwtCheck | null;
  limits: { documents: DocumentLimits; cost: number; executionTimeout: number };
  points: TokenBucket;
  queue: FairQueue;
  streams: OpenStreams;
  unread: UnreadResponses;
  metrics: Metrics | null;
  log: FastifyBaseLogger;
}

/** An operation that has passed the checks, with its caller and its cost. */
export interface AdmittedOperation {
  /** The request, with the text of its document. */
  request: GraphQLRequest;
  document: CachedDocument;
  caller: Caller | null;
  progress: RequestProgress;
}

/**
 * Checks a request's document, authenticates its caller and takes its points.
 *
 * Reading the document and adding up its cost come before the first SQL. They take points too, of a rejected operation as
 * well, and until the caller is known these are the points of its address. An address that has spent its points must not
 * stop the accounts behind it, so there the caller comes first.
 *
 * @param progress receives what is found on the way
 * @throws where the request is not admitted
 */
export async function admit(
  { documents, dependencies, checkJwt, limits, points, unread }: PipelineDeps,
  given: GraphQLRequest,
  acceptsEvents: boolean,
  progress: RequestProgress,
): Promise<AdmittedOperation> {
  const { cost } = progress;
  const addressKey = progress.callerKey;
  const work = new WorkCharge(points, addressKey);
  let caller: Caller | null | undefined;
  const identify = async () => {
    caller = await identified(given.message, dependencies, checkJwt, work);
    progress.callerKey = callerKeyOf(caller, given.address);
    work.transferTo(progress.callerKey);
    return caller;
  };
  work.add(bodyPoints(given));
  if (hasSpent(points, addressKey)) await identify();
  try {
    const request = { ...given, query: documents.textOf(given) };
    checkSize(request.variables);
    const cached = documents.find(request);
    // One that lacks the operation is parsed again, to report that.
    const reading = (cached?.operation ?? null) === null ? readingPoints(request.query) : 0;
    const minimum = Math.min(Math.max(reading, 1), points.limits.capacity);
    if (points.available(progress.callerKey) < minimum) cost.available = points.available(progress.callerKey);
    points.check(progress.callerKey, minimum, true);
    work.add(reading);
    const document = cached ?? readDocument(documents, request, work);
    progress.document = document;
    progress.kind = document.operation?.operation ?? 'none';
    if (progress.kind === 'subscription' && !acceptsEvents) throw eventStreamRequired();
    // An EventSource can only send GET.
    if (progress.kind === 'mutation' && request.readOnly) throw postRequired();
    const checkCostWith = (bounds: ViewerBounds) => {
      const steps = document.costSteps;
      try {
        cost.requested = documents.costOf(request, document, request.variables, bounds);
      } finally {
        work.add(stepPoints(document.costSteps - steps));
      }
      checkCost(cost.requested, limits.cost);
    };
    checkCostWith(USUAL_BOUNDS);

    caller ??= await identify();
    if (caller !== null) {
      progress.account = caller.viewer.accountId;
      checkCostWith(boundsOf(caller.viewer));
    }
    cost.available = points.available(progress.callerKey);
    unread.check(progress.callerKey);
    points.consume(progress.callerKey, cost.requested);
    // An unknown document has to be validated, which takes longer than executing most documents.
    if (!document.isValid) work.add(validationPoints(document));
    return { request, document, caller, progress };
  } finally {
    if (cost.available !== null) cost.available = points.available(progress.callerKey);
  }
}

/** Returns what points, turns, streams and bytes are counted by: the root account, or the address of an anonymous caller. */
export const callerKeyOf = (caller: Caller | null, address: string): string =>
  caller?.viewer.rootId ?? `anonymous ${address}`;

/**
 * Checks the credential and the points of a request before its body is read: where an address has spent its points, a
 * wrong credential must not have a megabyte read and parsed for it.
 *
 * @throws as `authenticate` does, and RATE_LIMITED where no point is left
 */
export async function checkBeforeBody(
  { dependencies, checkJwt, points }: PipelineDeps,
  message: IncomingMessage,
  address: string,
  { callerKey: addressKey, cost }: RequestProgress,
): Promise<void> {
  const caller = await identified(message, dependencies, checkJwt, new WorkCharge(points, addressKey));
  const callerKey = callerKeyOf(caller, address);
  cost.available = points.available(callerKey);
  points.check(callerKey, 1, true);
}

/** Authenticates a request, and charges for a credential that is rejected. */
async function identified(
  message: IncomingMessage,
  dependencies: AppDependencies,
  checkJwt: JwtCheck | null,
  work: WorkCharge,
): Promise<Caller | null> {
  try {
    return await authenticate(message, dependencies, checkJwt);
  } catch (error) {
    work.add(REJECTED_CREDENTIAL);
    throw error;
  }
}

/** Returns a request's document, and charges for one that cannot be parsed or is over a limit. */
function readDocument(documents: DocumentCache, request: GraphQLRequest, work: WorkCharge): CachedDocument {
  try {
    return documents.read(request);
  } catch (error) {
    const { exceeded } = (error as GraphQLError).extensions as { exceeded?: { name: string } };
    const wasCounted = exceeded?.name === 'comparisons' || exceeded?.name === 'selections';
    work.add(wasCounted ? OVER_COMPARISONS : unreadablePoints(request.query));
    throw error;
  }
}

/**
 * Charges what is known only after the execution: the work of resolvers, and the objects of a response that are more
 * than its cost, where a list exceeded the length that was charged.
 */
export function chargeExcess(
  points: TokenBucket,
  { progress: { callerKey, cost } }: AdmittedOperation,
  { bounds, work }: Pick<Context, 'bounds' | 'work'>,
  data: unknown,
): void {
  if (work.points > 0) {
    points.charge(callerKey, work.points);
    cost.available = points.available(callerKey);
  }
  if (!bounds.exceeded) return;
  const more = Math.max(0, objectsIn(data) - cost.requested);
  cost.requested += more;
  points.charge(callerKey, more);
  cost.available = points.available(callerKey);
}

/** Keeps the document of an executed operation, and the hash of a persisted query, where it is valid. */
export function keepDocument(documents: DocumentCache, request: GraphQLRequest, document: CachedDocument): void {
  documents.keep(request, document);
  if (request.hash !== null && document.isValid) documents.persist(request.hash, request.query);
}

/** Charges for the errors of an operation. */
export function chargeErrors(points: TokenBucket, { document, progress }: AdmittedOperation, errors: number): void {
  if (errors > 0) points.charge(progress.callerKey, errors * errorPoints(document));
}

const eventStreamRequired = () =>
  new GraphQLError('A subscription needs an event stream: send `Accept: text/event-stream`.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 406, headers: new Map() } },
  });

const postRequired = () =>
  new GraphQLError('A mutation needs POST; GET is for queries.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  });
