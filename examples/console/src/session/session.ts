import { createContext, useContext } from 'react';
import type { SessionQuery } from '../generated/operations';

/** What every page needs to know of who asks, and where. */
export interface Session {
  api: string;
  /** Null for an anonymous caller. */
  viewer: SessionQuery['viewer'];
  regions: SessionQuery['regions'];
  /** Opens the dialog in which the token is given. */
  connect: () => void;
  /** Says something on the page that is open now; on the next one it is gone. */
  announce: (text: string) => void;
}

export const SessionContext = createContext<Session | null>(null);

/** @throws outside of the pages, where there is no session yet */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('There is no session here.');
  return session;
}
