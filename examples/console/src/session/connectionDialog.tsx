import { useId, useState, type FormEvent } from 'react';
import { Dialog } from '../dialog';
import { goTo, listAt } from '../place';
import type { Connection } from './connection';

interface Props {
  connection: Connection;
  onConnection: (connection: Connection) => void;
  onClose: () => void;
}

/** Where the API is, and the token to ask it with. */
export function ConnectionDialog({ connection, onConnection, onClose }: Props) {
  const [api, setApi] = useState(connection.api);
  const [token, setToken] = useState(connection.token);
  const hint = useId();
  const use = (next: Connection) => {
    onConnection(next);
    // What is open may be there for the other account alone.
    goTo(listAt(''));
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    use({ api: api.trim(), token: token.trim() });
  };
  return (
    <Dialog title="Sign in" onClose={onClose}>
      <form onSubmit={submit}>
        <label>
          Access token
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={token}
            aria-describedby={hint}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <p className="hint" id={hint}>
          It stays in this tab until the tab is closed, and is sent to the API alone. Without one, public and
          marketplace images may be read. In demo mode <code>npm start</code> prints a token for each demo account.
        </p>
        <label>
          Address of the API
          <input type="url" required value={api} onChange={(event) => setApi(event.target.value)} />
        </label>
        <p className="buttons">
          <button type="submit" className="primary">
            Use this token
          </button>
          {connection.token !== '' && (
            <button type="button" onClick={() => use({ api: connection.api, token: '' })}>
              Sign out
            </button>
          )}
        </p>
      </form>
    </Dialog>
  );
}
