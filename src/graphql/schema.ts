import 'reflect-metadata';
import {
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
} from 'graphql';

import { buildSchemaSync, getMetadataStorage, type NonEmptyArray } from 'type-graphql';
import { AccessTokenScopes, InstanceEdges, InstanceTypePrice, OperationEdges, ShareEdges } from './shared/edges';
import { AccountImpactEdges, ImageFields, ImageImpactEdges } from './images/fields';
import { MarketplaceEditPrice, MarketplaceFields } from './marketplace/fields';
import { ViewerFields } from './accounts/fields';
import { ImageViewerCan, ViewerCanFields } from './images/viewerCan';
import { CopyImage } from './images/copyImage';
import { CreateAccessToken } from './accounts/createAccessToken';
import { CreateAccount } from './accounts/createAccount';
import { CreateImage } from './images/createImage';
import { DeleteImage } from './images/deleteImage';
import { ImportImage } from './images/importImage';
import { LaunchInstances } from './instances/launchInstances';
import { LeaveImage } from './images/leaveImage';
import { PublishImage } from './images/publishImage';
import { RestoreInstance } from './instances/restoreInstance';
import { RestrictLaunchSources } from './accounts/restrictLaunchSources';
import { RetireImage } from './images/retireImage';
import { ReviewMarketplaceImage } from './marketplace/reviewMarketplaceImage';
import { RevokeAccessToken } from './accounts/revokeAccessToken';
import { ShareImage } from './images/shareImage';
import { SubmitMarketplaceImage } from './marketplace/submitMarketplaceImage';
import { TerminateInstances } from './instances/terminateInstances';
import { UnshareImage } from './images/unshareImage';
import { UpdateAccount } from './accounts/updateAccount';
import { UpdateImage } from './images/updateImage';
import { UpdateRegion } from './regions/updateRegion';
import { WithdrawMarketplaceImage } from './marketplace/withdrawMarketplaceImage';
import { Images } from './images/queries';
import { Instances } from './instances/queries';
import { LaunchQuotes } from './instances/launchQuote';
import { Nodes } from './node';
import { Regions } from './regions/queries';
import { Rules } from './rules';
import { Viewers } from './accounts/queries';
import { REQUEST_LIMITS } from './requestLimits';
import { ImageChanged } from './images/imageChanged';
import { ShareReceived } from './images/shareReceived';
import { validateInput } from './shared/inputValidation';

const queries = [Images, Instances, LaunchQuotes, Nodes, Regions, Rules, Viewers];

const mutations = [
  CopyImage,
  CreateAccessToken,
  CreateAccount,
  CreateImage,
  DeleteImage,
  ImportImage,
  LaunchInstances,
  LeaveImage,
  PublishImage,
  RestoreInstance,
  RestrictLaunchSources,
  RetireImage,
  ReviewMarketplaceImage,
  RevokeAccessToken,
  ShareImage,
  SubmitMarketplaceImage,
  TerminateInstances,
  UnshareImage,
  UpdateAccount,
  UpdateImage,
  UpdateRegion,
  WithdrawMarketplaceImage,
];

const subscriptions = [ImageChanged, ShareReceived];

const fields = [
  AccessTokenScopes,
  AccountImpactEdges,
  ImageFields,
  ImageImpactEdges,
  ImageViewerCan,
  InstanceEdges,
  InstanceTypePrice,
  MarketplaceEditPrice,
  MarketplaceFields,
  OperationEdges,
  ShareEdges,
  ViewerCanFields,
  ViewerFields,
];

/** Satisfies type-graphql, which requires a pub-sub; the subscriptions here read their events from the database. */
const NO_PUB_SUB = { publish: none, subscribe: none };
function none(): never {
  throw new Error('Events are kept in the database, and not published here.');
}

/** Returns the executable schema: every query, mutation, subscription and edge. It is built once and shared. */
export function createSchema(): GraphQLSchema {
  const resolvers = [...queries, ...mutations, ...subscriptions, ...fields] as unknown as NonEmptyArray<() => void>;
  if (built === undefined) {
    built = buildSchemaSync({ resolvers, validateFn: validateInput, pubSub: NO_PUB_SUB });
    built.description = DESCRIPTION;
    describeRootTypes(built);
    tellTypesAtOnce(built);
    callDirectly(built);
  }
  return built;
}
let built: GraphQLSchema | undefined;

/** Describes the root types, for which type-graphql takes no description. */
function describeRootTypes(schema: GraphQLSchema): void {
  schema.getQueryType()!.description =
    'Read operations. Anonymous callers can read regions, instance types, rules, and public and listed marketplace images.';
  schema.getMutationType()!.description = [
    'Write operations. Each takes one `input` and returns a payload, `Denied` or `Allowed`. A list of ids is processed entirely or not at all; duplicates count once.',
    'With `dryRun`, only the rules are evaluated: the call returns `Denied` or `Allowed`, changes nothing and does not count as an operation.',
    'An `idempotencyKey`, chosen by the client, makes retries safe. A call with the key and the input of an earlier, successful one returns the same payload, changes nothing and does not count again; with another input, it is an error. Keys are kept for at least 24 hours.',
  ].join('\n\n');
  schema.getSubscriptionType()!.description =
    'Event streams, requested with `Accept: text/event-stream`, one field per request.';
}

/** Resolves abstract types from `__typename`; type-graphql would make each value wait for a promise of its type. */
function tellTypesAtOnce(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isUnionType(type) || isInterfaceType(type))
      type.resolveType = (value: { __typename: string }) => value.__typename;
  }
}

/**
 * Replaces type-graphql's resolver wrappers. They assemble a resolver's parameters at each call, which for most takes
 * longer than the resolver itself. A resolver is called directly if it takes only the object, the context, the
 * `GraphQLResolveInfo` and arguments that need no validation.
 */
function callDirectly(schema: GraphQLSchema): void {
  const { fieldResolvers, queries } = getMetadataStorage();
  const typeOf = (resolver: (typeof fieldResolvers)[number]) => {
    const parent = resolver.resolverClassMetadata?.getObjectType();
    return getMetadataStorage().objectTypes.find(({ target }) => target === parent)?.name;
  };
  for (const query of queries) callOneDirectly(schema.getQueryType(), query);
  for (const resolver of fieldResolvers) callOneDirectly(schema.getType(typeOf(resolver) ?? ''), resolver);
}

type Resolving = Pick<
  ReturnType<typeof getMetadataStorage>['fieldResolvers'][number],
  'target' | 'methodName' | 'schemaName' | 'params'
>;
type Arguments = Record<string, unknown>;
type Given = (root: unknown, args: Arguments, context: unknown, info: unknown) => unknown;

function callOneDirectly(type: unknown, { target, methodName, schemaName, params }: Resolving): void {
  const field = isObjectType(type) ? type.getFields()[schemaName] : undefined;
  if (field === undefined) return;
  const given: Given[] = [];
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
  if (first === undefined) field.resolve = () => object[methodName]!();
  else if (second === undefined) field.resolve = (r, a: Arguments, c, i) => object[methodName]!(first(r, a, c, i));
  else if (third === undefined)
    field.resolve = (r, a: Arguments, c, i) => object[methodName]!(first(r, a, c, i), second(r, a, c, i));
  else if (fourth === undefined)
    field.resolve = (r, a: Arguments, c, i) =>
      object[methodName]!(first(r, a, c, i), second(r, a, c, i), third(r, a, c, i));
  else if (more.length === 0)
    field.resolve = (r, a: Arguments, c, i) =>
      object[methodName]!(first(r, a, c, i), second(r, a, c, i), third(r, a, c, i), fourth(r, a, c, i));
  if (withoutInfo && field.resolve !== undefined && field.resolve !== before) infoless.add(field.resolve);
}

const infoless = new WeakSet<object>();

/** Returns whether a resolver does not read the `GraphQLResolveInfo`, so that none has to be created for it. */
export const takesNoInfo = (resolve: object): boolean => infoless.has(resolve);

const { body, documents, cost, points } = REQUEST_LIMITS;
const DESCRIPTION = `Registry of machine images: their regions, the rights to launch, copy, rename and share them, limits and prices.

One request may have a body of ${body} bytes, ${documents.tokens} tokens, ${documents.depth} levels of fields, ${documents.aliases} aliases, ${documents.rootFields} fields of the operation, ${documents.mutations} mutations, ${documents.directives} directives, ${documents.fragments} fragments, ${documents.repeats} fields or fragments repeated in a selection, and may cost ${cost} points: one for each object that the response may contain, multiplied by the lengths of the enclosing lists, and 10 more for a mutation or a \`totalCount\`. A root account has ${points.capacity} points, refilled at ${points.perSecond} per second. These are the defaults; \`extensions.cost\` of every response contains its cost, the maximum cost of a request, the remaining points and the refill rate.

A subscription is requested with \`Accept: text/event-stream\`, has one field, and costs its points when it begins and again for each event.`;

/** Returns the schema as sorted text, the content of `schema.graphql`. */
export function printedSchema(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
