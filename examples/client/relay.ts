import * as Relay from 'relay-runtime';
import { observeFragment } from 'relay-runtime/experimental';
import { post, type Endpoint } from './ask';
import create, { type relayDocumentsCreateMutation } from './generated/relay/relayDocumentsCreateMutation.graphql';
import remove, { type relayDocumentsDeleteMutation } from './generated/relay/relayDocumentsDeleteMutation.graphql';
import first, { type relayDocumentsFirstQuery } from './generated/relay/relayDocumentsFirstQuery.graphql';
import next, { type relayDocumentsNextQuery } from './generated/relay/relayDocumentsNextQuery.graphql';
import again, { type relayDocumentsRowQuery } from './generated/relay/relayDocumentsRowQuery.graphql';
import share, { type relayDocumentsShareMutation } from './generated/relay/relayDocumentsShareMutation.graphql';
import pageFragment, {
  type relayDocuments_page$data,
  type relayDocuments_page$key,
} from './generated/relay/relayDocuments_page.graphql';
import rowFragment, { type relayDocuments_row$key } from './generated/relay/relayDocuments_row.graphql';
import { toRow, type ImagePages, type Row } from './imagePages';
import { answered } from './refusals';

/** The additional functions with Relay, whose directives insert new images, remove deleted ones, and read one again. */
export interface RelayPages extends ImagePages {
  create: (instanceId: string, name: string) => Promise<void>;
  remove: (imageId: string) => Promise<void>;
  readAgain: (imageId: string) => Promise<void>;
}

/**
 * Opens the list of images with only Relay's runtime; in React, `usePaginationFragment` replaces `watch` and `more`.
 *
 * @param count the length of a page
 */
export async function openWithRelay(endpoint: Endpoint, count: number): Promise<RelayPages> {
  const environment = new Relay.Environment({
    network: Relay.Network.create(async ({ text }, variables) => ({
      data: await post(endpoint, text ?? '', variables),
    })),
    store: new Relay.Store(new Relay.RecordSource()),
  });
  // Keeps the records of an open list from being garbage-collected.
  const kept = environment.retain(Relay.createOperationDescriptor(Relay.getRequest(first), { count }));
  const root = await read<relayDocumentsFirstQuery>(environment, first, { count });
  const watching = watch(environment, root);
  const connections = () => [watching.page().images.__id];

  return {
    shown: watching.rows,
    more: async () => {
      const { hasNextPage, endCursor } = watching.page().images.pageInfo;
      if (hasNextPage) await read<relayDocumentsNextQuery>(environment, next, { count, cursor: endCursor });
      return hasNextPage;
    },
    share: async (imageId, accountId) => {
      const input = { imageId, accountIds: [accountId] };
      const answer = await commit<relayDocumentsShareMutation>(environment, share, { input });
      const shareImage = answered(answer.shareImage);
      return shareImage.__typename === 'Denied' ? shareImage : null;
    },
    create: async (instanceId, name) => {
      const variables = { input: { instanceId, name }, connections: connections() };
      const answer = await commit<relayDocumentsCreateMutation>(environment, create, variables);
      const createImage = answered(answer.createImage);
      if (createImage.__typename === 'Denied') throw new Error(createImage.message);
    },
    remove: async (imageId) => {
      const variables = { input: { imageId }, connections: connections() };
      const answer = await commit<relayDocumentsDeleteMutation>(environment, remove, variables);
      const deleteImage = answered(answer.deleteImage);
      if (deleteImage.__typename === 'Denied') throw new Error(deleteImage.message);
    },
    readAgain: async (id) => {
      await read<relayDocumentsRowQuery>(environment, again, { id });
    },
    close: () => {
      watching.close();
      kept.dispose();
    },
  };
}

/** Watches the list and each of its rows in the store. */
function watch(environment: Relay.IEnvironment, root: relayDocuments_page$key) {
  let page: relayDocuments_page$data | null = null;
  let rows: Row[] = [];
  let watchingRows: Relay.Subscription[] = [];
  const unwatchRows = () => watchingRows.forEach((watching) => watching.unsubscribe());
  const watchRow = (row: relayDocuments_row$key, place: number) =>
    observeFragment(environment, rowFragment, row).subscribe({
      next: (state) => {
        if (state.state === 'ok') rows[place] = toRow(state.value);
      },
    });
  const watchingPage = observeFragment(environment, pageFragment, root).subscribe({
    next: (state) => {
      if (state.state !== 'ok') return;
      page = state.value;
      unwatchRows();
      rows = [];
      watchingRows = page.images.edges.map(({ node }, place) => watchRow(node, place));
    },
  });
  return {
    rows: () => rows,
    page: () => {
      if (page === null) throw new Error('The list was not read.');
      return page;
    },
    close: () => {
      unwatchRows();
      watchingPage.unsubscribe();
    },
  };
}

async function read<T extends Relay.OperationType>(
  environment: Relay.IEnvironment,
  query: Relay.GraphQLTaggedNode,
  variables: T['variables'],
): Promise<T['response']> {
  const answer = await Relay.fetchQuery<T>(environment, query, variables).toPromise();
  if (answer === undefined) throw new Error('No answer.');
  return answer;
}

function commit<T extends Relay.MutationParameters>(
  environment: Relay.IEnvironment,
  mutation: Relay.GraphQLTaggedNode,
  variables: T['variables'],
): Promise<T['response']> {
  return new Promise((resolve, reject) => {
    Relay.commitMutation<T>(environment, { mutation, variables, onCompleted: resolve, onError: reject });
  });
}
