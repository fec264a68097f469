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
import { badInput } from '../../graphql/errors';
import { CostCache } from './costCache';
import { fragmentsOf, operationOf, type CheckedDocument } from './parse';
import { variablesReader } from '../plan/inputReader';
import { ExecutionPlan, FIELD_BYTES } from '../plan/plan';
import type { ViewerBounds } from './listBounds';
import { objectLength } from './objectLength';
import { usesThatAreNeverNull } from './nullVariables';

/** Estimated bytes of a token's node and location; measured 250 on average. */
const TOKEN_BYTES = 300;
/** Bytes of a line's start, by which errors are located. */
const LINE_BYTES = 8;
/** Estimated bytes of a document without its tokens. */
const DOCUMENT_BYTES = 2_000;
/** Plans kept of one document, one for each combination of the conditions of `@skip` and `@include`. */
const MAX_PLANS = 8;
/** Errors of variables that are returned: each repeats its value, and values may be long and numerous. */
const MAX_VARIABLE_ERRORS = 3;
/** Validation errors that are returned: the first suffice, and each takes as long as validating a small document. */
const MAX_VALIDATION_ERRORS = 20;

/** Values of an operation's variables, or the errors for which they are rejected. */
type CoercedVariables = { values: Record<string, unknown>; errors?: undefined } | { errors: readonly GraphQLError[] };

/** A document within the size limits, and the operation in it that is requested. */
export class CachedDocument {
  /** The operation; null where none has the name, or where a name is missing and needed. */
  readonly operation: OperationDefinitionNode | null;
  #valid = false;
  /** The whole document, which is validated as a whole. */
  readonly #whole: DocumentNode;
  readonly #bytes: number;
  #weighed = 0;
  readonly #plans = new Map<string, ExecutionPlan>();
  /** Null where there is no operation. */
  readonly #costs: CostCache | null;
  readonly #conditions: string[];
  #readVariables: ReturnType<typeof variablesReader> | null = null;
  #objectLength: number | null = null;
  /** Uses of variables that are nullable by their declaration in positions that are not. */
  #nonNullUses: { name: string; field: string; type: string }[] | null = null;

  /** Lexical tokens of the text. */
  readonly tokens: number;
  /** Pairs of fields that its validation compares. */
  readonly comparisons: number;
  /** The operation and the fragments that it spreads; other operations of the text have variables of their own. */
  readonly document: DocumentNode;

  constructor(
    private readonly schema: GraphQLSchema,
    { document: whole, tokens, literals, comparisons, lines }: CheckedDocument,
    operationName: string | null,
  ) {
    this.#whole = whole;
    this.tokens = tokens;
    this.comparisons = comparisons;
    this.operation = operationOf(whole, operationName);
    const document = (this.document = this.operation === null ? whole : operationWithFragments(whole, this.operation));
    this.#conditions = conditionsIn(document);
    this.#costs = this.operation && new CostCache(schema, document, this.operation, literals);
    this.#bytes = DOCUMENT_BYTES + tokens * TOKEN_BYTES + lines * LINE_BYTES + 2 * literals;
  }

  /** Estimated bytes, which grow as costs and plans are kept. */
  get bytes(): number {
    let fields = 0;
    for (const plan of this.#plans.values()) fields += plan.size;
    return this.#bytes + fields * FIELD_BYTES + (this.#costs?.bytes ?? 0);
  }

  /** Whether it takes more bytes than when it was last weighed, or was never weighed. */
  get hasGrown(): boolean {
    return this.bytes > this.#weighed;
  }

  /** Records its present size, and returns the bytes. */
  weigh(): number {
    return (this.#weighed = this.bytes);
  }

  /** Whether it has passed validation. */
  get isValid(): boolean {
    return this.#valid;
  }

  /**
   * Validates it unless it has passed before. A valid document is executed by plans from its next request on.
   *
   * @returns the errors, `MAX_VALIDATION_ERRORS` at most
   */
  validate(): readonly GraphQLError[] {
    if (this.#valid) return [];
    const errors = validate(this.schema, this.#whole, undefined, { maxErrors: MAX_VALIDATION_ERRORS });
    this.#valid = errors.length === 0;
    return errors.slice(0, MAX_VALIDATION_ERRORS).map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
  }

  /** Steps of all traversals that computed costs of it. */
  get costSteps(): number {
    return this.#costs?.steps ?? 0;
  }

  /** Characters that one object of a response has at most, as `objectLength` adds them up. */
  get objectLength(): number {
    return (this.#objectLength ??= objectLength(this.schema, this.document));
  }

  /** Returns its highest possible cost, in points. */
  costOf(variables: Readonly<Record<string, unknown>>, bounds: ViewerBounds): number {
    return this.#costs?.costOf(variables, bounds) ?? 1;
  }

  /**
   * Coerces variables as the operation declares them.
   *
   * @returns the values, or errors with the code BAD_USER_INPUT, `MAX_VARIABLE_ERRORS` at most
   */
  coerce(variables: Readonly<Record<string, unknown>>): CoercedVariables {
    const declared = this.operation?.variableDefinitions ?? [];
    this.#readVariables ??= variablesReader(this.schema, declared);
    let values = this.#readVariables(variables);
    if (values === null) {
      // Reports every error, or accepts what the reader leaves to it.
      const result = getVariableValues(this.schema, declared, variables, { maxErrors: MAX_VARIABLE_ERRORS });
      if (result.errors !== undefined) {
        return {
          errors: result.errors.slice(0, MAX_VARIABLE_ERRORS).map((error) => withCode(error, 'BAD_USER_INPUT')),
        };
      }
      values = result.coerced;
    }
    this.#nonNullUses ??= usesThatAreNeverNull(this.schema, this.document, this.operation);
    const wrong = this.#nonNullUses.filter(({ name }) => Object.hasOwn(values, name) && values[name] === null);
    if (wrong.length === 0) return { values };
    const errors = wrong
      .slice(0, MAX_VARIABLE_ERRORS)
      .map(({ name, field, type }) => badInput(field, `\`$${name}\` must not be null: \`${field}\` takes ${type}.`));
    return { errors };
  }

  /** Returns its plan for these variables, made on first use. */
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

/** Returns an operation with the fragments that it spreads, directly or through others. */
function operationWithFragments(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
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

/** Adds the code that an error of graphql-js lacks. */
const withCode = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    originalError: error.originalError ?? null,
    extensions: { code, ...error.extensions },
  });

/** Returns the variables on which the `@skip` and `@include` of a document depend. */
function conditionsIn(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      visit(directive, { Variable: (variable) => void names.add(variable.name.value) });
    },
  });
  return [...names];
}
