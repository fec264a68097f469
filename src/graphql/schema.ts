import 'reflect-metadata';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
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
import { inlineResolvers, resolveTypesSynchronously } from './inlineResolvers';
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
    resolveTypesSynchronously(built);
    inlineResolvers(built);
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

const { body, documents, cost, points } = REQUEST_LIMITS;
const DESCRIPTION = `Registry of machine images: their regions, the rights to launch, copy, rename and share them, limits and prices.

One request may have a body of ${body} bytes, ${documents.tokens} tokens, ${documents.depth} levels of fields, ${documents.aliases} aliases, ${documents.rootFields} fields of the operation, ${documents.mutations} mutations, ${documents.directives} directives, ${documents.fragments} fragments, ${documents.repeats} fields or fragments repeated in a selection, and may cost ${cost} points: one for each object that the response may contain, multiplied by the lengths of the enclosing lists, and 10 more for a mutation or a \`totalCount\`. A root account has ${points.capacity} points, refilled at ${points.perSecond} per second. These are the defaults; \`extensions.cost\` of every response contains its cost, the maximum cost of a request, the remaining points and the refill rate.

A subscription is requested with \`Accept: text/event-stream\`, has one field, and costs its points when it begins and again for each event.`;

/** Returns the schema as sorted text, the content of `schema.graphql`. */
export function printedSchema(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
