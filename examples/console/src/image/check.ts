import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { ShareImageDocument, type ShareImageMutation } from '../generated/operations';

const PAUSE_MS = 400;

/**
 * What the rules would say to a share with these accounts, asked by a dry run whenever the typing pauses: it changes
 * nothing and costs no operation. An answer that comes after the accounts have changed is dropped.
 *
 * @param accounts their ids, separated by spaces; empty: there is nothing to ask
 * @returns null while nothing is known
 */
export function useCheck(imageId: string, accounts: string): ShareImageMutation['shareImage'] | null {
  const client = useClient();
  const [found, setFound] = useState<ShareImageMutation['shareImage'] | null>(null);
  useEffect(() => {
    if (accounts === '') return;
    let current = true;
    const ask = async () => {
      const input = { imageId, accountIds: accounts.split(' '), dryRun: true };
      const { data } = await client.mutation(ShareImageDocument, { input });
      if (current && data) setFound(data.shareImage);
    };
    const pause = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(pause);
      setFound(null);
    };
  }, [client, imageId, accounts]);
  return found;
}
