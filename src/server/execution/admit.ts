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
  registry: AppDependencies;
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
 * @param progress receives what is found on the way
 * @throws where the request is not admitted
 */
export async function admit(
  { documents, registry, checkJwt, limits, points }: PipelineDeps,
  given: GraphQLRequest,
  acceptsEvents: boolean,
  progress: RequestProgress,
): Promise<AdmittedOperation> {
  const { cost } = progress;
  const request = { ...given, query: documents.textOf(given) };
  checkSize(request.variables);
  const document = documents.get(request);
  progress.kind = document.operation?.operation ?? 'none';
  if (progress.kind === 'subscription' && !acceptsEvents) throw eventStreamRequired();
  // An EventSource can only send GET.
  if (progress.kind === 'mutation' && request.readOnly) throw postRequired();
  const checkCostWith = (bounds: ViewerBounds) => {
    cost.requested = documents.costOf(request, document, request.variables, bounds);
    checkCost(cost.requested, limits.cost);
  };
  checkCostWith(USUAL_BOUNDS);

  const caller = await authenticate(request.message, registry, checkJwt);
  if (caller !== null) {
    progress.account = caller.viewer.accountId;
    checkCostWith(boundsOf(caller.viewer));
  }
  const callerKey = caller?.viewer.rootId ?? `anonymous ${request.address}`;
  try {
    cost.available = points.consume(callerKey, cost.requested);
  } catch (error) {
    cost.available = points.available(callerKey);
    throw error;
  }
  // An unknown document has to be validated, which takes longer than executing most documents.
  if (!document.isValid) points.charge(callerKey, validationPoints(document));
  return { request, document, caller, callerKey, progress };
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

/** Returns the points of validating a document. */
const validationPoints = ({ tokens }: CachedDocument) => Math.max(0, tokens - FREE_TOKENS) * POINTS_PER_TOKEN;

/** Points of each token beyond the free ones: 950 for the largest document, whose validation takes 20 ms. */
const POINTS_PER_TOKEN = 0.5;
/** Tokens that are validated free of charge; most documents have no more. */
const FREE_TOKENS = 100;

const eventStreamRequired = () =>
  new GraphQLError('A subscription needs an event stream: send `Accept: text/event-stream`.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 406, headers: new Map() } },
  });

const postRequired = () =>
  new GraphQLError('A mutation needs POST; GET is for queries.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  });
