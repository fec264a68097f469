import {
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { typeOfId } from '../../src/entities/node';
import { newId, randomText } from '../../src/database/ids';
import { CALLS, type Fixture } from './calls';
import { type ApiCaller, type World } from './world';
import { mutationText } from './mutations';

/** The arguments that take ids, read out of the schema, so that tests cover new ones. */

/** The kind of object that an id, or a text that finds something, refers to. */
export type Kind =
  | 'image'
  | 'instance'
  | 'account'
  | 'token'
  | 'share'
  | 'operation'
  | 'region'
  | 'instanceType'
  | 'cursor'
  | 'key'
  | 'name'
  | 'platform';

/** An argument, or a field of an input, that takes an id or a text that finds something. */
export interface IdArgument {
  /** As `Mutation.copyImage(input.imageId)`. */
  name: string;
  parent: string;
  field: string;
  path: string[];
  list: boolean;
  kinds: readonly Kind[];
}

/** The kinds that an argument finds, by its full name or by the last part of it. */
const FINDS: Record<string, readonly Kind[]> = {
  'Query.node(id)': ['image', 'instance', 'account', 'token', 'share', 'operation', 'region', 'instanceType'],
  'Query.image(id)': ['image'],
  'Query.instance(id)': ['instance'],
  'Query.region(id)': ['region'],
  imageId: ['image'],
  instanceId: ['instance'],
  instanceIds: ['instance'],
  accountId: ['account'],
  accountIds: ['account'],
  ownerId: ['account'],
  rootId: ['account'],
  trustedAccountIds: ['account'],
  accessTokenId: ['token'],
  regionId: ['region'],
  regionIds: ['region'],
  instanceType: ['instanceType'],
  after: ['cursor'],
  before: ['cursor'],
  idempotencyKey: ['key'],
  nameContains: ['name'],
  platform: ['platform'],
};

/** Returns whether a text finds something: cursors and keys by their names, and every text of a filter. */
const findsByText = (path: string[]) => /^(after|before|idempotencyKey)$/.test(path.at(-1)!) || path[0] === 'filter';

/**
 * Returns every argument and input field that takes an id or finds something by a text.
 *
 * @throws where `FINDS` has no kinds for one, with its name
 */
export function idArguments(schema: GraphQLSchema): IdArgument[] {
  const types = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    // live.isolation.test.ts tests the subscriptions, which need a stream.
    .filter(({ name }) => !name.startsWith('__') && name !== 'Subscription');
  const fields = types.flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
  return fields.flatMap(({ type, field }) =>
    field.args
      .flatMap((arg) => leaves(arg.type, [arg.name]))
      .map(({ path, list }) => {
        const name = `${type.name}.${field.name}(${path.join('.')})`;
        const kinds = FINDS[name] ?? FINDS[path.at(-1)!];
        if (kinds === undefined) throw new Error(`${name} takes an id, and no case supplies one.`);
        return { name, parent: type.name, field: field.name, path, list, kinds };
      }),
  );
}

function leaves(type: GraphQLInputType, path: string[]): { path: string[]; list: boolean }[] {
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) => leaves(field.type, [...path, field.name]));
  }
  if (named.name !== 'ID' && !(named.name === 'String' && findsByText(path))) return [];
  return [{ path, list: isListType(getNullableType(type)) }];
}

/** The arguments of fields with required ones. */
const NEEDED: Record<string, string> = { quota: '(regionId: "ap-guangzhou")' };

/**
 * Returns a selection of all fields of a type, `depth` objects deep. Lists are short, because an operation costs as
 * much as its answer may hold.
 *
 * @param only the fields, or the types of a union or interface, to select; by default all
 */
export function selection(schema: GraphQLSchema, typeName: string, depth: number, only?: readonly string[]): string {
  const type = schema.getType(typeName);
  const wanted = ({ name }: { name: string }) => only === undefined || only.includes(name);
  if (isUnionType(type) || isInterfaceType(type)) {
    const types = schema.getPossibleTypes(type).filter(wanted);
    return `{ __typename ${types.map(({ name }) => `... on ${name} ${selection(schema, name, depth)}`).join(' ')} }`;
  }
  if (!isObjectType(type)) throw new Error(`${typeName} has no fields.`);
  const fields = Object.values(type.getFields())
    .filter(wanted)
    .flatMap((field) => {
      const of = getNamedType(field.type);
      if (isLeafType(of)) return [field.name];
      if (depth === 0) return [];
      return [`${field.name}${argumentsFor(field)} ${selection(schema, of.name, depth - 1)}`];
    });
  return `{ __typename ${fields.join(' ')} }`;
}

function argumentsFor({ name, args }: GraphQLField<unknown, unknown>): string {
  if (args.some(isRequiredArgument)) {
    if (NEEDED[name] === undefined) throw new Error(`NEEDED has no arguments for ${name}.`);
    return NEEDED[name];
  }
  return args.some((arg) => arg.name === 'first') ? '(first: 5)' : '';
}

/** Returns the types that an id may have; without a prefix it is that of a region or an instance type. */
function typesOfId(id: string): string[] {
  const type = typeOfId(id);
  return type === null ? ['Region', 'InstanceType'] : [type];
}

/** The selection that leads to a field of a type. */
const WAY: Record<string, (inner: string) => string> = {
  Query: (inner) => inner,
  Viewer: (inner) => `viewer { ${inner} }`,
  ViewerCan: (inner) => `image(id: $own) { viewerCan { ${inner} } }`,
};

/** Other fields that an input needs. */
const BESIDES: Record<string, (own: Fixture) => object> = {
  'Query.launchQuote': ({ image }) => ({ imageId: image.id, instanceType: 'S' }),
  // Only a sub-account has a root account.
  'Mutation.createAccount(input.rootId)': () => ({ kind: 'SUB' }),
};

/** Builds a call that is valid except for one argument; every other id in it belongs to the caller. */
export function callWith(
  schema: GraphQLSchema,
  { name, parent, field, path, list }: IdArgument,
  own: Fixture,
  values: string[],
  dryRun: boolean,
): { text: string; variables: Record<string, unknown> } {
  const value = list ? values : values[0];
  const besides = BESIDES[name] ?? BESIDES[`${parent}.${field}`];
  if (parent === 'Mutation') {
    const input = { ...CALLS[field]!.input(own), ...besides?.(own), dryRun };
    return { text: mutationText(field), variables: withValue({ input }, path, value) };
  }
  const way = WAY[parent];
  if (way === undefined) throw new Error(`Nobody has said how to come to ${parent}.`);
  const { args, type } = (schema.getType(parent) as GraphQLObjectType).getFields()[field]!;
  const short = args.some((arg) => arg.name === 'first') ? { first: 5 } : {};
  const given = withValue({ ...short, ...(besides && { input: besides(own) }) }, path, value);
  const used = args.filter((arg) => arg.name in given);
  const of = getNamedType(type);
  const asked = selection(schema, of.name, 2, isInterfaceType(of) ? typesOfId(values[0]!) : undefined);
  const inner = `${field}(${used.map((arg) => `${arg.name}: $${arg.name}`).join(', ')}) ${asked}`;
  const declared = used.map((arg) => `$${arg.name}: ${String(arg.type)}`);
  if (parent === 'ViewerCan') declared.push('$own: ID!');
  return { text: `query (${declared.join(', ')}) { ${way(inner)} }`, variables: { ...given, own: own.image.id } };
}

function withValue(object: object, [first, ...rest]: string[], value: unknown): Record<string, unknown> {
  const given = object as Record<string, unknown>;
  return { ...given, [first!]: rest.length === 0 ? value : withValue(given[first!] ?? {}, rest, value) };
}

/** For ids of lists that everyone sees: another one that differs only in its name. */
const ALIKE: Record<string, string> = { 'ap-beijing': 'ap-shanghai', 'S-of-theirs': 'S-of-nobody' };

/** Returns a value of the same form that refers to nothing. */
export function twinOf(kind: Kind, value: string): string {
  if (kind === 'region' || kind === 'instanceType') return ALIKE[value]!;
  if (kind === 'cursor') {
    const [tag, at, id] = Buffer.from(value, 'base64url').toString().split('.');
    return Buffer.from(`${tag}.${at}.${twinOf('image', id!)}`).toString('base64url');
  }
  const prefix = /^(img|ins|acc|shr|tok|op)-/.exec(value)?.[1];
  return prefix === undefined ? randomText(value.length) : newId(prefix as 'img');
}

/** Returns an answer as its bytes, without parts that differ for each request and with the requested ids replaced. */
export async function responseOf(
  world: World,
  { token }: ApiCaller,
  payload: { text: string; variables: object },
  ids: readonly string[],
): Promise<{ status: number; headers: object; text: string }> {
  const response = await world.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    payload: JSON.stringify({ query: payload.text, variables: payload.variables }),
  });
  const { date: _date, 'x-request-id': _id, ...headers } = response.headers;
  const text = response.payload.replace(/"(available|requestId)":("[^"]*"|[\d.]+)/g, '"$1":"…"');
  return { status: response.statusCode, headers, text: ids.reduce((all, id) => all.replaceAll(id, '<it>'), text) };
}
