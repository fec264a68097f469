import type { GraphQLScalarType } from 'graphql';
import {
  GraphQLEnumType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  getNamedType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from './random';

/** A random request: its document, and sets of variables to send it with. */
export interface RandomRequest {
  kind: 'query' | 'mutation';
  text: string;
  variables: Record<string, unknown>[];
}

/** Names that every object inherits; none of them has a meaning in a document. */
const INHERITED = [
  '__proto__',
  'constructor',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  '__defineGetter__',
  '__lookupSetter__',
  'toJSON',
  'then',
];

/** Long enough that three uses cost a point. */
const LONG = 'l'.repeat(400);

const MAX_DEPTH = 5;
const MAX_FIELDS = 60;

/** Values by the name of their argument, so that many of them refer to something that exists. */
export type KnownValues = Record<string, readonly unknown[]>;

/** Generates random documents of a schema, most of them valid. */
export class DocumentGenerator {
  #fields = 0;
  #names = 0;
  #variables: { name: string; declaration: string; values: unknown[] }[] = [];
  #fragments: string[] = [];
  #spreadable: { name: string; type: string }[] = [];
  #keys = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly random: Random,
    private readonly known: KnownValues,
  ) {}

  request(): RandomRequest {
    this.#fields = 0;
    this.#names = 0;
    this.#variables = [];
    this.#fragments = [];
    this.#spreadable = [];
    const kind = this.random.chance(0.25) ? 'mutation' : 'query';
    const root = kind === 'query' ? this.schema.getQueryType()! : this.schema.getMutationType()!;
    const selection = this.#selection(root, 0, kind === 'mutation' ? 2 : 3);
    const declared = this.#variables.map(({ declaration }) => declaration).join(', ');
    const text = `${kind} ${this.random.chance(0.3) ? this.#name('Q') : ''}${declared && ` (${declared})`} ${selection}\n${this.#fragments.join('\n')}`;
    const sets = this.#variables.length === 0 ? 1 : 3;
    return { kind, text, variables: Array.from({ length: sets }, () => this.#set()) };
  }

  #set(): Record<string, unknown> {
    const set: Record<string, unknown> = {};
    for (const { name, values } of this.#variables) {
      const value = this.random.one(values);
      if (value !== undefined) Object.defineProperty(set, name, { value, enumerable: true, configurable: true });
    }
    return set;
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  #selection(type: GraphQLCompositeType, depth: number, most = 5): string {
    const parts: string[] = [];
    const count = 1 + this.random.below(most);
    for (let at = 0; at < count; at += 1) parts.push(this.#part(type, depth));
    // A selection is never empty, even where conditions exclude all of it.
    if (this.random.chance(0.6) || parts.length === 0) parts.push('__typename');
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLCompositeType, depth: number): string {
    if (isAbstractType(type)) {
      const possible = this.random.one(this.schema.getPossibleTypes(type));
      if (!('getFields' in type) || this.random.chance(0.7)) {
        return this.random.chance(0.3)
          ? this.#fragment(possible, depth)
          : `... on ${possible.name}${this.#directive()} ${this.#selection(possible, depth)}`;
      }
    }
    const dice = this.random.next();
    if (dice < 0.12) return this.#fragment(type, depth);
    if (dice < 0.2)
      return `... ${this.random.chance(0.5) ? `on ${type.name}` : ''}${this.#directive()} ${this.#selection(type, depth)}`;
    if (type === this.schema.getQueryType() && this.random.chance(0.05)) {
      return this.#field(this.random.chance(0.8) ? TypeMetaFieldDef : SchemaMetaFieldDef, depth);
    }
    const fields = Object.values(
      (type as { getFields: () => Record<string, GraphQLField<unknown, unknown>> }).getFields(),
    );
    const usable = fields.filter((field) =>
      depth < MAX_DEPTH && this.#fields < MAX_FIELDS ? true : isLeafType(getNamedType(field.type)),
    );
    if (usable.length === 0) return '__typename';
    return this.#field(this.random.one(usable), depth);
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    this.#fields += 1;
    const args =
      field === TypeMetaFieldDef && this.random.chance(0.6)
        ? `(name: $${this.#variable('String!', this.#typeNames())})`
        : this.#arguments(field.args);
    const named = getNamedType(field.type);
    const alias =
      args !== '' || this.random.chance(0.2)
        ? `${this.random.chance(0.15) ? this.random.one(INHERITED) : this.#name('a')}: `
        : '';
    const below = isLeafType(named) ? '' : ` ${this.#selection(named as GraphQLCompositeType, depth + 1)}`;
    return `${alias}${field.name}${args}${this.#directive()}${below}`;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const reusable = this.#spreadable.filter((each) => each.type === type.name);
    if (reusable.length > 0 && this.random.chance(0.6))
      return `...${this.random.one(reusable).name}${this.#directive()}`;
    const name = this.random.chance(0.1) ? this.#once(this.random.one(INHERITED.slice(1))) : this.#name('F');
    const body = this.#selection(type, depth, 3);
    this.#fragments.push(`fragment ${name} on ${type.name} ${body}`);
    this.#spreadable.push({ name, type: type.name });
    return `...${name}${this.#directive()}`;
  }

  #once(name: string): string {
    return this.#spreadable.some((each) => each.name === name) ? this.#name('F') : name;
  }

  #directive(): string {
    if (!this.random.chance(0.18)) return '';
    const name = this.random.one(['skip', 'include']);
    if (this.random.chance(0.35)) return ` @${name}(if: ${this.random.chance(0.5)})`;
    return ` @${name}(if: $${this.#condition()})`;
  }

  #condition(): string {
    const form = this.random.below(3);
    if (form === 0) return this.#variable('Boolean!', [true, false]);
    const values = form === 1 ? [true, false, undefined] : [true, false, undefined, undefined, null];
    return this.#variable(`Boolean = ${this.random.chance(0.5)}`, values);
  }

  #variable(type: string, values: unknown[]): string {
    const known = this.#variables.find(({ declaration }) => declaration.endsWith(`: ${type}`));
    if (known !== undefined && this.random.chance(type.startsWith('Boolean') ? 0.5 : 0.3)) return known.name;
    const wanted = this.random.chance(0.2) ? this.random.one(INHERITED) : this.#name('v');
    const name = this.#variables.some((each) => each.name === wanted) ? this.#name('v') : wanted;
    this.#variables.push({ name, declaration: `$${name}: ${type}`, values });
    return name;
  }

  /** Returns names of types, of different size, and names that no type has. */
  #typeNames(): string[] {
    return [
      'Image',
      'Mutation',
      'Share',
      'Rule',
      'OperationKind',
      'Nope',
      this.random.one(Object.keys(this.schema.getTypeMap())),
    ];
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const given: string[] = [];
    for (const arg of args) {
      const needed = isNonNullType(arg.type) && arg.defaultValue === undefined;
      if (!needed && !this.random.chance(0.45)) continue;
      given.push(`${arg.name}: ${this.#given(arg.name, arg.type)}`);
    }
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  }

  /** Returns a literal or a variable. */
  #given(name: string, type: GraphQLInputType): string {
    if (!this.random.chance(0.35) || (name === 'input' && this.random.chance(0.6)))
      return this.#literal(this.#value(name, type), type);
    const values = [this.#value(name, type), this.#value(name, type)];
    if (isNonNullType(type)) {
      // Valid because of its default, but an error where the variable is null.
      if (isLeafType(type.ofType) && this.random.chance(0.4)) {
        const otherwise = this.#literal(this.#value(name, type), type);
        return `$${this.#variable(`${String(type.ofType)} = ${otherwise}`, [...values, undefined, null])}`;
      }
      return `$${this.#variable(String(type), values)}`;
    }
    const otherwise = this.random.chance(0.3) ? ` = ${this.#literal(this.#value(name, type), type)}` : '';
    return `$${this.#variable(`${String(type)}${otherwise}`, [...values, undefined, null])}`;
  }

  #value(name: string, type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return this.#value(name, type.ofType);
    if (this.random.chance(0.05) && name !== 'dryRun') return null;
    if (isListType(type)) return Array.from({ length: this.random.below(4) }, () => this.#notNull(name, type.ofType));
    if (isInputObjectType(type)) return this.#object(type);
    if (type instanceof GraphQLEnumType) return this.random.one(type.getValues()).name;
    const known = this.known[name] ?? this.known[name.replace(/s$/, '')];
    if (known !== undefined && this.random.chance(0.9)) return this.random.one(known);
    return this.#scalar(type);
  }

  #notNull(name: string, type: GraphQLInputType): unknown {
    return this.#value(name, type) ?? this.#notNull(name, type);
  }

  #object(type: GraphQLInputType & { getFields: () => Record<string, GraphQLArgument> }): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const field of Object.values(type.getFields())) {
      const needed = isNonNullType(field.type) && field.defaultValue === undefined;
      if (field.name === 'idempotencyKey') object[field.name] = `fuzz-${(this.#keys += 1)}`;
      else if (field.name === 'dryRun') object[field.name] = this.random.chance(0.5);
      else if (needed) object[field.name] = this.#notNull(field.name, field.type);
      else if (this.random.chance(0.4)) object[field.name] = this.#value(field.name, field.type);
    }
    return object;
  }

  #scalar(type: GraphQLScalarType): unknown {
    switch (type.name) {
      case 'Int':
        return this.random.one([0, 1, 2, 5, 20, 100, 101, -1, 2_147_483_647]);
      case 'Float':
        return this.random.next();
      case 'Boolean':
        return this.random.chance(0.5);
      case 'DateTime':
        return this.random.one(['2026-03-04T12:00:00.000Z', '2026-03-05T00:00:00+08:00', '2036-01-01T00:00:00Z']);
      case 'Decimal':
        return this.random.one(['0', '0.12', '1000000']);
      default:
        return this.random.one([
          '',
          'x',
          'Ubuntu',
          'ap-guangzhou',
          'img-public',
          'acc-none',
          'a\nb',
          'ü',
          '#"\\',
          LONG,
        ]);
    }
  }

  #literal(value: unknown, type: GraphQLInputType): string {
    if (isNonNullType(type)) return this.#literal(value, type.ofType);
    if (value === null || value === undefined) return 'null';
    if (isListType(type)) return `[${(value as unknown[]).map((each) => this.#literal(each, type.ofType)).join(', ')}]`;
    if (isInputObjectType(type)) {
      const fields = type.getFields();
      const parts = Object.entries(value).map(([name, each]) => {
        const field = fields[name]!;
        const inVariable =
          each !== null &&
          !isNonNullType(field.type) &&
          name !== 'idempotencyKey' &&
          name !== 'dryRun' &&
          this.random.chance(0.1);
        if (!inVariable) return `${name}: ${this.#literal(each, field.type)}`;
        return `${name}: $${this.#variable(String(field.type), [each, each, undefined, null])}`;
      });
      return `{ ${parts.join(', ')} }`;
    }
    return type instanceof GraphQLEnumType ? (value as string) : JSON.stringify(value);
  }
}
