import 'reflect-metadata';
import {
  isInterfaceType,
  isObjectType,
  isUnionType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
} from 'graphql';

import { buildSchemaSync, getMetadataStorage, type NonEmptyArray } from 'type-graphql';
import { typeOfId } from './entities/node';
import { AccessTokenScopes, InstanceEdges, InstanceTypePrice, OperationEdges, ShareEdges } from './fields/edges';
import { AccountImpactEdges, ImageFields } from './fields/image';
import { MarketplaceEditPrice, MarketplaceFields } from './fields/marketplace';
import { ViewerFields } from './fields/viewer';
import { ImageViewerCan, ViewerCanFields } from './fields/viewerCan';
import { CopyImage } from './mutations/copyImage';
import { CreateAccessToken } from './mutations/createAccessToken';
import { CreateAccount } from './mutations/createAccount';
import { CreateImage } from './mutations/createImage';
import { DeleteImage } from './mutations/deleteImage';
import { ImportImage } from './mutations/importImage';
import { LaunchInstances } from './mutations/launchInstances';
import { LeaveImage } from './mutations/leaveImage';
import { PublishImage } from './mutations/publishImage';
import { RestoreInstance } from './mutations/restoreInstance';
import { RestrictLaunchSources } from './mutations/restrictLaunchSources';
import { RetireImage } from './mutations/retireImage';
import { ReviewMarketplaceImage } from './mutations/reviewMarketplaceImage';
import { RevokeAccessToken } from './mutations/revokeAccessToken';
import { ShareImage } from './mutations/shareImage';
import { SubmitMarketplaceImage } from './mutations/submitMarketplaceImage';
import { TerminateInstances } from './mutations/terminateInstances';
import { UnshareImage } from './mutations/unshareImage';
import { UpdateAccount } from './mutations/updateAccount';
import { UpdateImage } from './mutations/updateImage';
import { UpdateRegion } from './mutations/updateRegion';
import { WithdrawMarketplaceImage } from './mutations/withdrawMarketplaceImage';
import { Images } from './queries/images';
import { Instances } from './queries/instances';
import { LaunchQuotes } from './queries/launchQuote';
import { Nodes } from './queries/node';
import { Regions } from './queries/regions';
import { Rules } from './queries/rules';
import { Viewers } from './queries/viewer';
import { DOOR_LIMITS } from './server/limits';
import { ImageChanged } from './subscriptions/imageChanged';
import { ShareReceived } from './subscriptions/shareReceived';
import { checkShape } from './shape';

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

/** Type-graphql asks for one; the subscriptions here bring their own events and use none. */
const NO_PUB_SUB = { publish: none, subscribe: none };
function none(): never {
  throw new Error('Events are kept in the database, and not published here.');
}

/** The executable schema: every query, mutation, subscription and edge. It is the same for all and built once. */
export function createSchema(): GraphQLSchema {
  const resolvers = [...queries, ...mutations, ...subscriptions, ...fields] as unknown as NonEmptyArray<() => void>;
  if (built === undefined) {
    built = buildSchemaSync({ resolvers, validateFn: checkShape, pubSub: NO_PUB_SUB });
    built.description = DESCRIPTION;
    tellTypesAtOnce(built);
    callEdgesDirectly(built);
  }
  return built;
}
let built: GraphQLSchema | undefined;

/** Every value tells its own type; type-graphql would have each wait for a promise of it. */
function tellTypesAtOnce(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isUnionType(type)) type.resolveType = (value: { __typename: string }) => value.__typename;
    if (isInterfaceType(type)) type.resolveType = ({ id }: { id: string }) => typeOfId(id);
  }
}

/**
 * Type-graphql puts a resolver's parameters together at each call, which for an edge takes longer than the edge itself.
 * Where they are the object and the context and nothing else, they are handed over as they are.
 */
function callEdgesDirectly(schema: GraphQLSchema): void {
  const { fieldResolvers, objectTypes } = getMetadataStorage();
  for (const { target, methodName, schemaName, params, resolverClassMetadata } of fieldResolvers) {
    const kinds = [...(params ?? [])].sort((a, b) => a.index - b.index).map(({ kind }) => kind);
    const isPlain = (params ?? []).every((param) => 'propertyName' in param && param.propertyName === undefined);
    const parent = resolverClassMetadata?.getObjectType();
    const name = objectTypes.find((type) => type.target === parent)?.name;
    const type = name === undefined ? undefined : schema.getType(name);
    const field = isObjectType(type) ? type.getFields()[schemaName] : undefined;
    if (field === undefined || !isPlain) continue;
    const edges = new (target as new () => Record<string, (...given: unknown[]) => unknown>)();
    if (kinds.join() === 'root') field.resolve = (root) => edges[methodName]!(root);
    if (kinds.join() === 'root,context') field.resolve = (root, _args, context) => edges[methodName]!(root, context);
  }
}

const { body, documents, cost, points } = DOOR_LIMITS;
const DESCRIPTION = `Machine images: which exist, who may launch, copy, rename or share them, in which region, under which limits and at what price.

One request may have a body of ${body} bytes, ${documents.tokens} tokens, ${documents.depth} levels of fields, ${documents.aliases} aliases, ${documents.rootFields} fields of the operation, ${documents.mutations} mutations, ${documents.directives} directives, ${documents.repeats} fields or fragments written again into a selection, and may cost ${cost} points: one for each object the answer may hold, times the lengths of the lists around it, 10 more for a mutation or a \`totalCount\`. A root account has ${points.capacity} points, and ${points.perSecond} come back each second. These are the defaults; \`extensions.cost\` of every answer says what it cost, what one request may cost, what is left and what comes back.

A subscription is asked with \`Accept: text/event-stream\`, has one field, and costs its points when it begins and again for each event.`;

/** The schema as text, sorted, as `schema.graphql` holds it. */
export function printedSchema(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
