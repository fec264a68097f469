/** Rows as the hand-written statements return them. */

export interface ImageRow {
  id: string;
  name: string;
  type: string;
  state: string;
  osFamily: string;
  platform: string;
  sizeGb: number;
  createdAt: number;
  regionId: string;
  regionName: string;
  ownerId: string;
  ownerName: string;
  /** Visible to the owner; null for others. */
  shareCount: number | null;
}

export interface ShareRow {
  id: string;
  createdAt: number;
  accountId: string;
  accountName: string;
}

export interface Page {
  rows: ImageRow[];
  hasNextPage: boolean;
  endCursor: string | null;
}

export type Shared = { rule: string } | { image: { id: string; name: string }; share: ShareRow };

export interface Viewer {
  rootId: string;
  suspended: number;
  isOperator: number;
  sharesPerImage: number;
  operationsPerDay: number;
}
export interface ImageFacts {
  kind: string;
  name: string;
  ownerId: string;
  regionId: string;
  state: string;
  listed: number;
  createdAt: number;
  shareCount: number;
  held: number;
}
export interface Recipient {
  id: string;
  name: string;
  rootId: string;
  holds: number;
}
export interface Last {
  seq: number;
  at: number;
  hash: string;
}
