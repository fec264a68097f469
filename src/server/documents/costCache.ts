import { Kind, visit, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { costOf, LENGTH_PER_POINT } from './operationCost';
import type { ViewerBounds } from './listBounds';
import { ENTRY_LENGTH, lengthOf, withDefaults } from './variables';

/** Costs kept of one operation, which differ by its variables; below, the most variables on which each may depend. */
const MAX_COSTS = 32;
const MAX_READ = 8;
/** Characters of a string that a cost may depend on, such as the name of an introspected type. */
const MAX_STRING = 64;
/** Estimated bytes of a kept cost, and of each variable that it depends on. */
const [COST_BYTES, READ_BYTES] = [100, 150];

interface KnownCost {
  cost: number;
  bounds: ViewerBounds;
  /** The variables from which it was computed, with their values as they were sent; undefined where not sent. */
  read: [name: string, value: unknown][];
}

/**
 * Computes the cost of one operation, and keeps costs with the values of the variables that were read to compute them:
 * a kept cost holds for every request in which those are the same. Which variables those are is recorded instead of
 * derived from the document, where an argument that starts to matter would be missed.
 */
export class CostCache {
  readonly #known: KnownCost[] = [];
  /** For each variable, how often it stands in an argument, and the characters of its default. */
  readonly #uses: { name: string; times: number; defaultLength: number }[];
  /** Length of what the document itself has in arguments, as `lengthOfArguments` counts it. */
  readonly #ownLength: number;
  #bytes = 0;
  #steps = 0;

  /** @param literals characters of the literals in the document */
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    literals: number,
  ) {
    let entries = 0;
    const times = new Map<string, number>();
    visit(document, {
      Argument: ({ value }) => {
        visit(value, { [Kind.VARIABLE]: ({ name }) => void times.set(name.value, (times.get(name.value) ?? 0) + 1) });
      },
      ListValue: ({ values }) => void (entries += values.length),
    });
    this.#ownLength = literals + entries * ENTRY_LENGTH;
    const defaults = withDefaults(operation, {});
    this.#uses = [...times].map(([name, count]) => ({ name, times: count, defaultLength: lengthOf(defaults[name]) }));
  }

  /** Estimated bytes of the kept costs. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Steps of all traversals that computed costs; a kept cost takes none. */
  get steps(): number {
    return this.#steps;
  }

  /** Returns the highest possible cost of the operation, in points, as `costOf` computes it. */
  costOf(variables: Readonly<Record<string, unknown>>, bounds: ViewerBounds): number {
    // Long arguments cost points by their length, and each length would be another cost.
    if (!this.#areShort(variables)) return this.#compute(variables, bounds);
    const known = this.#known.find((each) => isSame(each, variables, bounds));
    if (known !== undefined) return known.cost;
    const names = new Set<string>();
    const cost = this.#compute(variables, bounds, names);
    const read = [...names].map((name): [string, unknown] => [name, sent(variables, name)]);
    if (this.#known.length < MAX_COSTS && read.length <= MAX_READ && read.every(([, value]) => isKept(value))) {
      this.#known.push({ cost, bounds, read });
      this.#bytes += COST_BYTES + read.length * READ_BYTES;
    }
    return cost;
  }

  #compute(variables: Readonly<Record<string, unknown>>, bounds: ViewerBounds, read?: Set<string>): number {
    const onStep = () => void (this.#steps += 1);
    return costOf(this.schema, this.document, this.operation, variables, bounds, read, onStep);
  }

  /** Returns whether the arguments of no field are long enough to cost points: all uses together are too short. */
  #areShort(variables: Readonly<Record<string, unknown>>): boolean {
    let length = this.#ownLength;
    for (const { name, times, defaultLength } of this.#uses) {
      length += times * (Object.hasOwn(variables, name) ? lengthOf(variables[name]) : defaultLength);
    }
    return length < LENGTH_PER_POINT;
  }
}

const sent = (variables: Readonly<Record<string, unknown>>, name: string) =>
  Object.hasOwn(variables, name) ? variables[name] : undefined;

function isSame(
  { bounds: known, read }: KnownCost,
  variables: Readonly<Record<string, unknown>>,
  bounds: ViewerBounds,
) {
  return (
    known.sharesPerImage === bounds.sharesPerImage &&
    known.trustedAccounts === bounds.trustedAccounts &&
    read.every(([name, value]) => sent(variables, name) === value)
  );
}

/** Returns whether a value is compared in little time and memory: no list, no object and no long string. */
const isKept = (value: unknown) =>
  typeof value === 'string' ? value.length <= MAX_STRING : typeof value !== 'object' || value === null;
