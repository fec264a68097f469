import {
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  locatedError,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { addPath, pathToArray, type Path } from 'graphql/jsutils/Path';
import {
  completeLeaf,
  isPromise,
  nullInNonNull,
  pathOf,
  planField,
  put,
  serialize,
  type Answer,
  type FieldPlan,
} from './fieldPlan';

/** Fields kept of one plan, those of fragments counted wherever they are spread; more are planned at each execution. */
const MAX_FIELDS = 500;
/** Estimated bytes of one field of a plan; measured 610 on average, nodes of the document not included. */
export const FIELD_BYTES = 700;

/** One execution of a plan. */
interface Run {
  context: unknown;
  variables: Record<string, unknown>;
  /** Arguments by the place of their field: they are the same for each object of a list. */
  args: (Record<string, unknown> | undefined)[];
  errors: GraphQLError[];
  /** Where null stands for an error; errors below such a place are dropped, as graphql-js drops them. */
  nulled: Set<Path | undefined>;
}

/**
 * An operation prepared for being executed many times. It answers exactly what graphql-js's `execute` answers, and is
 * built of graphql-js's own functions for collecting fields, for arguments and for serialization; what it saves is doing
 * them again for each object: fields are collected once per type, arguments coerced once per execution, and neither a
 * path nor a `GraphQLResolveInfo` is made for a field that reads a property. `@skip` and `@include` are taken as the
 * variables have them, so each combination of their conditions has a plan of its own.
 */
export class ExecutionPlan {
  #fields = 0;
  #root: readonly FieldPlan[] | null = null;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
    private readonly fragments: Record<string, FragmentDefinitionNode>,
  ) {}

  /** Fields planned so far; more are planned as they are met. */
  get size(): number {
    return this.#fields;
  }

  /**
   * Executes the operation.
   *
   * @param variables coerced by `getVariableValues`
   */
  async execute(context: unknown, variables: Record<string, unknown>): Promise<ExecutionResult> {
    const type = this.schema.getRootType(this.operation.operation)!;
    const run: Run = { context, variables, args: [], errors: [], nulled: new Set() };
    const collected = () => collectFields(this.schema, this.fragments, variables, type, this.operation.selectionSet);
    const root = this.#root ?? this.#plan(type, collected(), (fields) => (this.#root = fields));
    let data: ExecutionResult['data'];
    try {
      const executed =
        this.operation.operation === 'mutation'
          ? this.#executeSerially(run, root)
          : this.#executeFields(run, root, undefined, undefined);
      data = await executed;
    } catch (error) {
      data = null;
      this.#addError(run, error as GraphQLError, undefined);
    }
    return run.errors.length === 0 ? { data } : { errors: run.errors, data };
  }

  #plan(
    parent: GraphQLObjectType,
    collected: ReadonlyMap<string, readonly FieldNode[]>,
    keep: (fields: readonly FieldPlan[]) => void,
  ): readonly FieldPlan[] {
    const isKept = this.#fields + collected.size <= MAX_FIELDS;
    const fields: FieldPlan[] = [];
    for (const [key, nodes] of collected) {
      fields.push(planField(this.schema, parent, key, nodes, isKept ? this.#fields : null));
      if (isKept) this.#fields += 1;
    }
    if (isKept) keep(fields);
    return fields;
  }

  async #executeSerially(run: Run, fields: readonly FieldPlan[]): Promise<Answer> {
    const answer: Answer = {};
    for (const field of fields) put(answer, field, await this.#executeField(run, field, undefined, undefined));
    return answer;
  }

  #executeFields(
    run: Run,
    fields: readonly FieldPlan[],
    source: unknown,
    path: Path | undefined,
  ): Answer | Promise<Answer> {
    const answer: Answer = {};
    let pending: Promise<unknown>[] | null = null;
    let waiting: FieldPlan[] | null = null;
    try {
      for (const field of fields) {
        const value = this.#executeField(run, field, source, path);
        put(answer, field, value);
        if (!isPromise(value)) continue;
        (pending ??= []).push(value);
        (waiting ??= []).push(field);
      }
    } catch (error) {
      if (pending === null) throw error;
      // What is under way is waited for, as it may fail too.
      return Promise.all(pending).finally(() => {
        throw error;
      }) as Promise<never>;
    }
    if (pending === null) return answer;
    return Promise.all(pending).then((values) => {
      for (let at = 0; at < values.length; at += 1) put(answer, waiting![at]!, values[at]);
      return answer;
    });
  }

  #executeField(run: Run, field: FieldPlan, source: unknown, parentPath: Path | undefined): unknown {
    let path: Path | undefined;
    try {
      let value: unknown;
      if (field.resolve === null) {
        value = (source as Record<string, unknown> | undefined)?.[field.definition.name];
        if (typeof value === 'function') {
          path = pathOf(field, parentPath);
          const info = this.#info(run, field, path);
          value = (source as Record<string, GraphQLFieldResolver<unknown, unknown>>)[field.definition.name]!(
            this.#arguments(run, field) as never,
            run.context as never,
            info as never,
            undefined as never,
          );
        }
      } else {
        if (field.needsInfo) path = pathOf(field, parentPath);
        const info = field.needsInfo ? this.#info(run, field, path!) : NO_INFO;
        value = field.resolve(source, this.#arguments(run, field), run.context, info);
      }
      if (!isPromise(value)) {
        if (field.leaf !== null) return completeLeaf(field, value);
        path ??= pathOf(field, parentPath);
        const completed = this.#complete(run, field, field.type, value, path);
        if (!isPromise(completed)) return completed;
        const where = path;
        return completed.then(undefined, (error: unknown) => this.#fail(run, field, field.type, error, where));
      }
      const where = (path ??= pathOf(field, parentPath));
      return value
        .then((resolved) => this.#complete(run, field, field.type, resolved, where))
        .then(undefined, (error: unknown) => this.#fail(run, field, field.type, error, where));
    } catch (error) {
      return this.#fail(run, field, field.type, error, path ?? pathOf(field, parentPath));
    }
  }

  #arguments(run: Run, field: FieldPlan): Record<string, unknown> {
    if (!field.hasArguments) return NO_ARGUMENTS;
    const { place, definition, nodes } = field;
    const args = place === null ? undefined : run.args[place];
    if (args !== undefined) return args;
    const values = getArgumentValues(definition, nodes[0]!, run.variables);
    if (place !== null) run.args[place] = values;
    return values;
  }

  #info(run: Run, field: FieldPlan, path: Path): GraphQLResolveInfo {
    return {
      fieldName: field.definition.name,
      fieldNodes: field.nodes,
      returnType: field.type,
      parentType: field.parent,
      path,
      schema: this.schema,
      fragments: this.fragments,
      rootValue: undefined,
      operation: this.operation,
      variableValues: run.variables,
    };
  }

  /** @throws what graphql-js throws: the parent is null then, or the field, where it may be */
  #complete(run: Run, field: FieldPlan, type: GraphQLOutputType, value: unknown, path: Path): unknown {
    if (value instanceof Error) throw value;
    if (isNonNullType(type)) {
      const completed = this.#complete(run, field, type.ofType, value, path);
      if (completed === null) throw nullInNonNull(field);
      return completed;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) return this.#completeList(run, field, type.ofType, value, path);
    if (isLeafType(type)) return serialize(type, value);
    if (isAbstractType(type)) return this.#completeAbstract(run, field, type, value, path);
    return this.#completeObject(run, field, type, value, path);
  }

  #completeList(run: Run, field: FieldPlan, type: GraphQLOutputType, value: unknown, path: Path): unknown {
    if (typeof value !== 'object' || !(Symbol.iterator in (value as object))) {
      throw new Error(`A list was expected for ${field.parent.name}.${field.definition.name}.`);
    }
    let pending = false;
    const items = Array.from(value as Iterable<unknown>, (item, index) => {
      const place = addPath(path, index, undefined);
      const fail = (error: unknown) => this.#fail(run, field, type, error, place);
      try {
        const completed = isPromise(item)
          ? item.then((resolved) => this.#complete(run, field, type, resolved, place))
          : this.#complete(run, field, type, item, place);
        if (!isPromise(completed)) return completed;
        pending = true;
        return completed.then(undefined, fail);
      } catch (error) {
        return fail(error);
      }
    });
    return pending ? Promise.all(items) : items;
  }

  #completeAbstract(run: Run, field: FieldPlan, type: GraphQLAbstractType, value: unknown, path: Path): unknown {
    const name = type.resolveType!(value, run.context, this.#info(run, field, path), type) as string;
    const possible = this.schema.getPossibleTypes(type).find((each) => each.name === name);
    if (possible === undefined) throw new Error(`${type.name} has no type ${String(name)}.`);
    return this.#completeObject(run, field, possible, value, path);
  }

  #completeObject(
    run: Run,
    field: FieldPlan,
    type: GraphQLObjectType,
    value: unknown,
    path: Path,
  ): Answer | Promise<Answer> {
    let fields = field.below.get(type);
    if (fields === undefined) {
      const collected = collectSubfields(this.schema, this.fragments, run.variables, type, field.nodes);
      fields = this.#plan(type, collected, (kept) => field.below.set(type, kept));
    }
    return this.#executeFields(run, fields, value, path);
  }

  #fail(run: Run, field: FieldPlan, type: GraphQLOutputType, thrown: unknown, path: Path): null {
    const error = locatedError(thrown, field.nodes, pathToArray(path));
    if (isNonNullType(type)) throw error;
    this.#addError(run, error, path);
    return null;
  }

  #addError({ errors, nulled }: Run, error: GraphQLError, path: Path | undefined): void {
    for (let above = path; above !== undefined; above = above.prev) if (nulled.has(above)) return;
    if (nulled.has(undefined)) return;
    nulled.add(path);
    errors.push(error);
  }
}

const NO_ARGUMENTS: Record<string, unknown> = Object.freeze({});
const NO_INFO = undefined as never;
