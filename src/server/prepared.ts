import {
  getVariableValues,
  Kind,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { costOf } from './cost';
import { operationOf, readDocument, type DocumentLimits } from './documents';
import { lengthOf } from './variables';

/** Documents kept, and the characters of all of them together. */
const MOST_KEPT = 1_000;
const MOST_CHARACTERS = 4_000_000;
/** Costs kept of one document, which differ by its variables. */
const MOST_COSTS = 100;
/** How often a document is seen before it is compiled: a stranger's is not worth it. */
const SEEN_BEFORE_COMPILED = 3;

/** A document of which the size was judged, and the operation in it that is asked for. */
export class Prepared {
  #valid = false;
  #seen = 0;
  #compiled: CompiledQuery | null = null;
  readonly #costs = new Map<string, number>();
  readonly #priced: string[];

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
    private readonly operationName: string | null,
    /** Null where the name is of none, or it takes a name to tell which. */
    readonly operation: OperationDefinitionNode | null,
    private readonly keep: (prepared: Prepared) => void,
  ) {
    this.#priced = variablesOfLengths(document);
  }

  /** What it may cost at most, in points. */
  costOf(variables: Readonly<Record<string, unknown>>): number {
    if (this.operation === null) return 1;
    // Whatever the cost depends on: lengths of lists, what is left out, and how much is sent.
    const sent = (this.operation.variableDefinitions ?? []).map(({ variable }) => variables[variable.name.value]);
    const key = [
      ...this.#priced.map((name) => JSON.stringify(variables[name])),
      ...sent.map((value) => (value === undefined ? 'default' : lengthOf(value))),
    ].join(' ');
    let cost = this.#costs.get(key);
    if (cost === undefined) {
      cost = costOf(this.schema, this.document, this.operation, variables);
      if (this.#costs.size < MOST_COSTS) this.#costs.set(key, cost);
    }
    return cost;
  }

  /** Whether variables are what the operation declares; the compiled function takes a number for an id, we do not. */
  fits(variables: Readonly<Record<string, unknown>>): boolean {
    const declared = this.operation?.variableDefinitions ?? [];
    // Most are texts, of which there is nothing to be checked but that.
    if (declared.every((one) => isText(one) && typeof variables[one.variable.name.value] === 'string')) return true;
    return getVariableValues(this.schema, declared, variables, { maxErrors: 1 }).errors === undefined;
  }

  /** Validation let it pass: from now on it is known. */
  passed(): void {
    if (this.#valid) return;
    this.#valid = true;
    this.keep(this);
  }

  /** It as a function, once it was seen often enough; null before. */
  compiled(): CompiledQuery | null {
    if (this.#compiled !== null || !this.#valid) return this.#compiled;
    this.#seen += 1;
    if (this.#seen < SEEN_BEFORE_COMPILED) return null;
    const compiled = compileQuery(this.schema, this.document, this.operationName ?? undefined);
    if (isCompiledQuery(compiled)) this.#compiled = compiled;
    return this.#compiled;
  }
}

/** The documents seen lately. */
export class Documents {
  readonly #kept = new LRUCache<string, Prepared>({
    max: MOST_KEPT,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, key) => key.length,
  });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: DocumentLimits,
  ) {}

  /**
   * A document, judged now, or before where it is known.
   *
   * @throws as `readDocument` does
   */
  prepare(query: string, operationName: string | null): Prepared {
    // No document has this character in it, so no two share a key.
    const key = operationName === null ? query : `${operationName}\0${query}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const document = readDocument(query, this.limits);
    const operation = operationOf(document, operationName);
    return new Prepared(this.schema, document, operationName, operation, (it) => this.#kept.set(key, it));
  }
}

/** Whether a variable is a text, as `ID!` and `String!` are. */
const isText = ({ type }: VariableDefinitionNode) =>
  type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE && TEXTS.includes(type.type.name.value);
const TEXTS = ['ID', 'String'];

/** The variables that decide how long lists are and what is left out. */
function variablesOfLengths(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Argument: ({ name, value }) => {
      if (value.kind === Kind.VARIABLE && ['first', 'last', 'if'].includes(name.value)) names.add(value.name.value);
    },
  });
  return [...names];
}
