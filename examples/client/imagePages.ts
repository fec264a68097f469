import type { Rule } from './generated/operations';

/** The same screen for every client: a list of one's images that grows by pages, and shares one of them. */

/** A line of the list. */
export interface Row {
  id: string;
  name: string;
  shareCount: number | null;
  sharedWith: readonly string[];
  /** Whether the viewer could delete it now; nobody can while it is shared. */
  deletable: boolean;
}

/** An open list. It watches its client's cache, so that it shows what changes there without being read again. */
export interface ImagePages {
  /** The lines as the list shows them at this moment. */
  shown: () => readonly Row[];
  /** Reads the next page. Answers whether there was one. */
  more: () => Promise<boolean>;
  /** Shares an image. Answers the refusal, or null where it was done. */
  share: (imageId: string, accountId: string) => Promise<{ rule: Rule; message: string } | null>;
  close: () => void;
}

/** A line of what every client's fragment holds of an image. */
export function toRow(image: {
  readonly id: string;
  readonly name: string;
  readonly shareCount?: number | null | undefined;
  readonly shares?: readonly { readonly account: { readonly name: string } }[] | null | undefined;
  readonly viewerCan: { readonly delete: { readonly allowed: boolean } };
}): Row {
  const { id, name, shareCount, shares, viewerCan } = image;
  return {
    id,
    name,
    shareCount: shareCount ?? null,
    sharedWith: shares?.map(({ account }) => account.name) ?? [],
    deletable: viewerCan.delete.allowed,
  };
}
