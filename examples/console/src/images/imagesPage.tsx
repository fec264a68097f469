import { useEffect, useMemo } from 'react';
import { useQuery } from 'urql';
import { ImagesDocument, type ImagesQuery } from '../generated/operations';
import { listAt } from '../place';
import { ProblemBox } from '../problem';
import { Quota } from '../session/quota';
import { useSession } from '../session/session';
import { many } from '../words';
import { Filters } from './filters';
import { ImageTable } from './imageTable';
import { firstPage, variablesOf, withPage } from './search';

/** The images the viewer may see, newest first, a page at a time. */
export function ImagesPage({ search: text }: { search: string }) {
  const session = useSession();
  const search = useMemo(() => new URLSearchParams(text), [text]);
  const variables = useMemo(() => variablesOf(search), [search]);
  const [{ data, error, fetching }, ask] = useQuery({
    query: ImagesDocument,
    variables,
    requestPolicy: 'cache-and-network',
  });
  const region = session.regions.find(({ id }) => id === search.get('region'));
  const title = region === undefined ? 'Images' : `Images in ${region.name}`;
  useEffect(() => {
    document.title = title;
  }, [title]);

  let count = '';
  if (fetching) count = 'Loading…';
  else if (data && !error) count = many(data.images.totalCount, 'image');

  return (
    <>
      <h1>{title}</h1>
      {region !== undefined && session.viewer !== null && <Quota regionId={region.id} />}
      <Filters search={search} />
      <p className="count" role="status">
        {count}
      </p>
      {error ? (
        <>
          <ProblemBox error={error} api={session.api} onAgain={() => ask({ requestPolicy: 'network-only' })} />
          {(search.has('after') || search.has('before')) && (
            <a href={listAt(firstPage(search).toString())}>Back to the first page</a>
          )}
        </>
      ) : (
        data && <List images={data.images} search={search} busy={fetching} />
      )}
    </>
  );
}

function List({ images, search, busy }: { images: ImagesQuery['images']; search: URLSearchParams; busy: boolean }) {
  const { nodes, pageInfo } = images;
  if (nodes.length === 0) {
    return (
      <div className="box empty">
        <p>{images.totalCount === 0 ? 'No image is like that.' : 'Nothing more on this page.'}</p>
        <a href={listAt(images.totalCount === 0 ? '' : firstPage(search).toString())}>
          {images.totalCount === 0 ? 'Show all images' : 'Back to the first page'}
        </a>
      </div>
    );
  }
  return (
    <>
      <ImageTable images={nodes} busy={busy} />
      <nav className="pages" aria-label="Pages">
        {pageInfo.hasPreviousPage && pageInfo.startCursor !== null && (
          <a rel="prev" href={listAt(withPage(search, 'before', pageInfo.startCursor))}>
            ← Newer
          </a>
        )}
        {pageInfo.hasNextPage && pageInfo.endCursor !== null && (
          <a rel="next" href={listAt(withPage(search, 'after', pageInfo.endCursor))}>
            Older →
          </a>
        )}
      </nav>
    </>
  );
}
