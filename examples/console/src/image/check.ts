import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { ShareImageDocument, type ShareImageMutation } from '../generated/operations';

const PAUSE_MS = 400;

/**
 * What the rules would say to a share with these accounts, asked by a dry run whenever the typing pauses: it changes
 * nothing and costs no operation. An answer that comes after the accounts have changed is dropped.
 *
 * @param accounts as they are typed, separated by spaces
 * @param round asks again where it changes, for what was true before a write need not be true after it
 * @returns null while nothing is known
 */
export function useCheck(imageId: string, accounts: string, round: number): ShareImageMutation['shareImage'] | null {
  const client = useClient();
  const [found, setFound] = useState<{ about: string; answer: ShareImageMutation['shareImage'] } | null>(null);
  const about = JSON.stringify([imageId, accounts, round]);
  useEffect(() => {
    if (accounts === '') return;
    let current = true;
    const ask = async () => {
      const input = { imageId, accountIds: accounts.split(' '), dryRun: true };
      const { data } = await client.mutation(ShareImageDocument, { input });
      if (current && data) setFound({ about, answer: data.shareImage });
    };
    const pause = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(pause);
    };
  }, [client, imageId, accounts, about]);
  return found?.about === about ? found.answer : null;
}
