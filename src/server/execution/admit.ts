import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Caller, Context } from '../../graphql/context';
import type { AppDependencies } from '../../store/appDependencies';
import { checkCost, objectsIn } from '../documents/cost';
import { authenticate, type JwtCheck } from '../auth/authenticate';
import type { DocumentLimits } from '../../graphql/requestLimits';
import type { FairQueue } from '../admission/fairQueue';
import type { OpenStreams } from '../admission/openStreams';
import type { Metrics } from '../ops/metrics';
import type { TokenBucket } from '../admission/tokenBucket';
import type { GraphQLRequest } from '../requestTypes';
import type { CachedDocument, DocumentCache } from '../documents/cache';
import { boundsOf, USUAL_BOUNDS, type ViewerBounds } from '../documents/listBounds';
import { checkSize } from '../documents/variables';
import type { RequestProgress } from './response';

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
  metrics: Metrics | null;
  log: FastifyBaseLogger;
}

/** An operation that has passed the checks, with its caller and its cost. */
export interface AdmittedOperation {
  /** The request, with the text of its document. */
  request: GraphQLRequest;
  document: CachedDocument;
  caller: Caller | null;
  /** Account, or address of an anonymous caller, by which points, turns and streams are counted. */
  callerKey: string;
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
  { documents, dependencies, checkJwt, limits, points }: PipelineDeps,
  given: GraphQLRequest,
  acceptsEvents: boolean,
  progress: RequestProgress,
): Promise<AdmittedOperation> {
  const { cost } = progress;
  const request = { ...given, query: documents.textOf(given) };
  checkSize(request.variables);
  const identify = () => authenticate(request.message, dependencies, checkJwt);
  const keyOf = (caller: Caller | null) => caller?.viewer.rootId ?? `anonymous ${request.address}`;

  let callerKey = keyOf(null);
  let caller: Caller | null | undefined;
  if (points.available(callerKey) < points.limits.capacity * RESERVE) callerKey = keyOf((caller = await identify()));
  let work = documents.has(request) ? 0 : readingPoints(request.query);
  const minimum = Math.min(Math.max(work, 1), points.limits.capacity);
  if (points.available(callerKey) < minimum) cost.available = points.available(callerKey);
  points.check(callerKey, minimum, true);
  try {
    const document = documents.get(request);
    progress.kind = document.operation?.operation ?? 'none';
    if (progress.kind === 'subscription' && !acceptsEvents) throw eventStreamRequired();
    // An EventSource can only send GET.
    if (progress.kind === 'mutation' && request.readOnly) throw postRequired();
    const checkCostWith = (bounds: ViewerBounds) => {
      const steps = document.costSteps;
      try {
        cost.requested = documents.costOf(request, document, request.variables, bounds);
      } finally {
        work += stepPoints(document.costSteps - steps);
      }
      checkCost(cost.requested, limits.cost);
    };
    checkCostWith(USUAL_BOUNDS);

    if (caller === undefined) caller = await identify();
    callerKey = keyOf(caller);
    if (caller !== null) {
      progress.account = caller.viewer.accountId;
      checkCostWith(boundsOf(caller.viewer));
    }
    cost.available = points.available(callerKey);
    points.consume(callerKey, cost.requested);
    // An unknown document has to be validated, which takes longer than executing most documents.
    if (!document.isValid) work += validationPoints(document);
    return { request, document, caller, callerKey, progress };
  } finally {
    points.charge(callerKey, work);
    if (cost.available !== null) cost.available = points.available(callerKey);
  }
}

/** Charges the objects of a response that are more than its cost, where a list exceeded the length that was charged. */
export function chargeExcess(
  points: TokenBucket,
  { callerKey, progress: { cost } }: AdmittedOperation,
  { bounds }: Pick<Context, 'bounds'>,
  data: unknown,
): void {
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

/** Share of its points that an address keeps while callers are authenticated after their documents are checked. */
const RESERVE = 0.1;

/**
 * Work that documents cause in addition to their objects, in points of 20 µs, where it exceeds what most documents cause:
 * reading an unknown one (20 ms for 100,000 characters of comments or of a block string), adding up the cost of one (20
 * ms for 20,000 steps), and validating an unknown one (20 ms for 2,000 tokens).
 */
const readingPoints = ({ length }: string) => Math.ceil(Math.max(0, length - FREE_CHARACTERS) * POINTS_PER_CHARACTER);
const stepPoints = (steps: number) => Math.max(0, steps - FREE_STEPS) * POINTS_PER_STEP;
const validationPoints = ({ tokens }: CachedDocument) => Math.max(0, tokens - FREE_TOKENS) * POINTS_PER_TOKEN;

const POINTS_PER_CHARACTER = 0.01;
const FREE_CHARACTERS = 2_000;
const POINTS_PER_STEP = 0.05;
const FREE_STEPS = 200;
const POINTS_PER_TOKEN = 0.5;
const FREE_TOKENS = 100;

const eventStreamRequired = () =>
  new GraphQLError('A subscription needs an event stream: send `Accept: text/event-stream`.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 406, headers: new Map() } },
  });

const postRequired = () =>
  new GraphQLError('A mutation needs POST; GET is for queries.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  });
