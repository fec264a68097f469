/** Which API is asked, and as whom. They belong together: a token is never sent to another address than it was given for. */
export interface Connection {
  api: string;
  /** An access token; empty: nobody, who may look at public and marketplace images. */
  token: string;
}

const KEY = 'image-registry';
const NOBODY: Connection = { api: import.meta.env.VITE_API_URL ?? 'http://127.0.0.1:4000/graphql', token: '' };

/**
 * The connection of this tab. It is in `sessionStorage`, which outlives a reload and ends with the tab, and not in
 * `localStorage`, where a token would lie for good.
 */
export function readConnection(): Connection {
  const kept = sessionStorage.getItem(KEY);
  const value: unknown = kept === null ? null : JSON.parse(kept);
  return isConnection(value) ? value : NOBODY;
}

export function keepConnection(connection: Connection): void {
  sessionStorage.setItem(KEY, JSON.stringify(connection));
}

function isConnection(value: unknown): value is Connection {
  if (typeof value !== 'object' || value === null || !('api' in value) || !('token' in value)) return false;
  return typeof value.api === 'string' && typeof value.token === 'string';
}
