import type { Rule } from './generated/operations';

/** The same screen for every client: a list of the viewer's images that grows by pages, and a share of one of them. */

/** A row of the list. */
export interface Row {
  id: string;
  name: string;
  shareCount: number | null;
  sharedWith: readonly string[];
  /** Whether the viewer could delete the image now; nobody can while it is shared. */
  deletable: boolean;
}

/** An open list. It watches the cache of its client, so that it shows changes without reading them again. */
export interface ImagePages {
  /** Returns the rows that the list shows now. */
  shown: () => readonly Row[];
  /** Reads the next page; returns whether there was one. */
  more: () => Promise<boolean>;
  /** Shares an image; returns the denial, or null where it was shared. */
  share: (imageId: string, accountId: string) => Promise<{ rule: Rule; message: string } | null>;
  close: () => void;
}

/** Returns the row of an image, from the fields that the fragment of every client selects. */
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
