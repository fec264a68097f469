import { getNamedType, isInterfaceType, isLeafType, isObjectType, isUnionType, type GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

/**
 * Replaces wrappers of type-graphql that cost more than the resolvers they wrap. Reads type-graphql's metadata, which is
 * no public API: `test/inlineResolvers.test.ts` fails where it changes.
 */

/** Resolves abstract types from `__typename`; type-graphql would make each value wait for a promise of its type. */
export function resolveTypesSynchronously(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isUnionType(type) || isInterfaceType(type))
      type.resolveType = (value: { __typename: string }) => value.__typename;
  }
}

type ResolverMetadata = Pick<
  ReturnType<typeof getMetadataStorage>['fieldResolvers'][number],
  'target' | 'methodName' | 'schemaName' | 'params'
>;
type Arguments = Record<string, unknown>;
type ParameterReader = (root: unknown, args: Arguments, context: unknown, info: unknown) => unknown;

/** Resolvers that do not read the `GraphQLResolveInfo`. */
const infoless = new WeakSet<object>();

function inlineResolver(type: unknown, { target, methodName, schemaName, params }: ResolverMetadata): void {
  const field = isObjectType(type) ? type.getFields()[schemaName] : undefined;
  if (field === undefined) return;
  const given: ParameterReader[] = [];
  for (const param of [...(params ?? [])].sort((a, b) => a.index - b.index)) {
    if (param.kind === 'root' && param.propertyName === undefined) given.push((root) => root);
    else if (param.kind === 'context' && param.propertyName === undefined)
      given.push((_root, _args, context) => context);
    else if (param.kind === 'info') given.push((_root, _args, _context, info) => info);
    else if (param.kind === 'arg' && isLeafType(getNamedType(field.args.find(({ name }) => name === param.name)?.type)))
      given.push((_root, args) => args[param.name]);
    else return;
  }
  const object = new (target as new () => Record<string, (...given: unknown[]) => unknown>)();
  const before = field.resolve;
  const withoutInfo = !(params ?? []).some(({ kind }) => kind === 'info');
  const [first, second, third, fourth, ...more] = given;
  let call: ParameterReader | undefined;
  if (first === undefined) call = () => object[methodName]!();
  else if (second === undefined) call = (r, a, c, i) => object[methodName]!(first(r, a, c, i));
  else if (third === undefined) call = (r, a, c, i) => object[methodName]!(first(r, a, c, i), second(r, a, c, i));
  else if (fourth === undefined)
    call = (r, a, c, i) => object[methodName]!(first(r, a, c, i), second(r, a, c, i), third(r, a, c, i));
  else if (more.length === 0)
    call = (r, a, c, i) =>
      object[methodName]!(first(r, a, c, i), second(r, a, c, i), third(r, a, c, i), fourth(r, a, c, i));
  if (call !== undefined) field.resolve = rejecting(call);
  if (withoutInfo && field.resolve !== undefined && field.resolve !== before) infoless.add(field.resolve);
}

/**
 * Returns a resolver that rejects where the given one throws. In a list graphql-js abandons the earlier objects at an
 * error that is thrown; where one of these fails later, nothing handles its rejection, and Node ends the process.
 */
function rejecting(call: ParameterReader): ParameterReader {
  return (root, args, context, info) => {
    try {
      return call(root, args, context, info);
    } catch (error) {
      return rejected(error as Error);
    }
  };
}

const rejected = (error: Error): Promise<never> => Promise.reject(error);

/**
 * Replaces type-graphql's resolver wrappers. They assemble a resolver's parameters at each call, which for most takes
 * longer than the resolver itself. A resolver is called directly if it takes only the object, the context, the
 * `GraphQLResolveInfo` and arguments that need no validation.
 */
export function inlineResolvers(schema: GraphQLSchema): void {
  const { fieldResolvers, queries } = getMetadataStorage();
  const typeOf = (resolver: (typeof fieldResolvers)[number]) => {
    const parent = resolver.resolverClassMetadata?.getObjectType();
    return getMetadataStorage().objectTypes.find(({ target }) => target === parent)?.name;
  };
  for (const query of queries) inlineResolver(schema.getQueryType(), query);
  for (const resolver of fieldResolvers) inlineResolver(schema.getType(typeOf(resolver) ?? ''), resolver);
}

/** Returns whether a resolver does not read the `GraphQLResolveInfo`, so that none has to be created for it. */
export const takesNoInfo = (resolve: object): boolean => infoless.has(resolve);
