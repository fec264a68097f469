import { useMemo, useState } from 'react';
import { Provider, useQuery } from 'urql';
import { SessionDocument } from './generated/operations';
import { ImagePage } from './image/imagePage';
import { ImagesPage } from './images/imagesPage';
import { listAt, placeIn, useHash } from './place';
import { ProblemBox } from './problem';
import { createClient } from './session/client';
import { keepConnection, readConnection, type Connection } from './session/connection';
import { ConnectionDialog } from './session/connectionDialog';
import { SessionContext, type Session } from './session/session';

/** The console: who asks and where, and the page that is open. Another token is another client, with nothing in its cache. */
export function Console() {
  const [connection, setConnection] = useState(readConnection);
  const client = useMemo(() => createClient(connection), [connection]);
  const change = (next: Connection) => {
    keepConnection(next);
    setConnection(next);
  };
  return (
    <Provider value={client}>
      <Frame key={JSON.stringify(connection)} connection={connection} onConnection={change} />
    </Provider>
  );
}

interface FrameProps {
  connection: Connection;
  onConnection: (connection: Connection) => void;
}

function Frame({ connection, onConnection }: FrameProps) {
  const [{ data, error, fetching }, ask] = useQuery({ query: SessionDocument });
  const [connecting, setConnecting] = useState(false);
  const [notice, announce] = useNotice();
  const connect = () => setConnecting(true);
  const session: Session | null = data ? { ...data, api: connection.api, connect, announce } : null;
  const who = data?.viewer?.account.name ?? (connection.token === '' ? 'Nobody' : 'Token not checked');

  return (
    <>
      <header className="top">
        <a className="brand" href={listAt('')}>
          <img src="/favicon.svg" alt="" width="28" height="28" />
          Image console
        </a>
        <span className="who">{fetching ? 'Signing in…' : who}</span>
        <button type="button" onClick={connect}>
          {connection.token === '' ? 'Sign in' : 'Account'}
        </button>
      </header>
      <main>
        <p className="notice" role="status">
          {notice}
        </p>
        {error && !data && (
          <ProblemBox
            error={error}
            api={connection.api}
            onAgain={() => ask({ requestPolicy: 'network-only' })}
            onToken={connect}
          />
        )}
        {fetching && !session && <p className="loading">Asking {connection.api}…</p>}
        {session && (
          <SessionContext value={session}>
            <Page />
          </SessionContext>
        )}
      </main>
      {connecting && (
        <ConnectionDialog connection={connection} onConnection={onConnection} onClose={() => setConnecting(false)} />
      )}
    </>
  );
}

function Page() {
  const place = placeIn(useHash());
  return place.page === 'image' ? <ImagePage key={place.id} id={place.id} /> : <ImagesPage search={place.search} />;
}

/** A sentence about the page that is open when it is said; on the next one it is gone. */
function useNotice(): [string, (text: string) => void] {
  const hash = useHash();
  const [notice, setNotice] = useState({ text: '', at: '' });
  const announce = (text: string) => setNotice({ text, at: window.location.hash });
  return [notice.at === hash ? notice.text : '', announce];
}
