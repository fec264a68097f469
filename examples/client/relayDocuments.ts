import { graphql } from 'relay-runtime';

/**
 * The documents of relay.ts, which Relay's compiler reads. A bundler replaces them with the compiled ones
 * (`babel-plugin-relay`); relay.ts has no bundler and imports those from generated/relay.
 */

/** The fields of an image in the list. `@refetchable` makes a query that reads one image again, through `node`. */
export const row = graphql`
  fragment relayDocuments_row on Image @refetchable(queryName: "relayDocumentsRowQuery") {
    id
    name
    shareCount
    shares {
      id
      account {
        id
        name
      }
    }
    viewerCan {
      delete {
        allowed
      }
    }
  }
`;

/** A page of images, and with `@refetchable` the query for the next one; `@connection` joins the pages. */
export const page = graphql`
  fragment relayDocuments_page on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "relayDocumentsNextQuery") {
    images(first: $count, after: $cursor, filter: { types: [CUSTOM] })
      @connection(key: "relayDocuments_images", filters: ["filter"]) {
      __id
      edges {
        node {
          id
          ...relayDocuments_row
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

export const first = graphql`
  query relayDocumentsFirstQuery($count: Int!) {
    ...relayDocuments_page @arguments(count: $count)
  }
`;

/** The answer holds the image with the fields of the row, which is all that the store needs. */
export const share = graphql`
  mutation relayDocumentsShareMutation($input: ShareImageInput!) {
    shareImage(input: $input) {
      __typename
      ... on ShareImagePayload {
        image {
          ...relayDocuments_row
        }
      }
      ... on Denied {
        rule
        message
      }
    }
  }
`;

/** `@prependNode` puts the new image at the head of the list, which is newest first. */
export const create = graphql`
  mutation relayDocumentsCreateMutation($input: CreateImageInput!, $connections: [ID!]!) {
    createImage(input: $input) {
      __typename
      ... on CreateImagePayload {
        image @prependNode(connections: $connections, edgeTypeName: "ImageEdge") {
          id
          ...relayDocuments_row
        }
      }
      ... on Denied {
        rule
        message
      }
    }
  }
`;

/** `@deleteEdge` removes the image with this id from the list. */
export const remove = graphql`
  mutation relayDocumentsDeleteMutation($input: DeleteImageInput!, $connections: [ID!]!) {
    deleteImage(input: $input) {
      __typename
      ... on DeleteImagePayload {
        imageId @deleteEdge(connections: $connections)
      }
      ... on Denied {
        rule
        message
      }
    }
  }
`;
