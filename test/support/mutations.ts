/** The documents of the mutations, with everything that they return. */

const IMAGE = '{ id name description type state origin region { id } owner { id } sharedAt createdAt }';
const PAYLOAD: Record<string, string> = {
  createImage: `image ${IMAGE}`,
  importImage: `image ${IMAGE}`,
  copyImage: `images ${IMAGE}`,
  updateImage: `image ${IMAGE}`,
  deleteImage: 'imageId',
  shareImage: `image { id } shares { id account { id } createdAt }`,
  unshareImage: 'image { id } accountIds',
  leaveImage: 'imageId',
  launchInstances: 'instances { id name state imageId region { id } tenancy } warnings { code message }',
  restoreInstance: 'instance { id imageId state }',
  terminateInstances: 'instances { id state }',
  createAccessToken: 'accessToken { id name scopes expiresAt } token',
  revokeAccessToken: 'accessTokenId',
  publishImage: `images ${IMAGE}`,
  submitMarketplaceImage: `image ${IMAGE}`,
  reviewMarketplaceImage: `image ${IMAGE}`,
  withdrawMarketplaceImage: 'imageId',
  restrictLaunchSources: 'launchSources trustedAccounts { id }',
  retireImage: 'imageId',
  createAccount: 'account { id name kind } token',
  updateAccount: 'account { id } limits { imagesPerRegion sharesPerImage operationsPerDay }',
  updateRegion: 'region { id supportsImageCopy state }',
};

/** The selection of a denial with all its fields, and of an allowed dry run. */
export const DENIED = `
  ... on Denied { rule message limit used resetsAt subjects also { rule message limit used resetsAt subjects also { rule } } }
  ... on Allowed { operation rules warnings { code message } }`;

/** The names of all mutations. */
export const MUTATIONS = Object.keys(PAYLOAD);

/** Returns the document that calls a mutation with `$input` and selects its whole answer. */
export function mutationText(name: string): string {
  const type = name[0]!.toUpperCase() + name.slice(1);
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${PAYLOAD[name]} } ${DENIED} } }`;
}
