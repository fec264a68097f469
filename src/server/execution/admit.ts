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
  const keyOf = (caller: Caller | null) => caller?.viewer.rootId ?? `anonymous ${given.address}`;
  const addressKey = keyOf(null);

  let callerKey = addressKey;
  let caller: Caller | null | undefined;
  /** Points charged for work so far. */
  let work = 0;
  const charge = (amount: number) => {
    work += amount;
    points.charge(callerKey, amount);
  };
  /** Authenticates the caller, who takes over what its address was charged. */
  const identify = async () => {
    caller = await authenticate(given.message, dependencies, checkJwt).catch((error: unknown) => {
      charge(REJECTED_CREDENTIAL);
      throw error;
    });
    points.charge(addressKey, -work);
    callerKey = keyOf(caller);
    points.charge(callerKey, work);
    return caller;
  };
  charge(bodyPoints(given));
  if (points.available(addressKey) < points.limits.capacity * RESERVE) await identify();
  try {
    const request = { ...given, query: documents.textOf(given) };
    checkSize(request.variables);
    const cached = documents.find(request);
    // One that lacks the operation is parsed again, to report that.
    const reading = (cached?.operation ?? null) === null ? readingPoints(request.query) : 0;
    const minimum = Math.min(Math.max(reading, 1), points.limits.capacity);
    if (points.available(callerKey) < minimum) cost.available = points.available(callerKey);
    points.check(callerKey, minimum, true);
    charge(reading);
    const document = cached ?? readDocument(documents, request, charge);
    progress.kind = document.operation?.operation ?? 'none';
    if (progress.kind === 'subscription' && !acceptsEvents) throw eventStreamRequired();
    // An EventSource can only send GET.
    if (progress.kind === 'mutation' && request.readOnly) throw postRequired();
    const checkCostWith = (bounds: ViewerBounds) => {
      const steps = document.costSteps;
      try {
        cost.requested = documents.costOf(request, document, request.variables, bounds);
      } finally {
        charge(stepPoints(document.costSteps - steps));
      }
      checkCost(cost.requested, limits.cost);
    };
    checkCostWith(USUAL_BOUNDS);

    caller ??= await identify();
    if (caller !== null) {
      progress.account = caller.viewer.accountId;
      checkCostWith(boundsOf(caller.viewer));
    }
    cost.available = points.available(callerKey);
    points.consume(callerKey, cost.requested);
    // An unknown document has to be validated, which takes longer than executing most documents.
    if (!document.isValid) charge(validationPoints(document));
    return { request, document, caller, callerKey, progress };
  } finally {
    if (cost.available !== null) cost.available = points.available(callerKey);
  }
}

/** Returns a request's document, and charges for one that cannot be parsed or is over a limit. */
function readDocument(
  documents: DocumentCache,
  request: GraphQLRequest,
  charge: (amount: number) => void,
): CachedDocument {
  try {
    return documents.read(request);
  } catch (error) {
    const { exceeded } = (error as GraphQLError).extensions as { exceeded?: { name: string } };
    const wasCounted = exceeded?.name === 'comparisons' || exceeded?.name === 'selections';
    const unreadable = Math.min(MAX_UNREADABLE, request.query.length * POINTS_PER_UNREADABLE_CHARACTER);
    charge(wasCounted ? OVER_COMPARISONS : unreadable);
    throw error;
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

/**
 * Charges for errors: each is located by counting lines, and one of a document that is not valid suggests names, which
 * takes 0.4 ms.
 */
export function chargeErrors(points: TokenBucket, { callerKey, document }: AdmittedOperation, errors: number): void {
  const each = (document.isValid ? POINTS_PER_ERROR : POINTS_PER_INVALID) + document.lines * POINTS_PER_LINE;
  if (errors > 0) points.charge(callerKey, errors * each);
}

/** Share of its points that an address keeps while callers are authenticated after their documents are checked. */
const RESERVE = 0.1;

/**
 * Work that requests cause in addition to their objects, in points of 20 µs, where it exceeds what most requests cause:
 * parsing a body (20 ms for a megabyte of escapes), reading an unknown document (20 ms for 100,000 characters of a block
 * string), one that is rejected after it (3 ms for 1,000 tokens), adding up the cost (20 ms for 20,000 steps), and
 * validating an unknown document (20 ms for 2,000 tokens, 10 ms for 5,000 comparisons).
 */
const bodyPoints = ({ bodyBytes }: GraphQLRequest) => Math.max(0, bodyBytes - FREE_BYTES) * POINTS_PER_BYTE;
const readingPoints = ({ length }: string) => Math.ceil(Math.max(0, length - FREE_CHARACTERS) * POINTS_PER_CHARACTER);
const stepPoints = (steps: number) => Math.max(0, steps - FREE_STEPS) * POINTS_PER_STEP;
const validationPoints = ({ tokens, comparisons }: CachedDocument) =>
  Math.max(0, tokens - FREE_TOKENS) * POINTS_PER_TOKEN + comparisons * POINTS_PER_COMPARISON;

const POINTS_PER_BYTE = 0.001;
const FREE_BYTES = 10_000;
const POINTS_PER_CHARACTER = 0.01;
const FREE_CHARACTERS = 2_000;
const POINTS_PER_UNREADABLE_CHARACTER = 0.1;
const MAX_UNREADABLE = 200;
/** Points of counting comparisons up to their limit, which takes 10 ms. */
const OVER_COMPARISONS = 500;
const POINTS_PER_STEP = 0.05;
const FREE_STEPS = 200;
const POINTS_PER_TOKEN = 0.5;
const FREE_TOKENS = 100;
const POINTS_PER_COMPARISON = 0.1;
const POINTS_PER_INVALID = 20;
const POINTS_PER_ERROR = 1;
const POINTS_PER_LINE = 0.01;
/** Points of a credential that is rejected. */
const REJECTED_CREDENTIAL = 10;

const eventStreamRequired = () =>
  new GraphQLError('A subscription needs an event stream: send `Accept: text/event-stream`.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 406, headers: new Map() } },
  });

const postRequired = () =>
  new GraphQLError('A mutation needs POST; GET is for queries.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 405, headers: new Map([['allow', 'POST']]) } },
  });
