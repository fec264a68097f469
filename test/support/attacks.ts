import type { OutgoingHttpHeaders } from 'node:http';
import { JSON_TYPE, type Sent } from './wire';

/** The rows of the hostile tables: what is sent, and the answer it must get. */

export interface Attack {
  name: string;
  sent: Sent;
  status: number;
  /** The code of the first error; null where the answer has none. */
  code: string | null;
  /** What the first error says, where that is for us to say. */
  message?: string | RegExp;
  /** The limit it names. */
  exceeded?: string;
  /** Headers that the answer must have. */
  headers?: Record<string, string>;
}

type Expected = Omit<Attack, 'name' | 'sent'>;

export const attack = (name: string, sent: Sent, expected: Expected): Attack => ({ name, sent, ...expected });

/** A POST of a body as it stands. */
export const body = (name: string, text: string | Buffer, expected: Expected, headers?: OutgoingHttpHeaders): Attack =>
  attack(name, { body: text, headers: { 'content-type': JSON_TYPE, ...headers } }, expected);

/** A document, well-formed as a request. */
export const document = (name: string, query: string, expected: Partial<Expected>, variables?: object): Attack =>
  body(name, JSON.stringify({ query, variables }), { status: 200, code: null, ...expected });

export const BAD = { status: 400, code: 'BAD_REQUEST' };
export const NOT_PARSED = { code: 'GRAPHQL_PARSE_FAILED' };
export const NOT_VALID = { code: 'GRAPHQL_VALIDATION_FAILED' };
export const BAD_INPUT = { code: 'BAD_USER_INPUT' };
