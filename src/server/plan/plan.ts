import {
  locatedError,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields';
import { addPath, pathToArray, type Path } from 'graphql/jsutils/Path';
import { argumentsOf, isPromise, nullInNonNull, pathOf, planField, readerOf, selectionOf } from './fieldPlan';
import type { Answer, FieldPlan, Selection, Shape } from './planTypes';
import { serialize } from './rowReader';

/** Fields kept of one plan, those of fragments counted at each spread; any further are planned at each execution. */
const MAX_FIELDS = 500;
/** Estimated bytes of one field of a plan and its reader; measured 1,250, nodes of the document not included. */
export const FIELD_BYTES = 1_300;

/** One execution of a plan. */
interface Run {
  context: unknown;
  variables: Record<string, unknown>;
  /** Arguments by `FieldPlan.place`: they are the same for each object of a list. */
  args: (Record<string, unknown> | undefined)[];
  errors: GraphQLError[];
  /** Paths that are null because of an error; errors below such a path are dropped, as graphql-js drops them. */
  nulled: Set<Path | undefined>;
}

/**
 * An operation prepared for repeated execution. It returns exactly what graphql-js's `execute` returns: it collects
 * fields with graphql-js's own functions, and leaves to them the arguments that `inputReader.ts` does not coerce. It
 * saves their repetition for each object: fields are collected once per type, arguments coerced once per execution, and
 * neither a path nor a `GraphQLResolveInfo` is made for a field that reads a property. `@skip` and `@include` are
 * evaluated when a field is planned, so each combination of their conditions has a plan of its own.
 */
export class ExecutionPlan {
  #fields = 0;
  #root: Selection | null = null;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly operation: OperationDefinitionNode,
    private readonly fragments: Record<string, FragmentDefinitionNode>,
  ) {}

  /** Fields kept so far; more are planned as they are reached. */
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
    const root = this.#root ?? this.#plan(type, collected(), (selection) => (this.#root = selection));
    let data: ExecutionResult['data'];
    try {
      const executed =
        (this.operation.operation as string) === 'mutation'
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
    keep: (selection: Selection) => void,
  ): Selection {
    const isKept = this.#fields + collected.size <= MAX_FIELDS;
    const fields: FieldPlan[] = [];
    for (const [key, nodes] of collected) {
      fields.push(planField(this.schema, parent, key, nodes, isKept ? this.#fields : null));
      if (isKept) this.#fields += 1;
    }
    const selection = selectionOf(fields);
    if (isKept) keep(selection);
    return selection;
  }

  async #executeSerially(run: Run, { fields, template }: Selection): Promise<Answer> {
    const answer = { ...template };
    for (const field of fields) answer[field.key] = await this.#executeField(run, field, undefined, undefined);
    return answer;
  }

  #executeFields(run: Run, selection: Selection, source: unknown, path: Path | undefined): Answer | Promise<Answer> {
    let answer: Answer | null = null;
    let { fields } = selection;
    const read = readerOf(selection);
    if (read !== null) {
      answer = read(source);
      if (answer !== null) fields = selection.others;
    }
    answer ??= { ...selection.template };
    let pending: Promise<unknown>[] | null = null;
    let pendingFields: FieldPlan[] | null = null;
    try {
      for (let at = 0; at < fields.length; at += 1) {
        const field = fields[at]!;
        const value = this.#executeField(run, field, source, path);
        answer[field.key] = value;
        if (typeof value !== 'object' || !isPromise(value)) continue;
        (pending ??= []).push(value);
        (pendingFields ??= []).push(field);
      }
    } catch (error) {
      if (pending === null) throw error;
      // Waits for the pending fields, which may fail too.
      return Promise.all(pending).finally(() => {
        throw error;
      }) as Promise<never>;
    }
    if (pending === null) return answer;
    const object = answer;
    return Promise.all(pending).then((values) => {
      for (let at = 0; at < values.length; at += 1) object[pendingFields![at]!.key] = values[at];
      return object;
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
            argumentsOf(field, run),
            run.context,
            info,
            undefined as never,
          );
        }
      } else {
        if (field.needsInfo) path = pathOf(field, parentPath);
        const info = field.needsInfo ? this.#info(run, field, path!) : NO_INFO;
        value = field.resolve(source, argumentsOf(field, run), run.context, info);
      }
      const { shape } = field;
      if (typeof value === 'string' && shape.kind === 'text') return value;
      if (!isPromise(value)) {
        // A leaf needs no path: it has no fields.
        if (shape.kind !== 'text' && shape.kind !== 'leaf') path ??= pathOf(field, parentPath);
        const completed = this.#complete(run, field, shape, value, path);
        if (typeof completed !== 'object' || !isPromise(completed)) return completed;
        const where = path!;
        return completed.then(undefined, (error: unknown) => this.#fail(run, field, shape, error, where));
      }
      const where = (path ??= pathOf(field, parentPath));
      // Two steps, as in graphql-js: a tick less changes which of two simultaneous errors nulls their parent first.
      return value
        .then((resolved) => this.#complete(run, field, shape, resolved, where))
        .then(undefined, (error: unknown) => this.#fail(run, field, shape, error, where));
    } catch (error) {
      return this.#fail(run, field, field.shape, error, path ?? pathOf(field, parentPath));
    }
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

  /**
   * Completes a value by its type.
   *
   * @param path undefined for a scalar or an enum alone
   * @throws what graphql-js throws; the field is null then where it is nullable, or else its parent
   */
  #complete(run: Run, field: FieldPlan, shape: Shape, value: unknown, path: Path | undefined): unknown {
    if (value === null || value === undefined) {
      if (shape.nonNull) throw nullInNonNull(field);
      return null;
    }
    if (value instanceof Error) throw value;
    switch (shape.kind) {
      case 'object':
        return this.#completeObject(run, field, shape.object, value, path!);
      case 'list':
        return this.#completeList(run, field, shape.item, value, path!);
      case 'abstract':
        return this.#completeAbstract(run, field, shape.abstract, value, path!);
      case 'text':
        return typeof value === 'string' ? value : serialize(shape.leaf, value);
      case 'leaf':
        return serialize(shape.leaf, value);
    }
  }

  #completeList(run: Run, field: FieldPlan, shape: Shape, value: unknown, path: Path): unknown {
    if (typeof value !== 'object' || !(Symbol.iterator in (value as object))) {
      throw new Error(`A list was expected for ${field.parent.name}.${field.definition.name}.`);
    }
    const values = Array.isArray(value) ? (value as unknown[]) : [...(value as Iterable<unknown>)];
    const items = new Array<unknown>(values.length);
    let pending = false;
    try {
      for (let index = 0; index < values.length; index += 1) {
        const completed = this.#completeItem(run, field, shape, values[index], addPath(path, index, undefined));
        items[index] = completed;
        if (typeof completed === 'object' && isPromise(completed)) pending = true;
      }
    } catch (error) {
      // The earlier items are abandoned, and may fail as well: a rejection that nothing handles would end the process.
      if (pending) Promise.all(items).catch(() => undefined);
      throw error;
    }
    return pending ? Promise.all(items) : items;
  }

  #completeItem(run: Run, field: FieldPlan, shape: Shape, item: unknown, path: Path): unknown {
    if (!isPromise(item)) return this.#completeOrFail(run, field, shape, item, path);
    return item
      .then((resolved) => this.#complete(run, field, shape, resolved, path))
      .then(undefined, (error: unknown) => this.#fail(run, field, shape, error, path));
  }

  #completeOrFail(run: Run, field: FieldPlan, shape: Shape, value: unknown, path: Path): unknown {
    try {
      const completed = this.#complete(run, field, shape, value, path);
      if (typeof completed !== 'object' || !isPromise(completed)) return completed;
      return completed.then(undefined, (error: unknown) => this.#fail(run, field, shape, error, path));
    } catch (error) {
      return this.#fail(run, field, shape, error, path);
    }
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
    let selection = field.below.get(type);
    if (selection === undefined) {
      const collected = collectSubfields(this.schema, this.fragments, run.variables, type, field.nodes);
      selection = this.#plan(type, collected, (kept) => field.below.set(type, kept));
    }
    return this.#executeFields(run, selection, value, path);
  }

  #fail(run: Run, field: FieldPlan, { nonNull }: Shape, thrown: unknown, path: Path): null {
    const error = locatedError(thrown, field.nodes, pathToArray(path));
    if (nonNull) throw error;
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

const NO_INFO = undefined as never;
