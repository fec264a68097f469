import {
  GraphQLError,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  valueFromASTUntyped,
  type ValueNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { PAGE_SIZE } from '../../policy/limits';
import { tooExpensive } from './cost';
import { fragmentsOf } from './parse';
import { countIntrospection } from './introspectionCost';
import { listBound, USUAL_BOUNDS, type ViewerBounds } from './listBounds';
import { lengthOfArguments, withDefaults } from './variables';
import { MAX_COST } from '../../graphql/requestLimits';
import { selectionSetsOf, walkSelections } from '../../graphql/shared/selections';

/** Points of each object that the response may contain. */
const OBJECT = 1;
/** Points of a mutation, for its transaction. */
const MUTATION = 10;
/** Points of counting a list. */
const TOTAL_COUNT = 10;
/** Entries assumed of a list without a known bound. */
const UNBOUNDED = 100;

/** Characters of arguments per point: an error repeats them, once for each entry of the list around its field. */
export const LENGTH_PER_POINT = 1_000;
/** The same for mutations, which look up each id that they name: 5,000 ids in five mutations take 20 ms. */
const LENGTH_PER_POINT_OF_MUTATION = 200;

/**
 * Limits of the traversal in fields and in levels, beyond which the operation is rejected. Fragments are not validated
 * yet, and may spread each other endlessly. 20,000 steps take 20 ms.
 */
const MAX_STEPS = 20_000;
const MAX_LEVELS = 200;

/**
 * Computes the most that an operation's response can contain, in points: each object counts one, times the lengths of
 * the lists around it (a connection's `first` or `last`, 20 without either; the bound of `listBounds.ts` for plain
 * lists), scalars nothing, each 1,000 characters of arguments one more (each 200 of a mutation's), a mutation and a
 * `totalCount` ten more, and the subjects of a denial as much as the arguments that they may repeat. Objects
 * of introspection are counted. Of the types of a union or an interface the most expensive counts. Variables, their
 * defaults, fragments and `@skip` and `@include` are evaluated as in the execution. Fields that the schema lacks cost
 * nothing; validation rejects them.
 *
 * @param variables as the request sent them, not yet checked
 * @param bounds bounds of the viewer's plain lists
 * @param read receives the names of the variables on whose values the cost depends; it also depends on their lengths
 * @param onStep called at each step of the traversal
 * @returns at least 1
 * @throws GRAPHQL_VALIDATION_FAILED where the operation exceeds the limits of the traversal, or the schema has no
 *   operations of its kind
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  bounds: ViewerBounds = USUAL_BOUNDS,
  read?: Set<string>,
  onStep: () => void = () => {},
): number {
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) throw noSuchOperations(operation.operation);
  const fragments = fragmentsOf(document);
  const findFragment = (name: string) => fragments.get(name);
  const sum = new Sum(schema, findFragment, withDefaults(operation, variables), bounds, read, onStep);
  return Math.max(OBJECT, sum.selection(root, [operation.selectionSet], null));
}

class Sum {
  #steps = 0;
  #level = 0;
  readonly #lengths = new Map<string, number>();
  /** By node, what its literals say: fragments lead to the same nodes many times, and a literal may be long. */
  readonly #argumentLengths = new Map<FieldNode, number>();
  readonly #arguments = new Map<FieldNode, Readonly<Record<string, unknown>>>();
  readonly #pages = new Map<FieldNode, number>();
  readonly #excluded = new Map<SelectionNode, boolean>();
  /** The `input` of the mutation whose cost is being computed. */
  #input: Readonly<Record<string, unknown>> = {};
  /** The parent field, as `Type.field`. */
  #parentField = '';
  /** Length of the longest arguments around the field, which the subjects of a denial may repeat. */
  #subjectLength = 0;
  /** Variables whose values are read. */
  readonly variables: Readonly<Record<string, unknown>>;

  constructor(
    readonly schema: GraphQLSchema,
    readonly findFragment: (name: string) => FragmentDefinitionNode | undefined,
    /** Variables whose lengths are read. */
    private readonly lengthsOf: Readonly<Record<string, unknown>>,
    readonly bounds: ViewerBounds,
    read: Set<string> | undefined,
    private readonly onStep: () => void,
  ) {
    this.variables = read === undefined ? lengthsOf : recordReads(lengthsOf, read);
  }

  /** @param page length of the lists in the type, for a connection; null for any other type */
  selection(type: GraphQLCompositeType, sets: SelectionSetNode[], page: number | null): number {
    if (isAbstractType(type)) {
      return Math.max(0, ...this.schema.getPossibleTypes(type).map((each) => this.selection(each, sets, page)));
    }
    let cost = 0;
    for (const nodes of this.#collect(type, sets).values()) cost += this.#field(type, nodes, page);
    return cost;
  }

  #field(parent: GraphQLObjectType, nodes: FieldNode[], page: number | null): number {
    this.#step();
    const [node] = nodes as [FieldNode];
    const name = node.name.value;
    const argumentLength = computedOnce(this.#argumentLengths, node, () =>
      lengthOfArguments(node, this.lengthsOf, this.#lengths),
    );
    const isMutation = parent === this.schema.getMutationType();
    const lengthPerPoint = isMutation ? LENGTH_PER_POINT_OF_MUTATION : LENGTH_PER_POINT;
    const own = Math.floor(argumentLength / lengthPerPoint) + (name === 'totalCount' ? TOTAL_COUNT : 0);
    if (name === '__schema' || name === '__type') return own + this.#introspection(nodes);
    const field = parent.getFields()[name];
    if (field === undefined) return own;
    const type = getNamedType(field.type);
    const coordinate = `${parent.name}.${name}`;
    if (isLeafType(type)) {
      // Lengths below that of a point cost the same, which `CostCache` relies on.
      return own + (coordinate === 'Denied.subjects' ? 1 + Math.floor(this.#subjectLength / LENGTH_PER_POINT) : 0);
    }
    if (isMutation) this.#input = asObject(this.#value(argument(node, 'input')));
    const times = isList(field.type) ? (page ?? this.#bound(parent.name, node, coordinate)) : 1;
    const [parentField, subjectLength] = [this.#parentField, this.#subjectLength];
    this.#parentField = coordinate;
    this.#subjectLength = Math.max(subjectLength, argumentLength);
    this.#level += 1;
    const below = this.selection(type as GraphQLCompositeType, selectionSetsOf(nodes), this.#page(node, field));
    this.#level -= 1;
    this.#parentField = parentField;
    this.#subjectLength = subjectLength;
    return own + times * (OBJECT + below) + (isMutation ? MUTATION : 0);
  }

  /** Returns the most entries of a plain list, one outside of a connection. */
  #bound(type: string, node: FieldNode, coordinate: string): number {
    // Denials inside `Denied.also` have none in their own `also`.
    if (coordinate === 'Denied.also' && this.#parentField === coordinate) return 0;
    const args = computedOnce(this.#arguments, node, () =>
      Object.fromEntries((node.arguments ?? []).map(({ name, value }) => [name.value, this.#value(value)])),
    );
    const inputs = { args, input: this.#input, bounds: this.bounds };
    return listBound(type, node.name.value, inputs) ?? UNBOUNDED;
  }

  #introspection(nodes: FieldNode[]): number {
    let objects = 0;
    const collect = (type: GraphQLObjectType, of: readonly FieldNode[]) => this.#collect(type, selectionSetsOf(of));
    countIntrospection(this.schema, nodes, this.variables, collect, () => {
      objects += 1;
      this.#step();
    });
    return objects;
  }

  /** Returns the length of a connection's lists; null for a field that is no connection. */
  #page(node: FieldNode, { args, type }: GraphQLField<unknown, unknown>): number | null {
    if (isList(type) || !args.some(({ name }) => name === 'first')) return null;
    return computedOnce(this.#pages, node, () => this.#pageLength(node));
  }

  #pageLength(node: FieldNode): number {
    const requested = ['first', 'last'].flatMap((name) => {
      const value = this.#value(argument(node, name));
      return typeof value === 'number' || typeof value === 'string' ? [Number(value)] : [];
    });
    const length = requested.length === 0 ? PAGE_SIZE.default : Math.max(...requested);
    // Values out of bounds are rejected later, with the name of their argument.
    return Number.isNaN(length) ? PAGE_SIZE.default : Math.min(PAGE_SIZE.max, Math.max(1, length));
  }

  /** Returns the fields that sets select of a type, each with its nodes, as the execution collects them. */
  #collect(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    walkSelections(
      sets,
      this.findFragment,
      (selection) => {
        this.#step();
        if (this.#isExcluded(selection)) return false;
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const nodes = fields.get(key);
          if (nodes === undefined) fields.set(key, [selection]);
          else nodes.push(selection);
        }
        return true;
      },
      ({ typeCondition }) => this.#applies(typeCondition?.name.value, type),
    );
    return fields;
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const abstract = this.schema.getType(condition);
    return isAbstractType(abstract) && this.schema.isSubType(abstract, type);
  }

  #isExcluded(selection: SelectionNode): boolean {
    if (!selection.directives?.length) return false;
    return computedOnce(this.#excluded, selection, () =>
      selection.directives!.some(({ name, arguments: args }) => {
        const value = this.#value(args?.find(({ name }) => name.value === 'if')?.value);
        return (name.value === 'skip' && value === true) || (name.value === 'include' && value === false);
      }),
    );
  }

  #value(node: ValueNode | undefined): unknown {
    if (node === undefined) return undefined;
    if (node.kind === Kind.VARIABLE) return this.variables[node.name.value];
    return valueFromASTUntyped(node, this.variables);
  }

  #step(): void {
    this.#steps += 1;
    this.onStep();
    if (this.#steps > MAX_STEPS || this.#level > MAX_LEVELS)
      throw tooExpensive('more than can be added up', null, MAX_COST);
  }
}

/** Returns the value of a key, computed where it is not known. */
function computedOnce<K, V>(known: Map<K, V>, key: K, compute: () => V): V {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = compute()));
  return value;
}

/** Returns an object with the same variables that records the names of those that are read. */
function recordReads(
  variables: Readonly<Record<string, unknown>>,
  read: Set<string>,
): Readonly<Record<string, unknown>> {
  const record = (name: string | symbol) => void read.add(String(name));
  return new Proxy(variables, {
    get(target, name) {
      record(name);
      return target[name as string];
    },
    has(target, name) {
      record(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      record(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}

const argument = ({ arguments: args }: FieldNode, wanted: string) =>
  args?.find(({ name }) => name.value === wanted)?.value;

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const isList = (type: GraphQLOutputType): boolean => isListType(type) || (isNonNullType(type) && isList(type.ofType));

const noSuchOperations = (kind: string) =>
  new GraphQLError(`The schema has no ${kind}s.`, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
