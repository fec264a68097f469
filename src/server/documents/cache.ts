import { createHash } from 'node:crypto';
import {
  getVariableValues,
  GraphQLError,
  Kind,
  validate,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { badInput } from '../../errors';
import { costOf, LENGTH_PER_POINT } from './cost';
import { fragmentsOf, operationOf, parseAndCheckDocument } from './parse';
import { type DocumentLimits } from '../../graphql/requestLimits';
import { variablesReader } from '../plan/inputReader';
import { ExecutionPlan, FIELD_BYTES } from '../plan/plan';
import type { ViewerBounds } from './listBounds';
import { usesThatAreNeverNull } from './nullVariables';
import { lengthOf } from './variables';

/** Bytes of all documents that are kept, with their plans. */
const MAX_BYTES = 32_000_000;
/** Estimated bytes of a token's node and its place in the text; measured 250 on average. */
const TOKEN_BYTES = 300;
/** A document of any kind. */
const DOCUMENT_BYTES = 2_000;
/** Costs kept of one document, which differ by its variables, and the variables that may make them differ. */
const MAX_COSTS = 32;
const MAX_PRICED = 8;
const COST_BYTES = 100;
/** Plans kept of one document, one for each combination of the conditions of `@skip` and `@include`. */
const MAX_PLANS = 8;
/** Errors of variables that are told: each repeats the value, and values may be long and many. */
const MAX_VARIABLE_ERRORS = 3;
/** Errors of validation that are told: they say enough, and each takes as long as to validate a small document. */
const MAX_VALIDATION_ERRORS = 20;
/** Bytes of the hashes of persisted queries, each with its text. */
const MAX_PERSISTED_BYTES = 4_000_000;

/** A document whose size was judged, and the operation in it that is asked for. */
export class CachedDocument {
  /** The operation; null where the name is of none, or where a name is needed to tell which. */
  readonly operation: OperationDefinitionNode | null;
  #valid = false;
  /** The text as it was parsed; it is valid or not as a whole. */
  readonly #whole: DocumentNode;
  readonly #bytes: number;
  #weighed = 0;
  readonly #plans = new Map<string, ExecutionPlan>();
  readonly #costs = new Map<string, number>();
  /** Variables that decide how long lists are and what is left out; null where there are too many to keep costs. */
  readonly #priced: string[] | null;
  readonly #conditions: string[];
  readonly #declared: string[];
  #readVariables: ReturnType<typeof variablesReader> | null = null;
  /** Variables that may be null where they are declared and must not be null where they are used. */
  #neverNull: { name: string; field: string; type: string }[] | null = null;

  /** The operation and the fragments that it spreads: other operations in the text have variables of their own. */
  readonly document: DocumentNode;

  constructor(
    private readonly schema: GraphQLSchema,
    whole: DocumentNode,
    private readonly literals: number,
    readonly tokens: number,
    operationName: string | null,
  ) {
    this.#whole = whole;
    this.operation = operationOf(whole, operationName);
    const document = (this.document = this.operation === null ? whole : ownPartOf(whole, this.operation));
    this.#conditions = variablesIn(document, ['if']);
    this.#declared = (this.operation?.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    const priced = variablesIn(document, ['first', 'last', 'if', 'input', 'count']);
    this.#priced = priced.length > MAX_PRICED ? null : priced;
    this.#bytes = DOCUMENT_BYTES + tokens * TOKEN_BYTES;
  }

  /** Estimated bytes; grows as costs and plans are kept. */
  get bytes(): number {
    let fields = 0;
    for (const plan of this.#plans.values()) fields += plan.size;
    return this.#bytes + fields * FIELD_BYTES + this.#costs.size * COST_BYTES;
  }

  /** Whether it takes more than when it was kept, or was not kept yet. */
  get hasGrown(): boolean {
    return this.bytes > this.#weighed;
  }

  /** Notes that it is kept as it is now. */
  weigh(): number {
    return (this.#weighed = this.bytes);
  }

  /** Whether it passed validation. */
  get isValid(): boolean {
    return this.#valid;
  }

  /**
   * Validates it, unless it passed before; from then on it is executed by plans.
   *
   * @returns the errors, a few at the most
   */
  validate(): readonly GraphQLError[] {
    if (this.#valid) return [];
    const errors = validate(this.schema, this.#whole, undefined, { maxErrors: MAX_VALIDATION_ERRORS });
    this.#valid = errors.length === 0;
    return errors.slice(0, MAX_VALIDATION_ERRORS).map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  }

  /** What it may cost at most, in points. */
  costOf(variables: Readonly<Record<string, unknown>>, bounds: ViewerBounds): number {
    if (this.operation === null) return 1;
    const key = this.#costKey(variables, bounds);
    const known = key === null ? undefined : this.#costs.get(key);
    if (known !== undefined) return known;
    const cost = costOf(this.schema, this.document, this.operation, variables, bounds);
    if (key !== null && this.#costs.size < MAX_COSTS) this.#costs.set(key, cost);
    return cost;
  }

  /** What the cost depends on, where that is a few numbers and switches; null where it is more, or a text. */
  #costKey(variables: Readonly<Record<string, unknown>>, bounds: ViewerBounds): string | null {
    if (this.#priced === null) return null;
    let sent = this.literals;
    for (const name of this.#declared) if (Object.hasOwn(variables, name)) sent += lengthOf(variables[name]);
    // From here on the length of what is sent costs points.
    if (sent >= LENGTH_PER_POINT) return null;
    let key = `${bounds.sharesPerImage} ${bounds.trustedAccounts}`;
    for (const name of this.#priced) {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (typeof value === 'object' ? value !== null : typeof value === 'string') return null;
      key += ` ${String(value)}`;
    }
    return key;
  }

  /**
   * Variables as the operation declares them.
   *
   * @returns the errors, a few at the most, where they do not fit
   */
  coerce(variables: Readonly<Record<string, unknown>>): Record<string, unknown> | readonly GraphQLError[] {
    const declared = this.operation?.variableDefinitions ?? [];
    this.#readVariables ??= variablesReader(this.schema, declared);
    let coerced = this.#readVariables(variables);
    if (coerced === null) {
      const limit = { maxErrors: MAX_VARIABLE_ERRORS };
      const { errors, ...values } = getVariableValues(this.schema, declared, variables, limit);
      if (errors !== undefined)
        return errors.slice(0, MAX_VARIABLE_ERRORS).map((error) => withCode(error, 'BAD_USER_INPUT'));
      coerced = (values as { coerced: Record<string, unknown> }).coerced;
    }
    this.#neverNull ??= usesThatAreNeverNull(this.schema, this.document, this.operation);
    if (this.#neverNull.length === 0) return coerced;
    const wrong = this.#neverNull.filter(({ name }) => Object.hasOwn(coerced, name) && coerced[name] === null);
    if (wrong.length === 0) return coerced;
    return wrong
      .slice(0, MAX_VARIABLE_ERRORS)
      .map(({ name, field, type }) => badInput(field, `\`$${name}\` must not be null: \`${field}\` takes ${type}.`));
  }

  /** Its plan for these variables. */
  plan(coerced: Record<string, unknown>): ExecutionPlan {
    const key = this.#conditions.map((name) => (coerced[name] === true ? '1' : '0')).join('');
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      plan = new ExecutionPlan(this.schema, this.operation!, Object.fromEntries(fragmentsOf(this.document)));
      if (this.#plans.size < MAX_PLANS) this.#plans.set(key, plan);
    }
    return plan;
  }
}

/** Documents that were seen lately, as many as fit into a number of bytes. */
export class DocumentCache {
  readonly #documents = new LRUCache<string, CachedDocument>({
    maxSize: MAX_BYTES,
    sizeCalculation: (document, key) => document.weigh() + 2 * key.length,
  });
  readonly #persisted = new LRUCache<string, string>({
    maxSize: MAX_PERSISTED_BYTES,
    sizeCalculation: (text, hash) => 2 * text.length + hash.length,
  });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly limits: DocumentLimits,
  ) {}

  /**
   * A document, judged now, or earlier where it is known.
   *
   * @throws as `parseAndCheckDocument` does
   */
  get(query: string, operationName: string | null): CachedDocument {
    const known = this.#documents.get(keyOf(query, operationName));
    if (known !== undefined) return known;
    const { document, tokens, literals } = parseAndCheckDocument(query, this.limits);
    return new CachedDocument(this.schema, document, literals, tokens, operationName);
  }

  /** Keeps a valid document, or weighs it again after it grew. */
  keep(query: string, operationName: string | null, document: CachedDocument): void {
    this.#documents.set(keyOf(query, operationName), document);
  }

  /**
   * The text of a document that a request sends, or names by its hash.
   *
   * @throws PERSISTED_QUERY_NOT_FOUND where the hash is not known, BAD_REQUEST where it is that of another text
   */
  textOf({ query, hash }: { query: string; hash: string | null }): string {
    if (hash === null) return query;
    if (query !== '') {
      if (hashOfQuery(query) !== hash) throw wrongHash();
      return query;
    }
    const text = this.#persisted.get(hash);
    if (text === undefined) throw unknownHash();
    return text;
  }

  /** Keeps the text of a valid document under its hash. */
  persist(hash: string, query: string): void {
    if (!this.#persisted.has(hash)) this.#persisted.set(hash, query);
  }
}

/** As Apollo's clients expect it: they send the text along next time. */
const unknownHash = () =>
  new GraphQLError('PersistedQueryNotFound', {
    extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { status: 200, headers: new Map() } },
  });

const wrongHash = () =>
  new GraphQLError('`extensions.persistedQuery.sha256Hash` must be the SHA-256 of `query`.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400, headers: new Map() } },
  });

const hashOfQuery = (query: string): string => createHash('sha256').update(query).digest('hex');

/** The length of the name tells where it ends, so that no two share a key. */
const keyOf = (query: string, operationName: string | null) =>
  operationName === null ? `-${query}` : `${operationName.length}:${operationName}${query}`;

/** An operation with the fragments that it spreads, and those that these spread. */
function ownPartOf(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const fragments = fragmentsOf(document);
  const own = new Set<DefinitionNode>([operation]);
  for (const definition of own) {
    visit(definition, {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (fragment !== undefined) own.add(fragment);
      },
    });
  }
  return { kind: Kind.DOCUMENT, definitions: [...own] };
}

/** An error of graphql-js, with the code that it lacks. */
const withCode = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    originalError: error.originalError ?? null,
    extensions: { code, ...error.extensions },
  });

/** The variables that a document gives to arguments of these names. */
function variablesIn(document: DocumentNode, args: readonly string[]): string[] {
  const names = new Set<string>();
  visit(document, {
    Argument: ({ name, value }) => {
      if (!args.includes(name.value)) return;
      visit(value, { Variable: (variable) => void names.add(variable.name.value) });
    },
  });
  return [...names];
}
