/** The part of the schema that the measured documents use, for the contenders that are written schema first. */
export const SDL = `
  scalar DateTime

  enum ImageType { PUBLIC MARKETPLACE CUSTOM SHARED }

  type Region { id: ID! name: String! }
  type Account { id: ID! name: String! }
  type Share { id: ID! createdAt: DateTime! account: Account! }
  type Permission { allowed: Boolean! }
  type ViewerCan { share: Permission! }

  type Image {
    id: ID!
    name: String!
    type: ImageType!
    state: String!
    osFamily: String!
    platform: String!
    sizeGb: Int!
    createdAt: DateTime!
    region: Region!
    owner: Account!
    shareCount: Int
    shares: [Share!]
    viewerCan: ViewerCan!
  }

  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type ImageConnection { nodes: [Image!]! pageInfo: PageInfo! }

  input ImageFilter { regionId: ID types: [ImageType!] }
  input ShareImageInput { imageId: ID! accountIds: [ID!]! }

  type ShareImagePayload { image: Image! shares: [Share!]! }
  type Denied { rule: String! }
  union ShareImageResult = ShareImagePayload | Denied

  type Query {
    image(id: ID!): Image
    images(filter: ImageFilter, first: Int, after: String): ImageConnection!
  }
  type Mutation { shareImage(input: ShareImageInput!): ShareImageResult! }
`;
