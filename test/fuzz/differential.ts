import { parse, validate, type GraphQLSchema } from 'graphql';
import { createSchema } from '../../src/graphql/schema';
import type { ApiCaller } from '../support/world';
import { Random } from './random';
import { DocumentGenerator, type RandomRequest } from './randomDocument';
import { shrink } from './shrink';
import type { FuzzStage } from './stage';

/** The parts that must be equal in two answers to the same request. */
interface Comparable {
  status: number;
  data: unknown;
  errors: string[] | null;
  requested: number;
  limit: number;
}

/** The outcome of sending random documents. */
export interface Report {
  documents: number;
  /** Requests that were answered with data. */
  answered: number;
  failures: Failure[];
}

export interface Failure {
  what: string;
  caller: string;
  text: string;
  /** The sets of variables that the document is sent with; the last one shows the difference. */
  variables: Record<string, unknown>[];
}

/** Executions of a known document, enough to reach every way of answering it. */
const TIMES = 4;
const MAX_FAILURES = 3;

/**
 * Sends random valid documents, each as a new one and as a known one, and compares the answers. A new document is
 * validated and executed by graphql-js. A mutation is sent once before, under idempotency keys of its own, so that the
 * compared answers are replays, dry runs and denials, which change nothing.
 *
 * @param options.shrink whether failing documents are reduced, which sends a few hundred more documents for each
 */
export async function compareRandomDocuments(
  stage: FuzzStage,
  options: { seed: number; documents: number; shrink?: boolean; progress?: (done: number) => void },
): Promise<Report> {
  const schema = createSchema();
  const random = new Random(options.seed);
  const generator = new DocumentGenerator(schema, random, stage.known);
  const report: Report = { documents: 0, answered: 0, failures: [] };
  let tries = 0;
  while (report.documents < options.documents) {
    tries += 1;
    const request = generator.request();
    if (!isValid(schema, request.text)) continue;
    report.documents += 1;
    const { name, caller } = random.one(stage.callers);
    const found = await compareDocument(caller, request, `${options.seed} ${tries}`);
    report.answered += found.answered;
    if (found.failure !== null) {
      const { what, variables } = found.failure;
      report.failures.push({ what, caller: name, text: request.text, variables });
    }
    options.progress?.(report.documents);
    if (report.failures.length > MAX_FAILURES && options.shrink) break;
  }
  if (options.shrink) {
    for (const failure of report.failures.slice(0, MAX_FAILURES)) await shrinkFailure(stage, schema, failure);
  }
  return report;
}

async function shrinkFailure(stage: FuzzStage, schema: GraphQLSchema, failure: Failure): Promise<void> {
  const { caller } = stage.callers.find(({ name }) => name === failure.caller)!;
  let round = 0;
  failure.text = await shrink(failure.text, async (text) => {
    if (!isValid(schema, text)) return false;
    const kind = /^\s*mutation/.test(text) ? 'mutation' : 'query';
    const request: RandomRequest = { kind, text, variables: failure.variables };
    const found = await compareDocument(caller, request, `shrink ${(round += 1)}`);
    return found.failure !== null;
  });
}

let unique = 0;

/**
 * Compares the answers to a document with each of its sets of variables. The known document is the same for all sets:
 * what it keeps of one set must not decide another.
 *
 * @returns the first difference or fault, with the sets up to the one that shows it
 */
async function compareDocument(
  caller: ApiCaller,
  { kind, text, variables: sets }: RandomRequest,
  name: string,
): Promise<{ failure: { what: string; variables: Record<string, unknown>[] } | null; answered: number }> {
  unique += 1;
  // A comment at the end makes the document a new one without moving its locations.
  const known = `${text}\n# known ${name} ${unique}`;
  let answered = 0;
  for (const [at, variables] of sets.entries()) {
    const cold = (way: string) => ask(caller, `${text}\n# ${way} ${name} ${unique} ${at}`, variables);
    if (kind === 'mutation') await cold('first');
    const expected = await cold('cold');
    let what = faultOf(expected);
    for (let time = 0; time < TIMES && what === null; time += 1) {
      const got = await ask(caller, known, variables);
      if (JSON.stringify(got) !== JSON.stringify(expected)) what = difference(expected, got);
    }
    if (what !== null) return { failure: { what, variables: sets.slice(0, at + 1) }, answered };
    if (expected.data !== null && expected.data !== undefined) answered += 1;
  }
  return { failure: null, answered };
}

async function ask(caller: ApiCaller, text: string, variables: object): Promise<Comparable> {
  const { status, body } = await caller.ask(text, variables);
  const errors = body.errors?.map((error) => JSON.stringify(error)) ?? null;
  const { requested, limit } = body.extensions?.cost ?? {};
  return { status, data: body.data, errors, requested, limit };
}

/** Returns a fault that no answer may have: an internal error, or more objects than were charged. */
function faultOf({ data, errors, requested }: Comparable): string | null {
  const internal = errors?.find((error) => error.includes('INTERNAL_SERVER_ERROR'));
  if (internal !== undefined) return `answered as a fault of the service: ${internal}`;
  const objects = objectsIn(data) - 1;
  return objects > requested ? `charged ${requested} points and answered ${objects} objects` : null;
}

/** Counts the objects of an answer, its root included. */
export function objectsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const below = Object.values(value).reduce((sum: number, each) => sum + objectsIn(each), 0);
  return Array.isArray(value) ? below : below + 1;
}

const difference = (expected: Comparable, got: Comparable) =>
  `differs when it is known:\n  never seen: ${JSON.stringify(expected).slice(0, 2_000)}\n  known:      ${JSON.stringify(got).slice(0, 2_000)}`;

function isValid(schema: GraphQLSchema, text: string): boolean {
  try {
    return validate(schema, parse(text)).length === 0;
  } catch {
    return false;
  }
}
