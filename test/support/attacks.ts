import type { OutgoingHttpHeaders } from 'node:http';
import { JSON_TYPE, type RawRequest } from './wire';

/** The rows of the hostile tables: a request, and the answer that it must get. */

export interface Attack {
  name: string;
  sent: RawRequest;
  status: number;
  /** The code of the first error; null where the answer has none. */
  code: string | null;
  /** The message of the first error, where the service writes it itself. */
  message?: string | RegExp;
  /** The limit that the error names. */
  exceeded?: string;
  /** Headers that the answer must have. */
  headers?: Record<string, string>;
}

type Expected = Omit<Attack, 'name' | 'sent'>;

export const attack = (name: string, sent: RawRequest, expected: Expected): Attack => ({ name, sent, ...expected });

/** A POST of exactly this body. */
export const body = (name: string, text: string | Buffer, expected: Expected, headers?: OutgoingHttpHeaders): Attack =>
  attack(name, { body: text, headers: { 'content-type': JSON_TYPE, ...headers } }, expected);

/** A document in a well-formed request. */
export const document = (name: string, query: string, expected: Partial<Expected>, variables?: object): Attack =>
  body(name, JSON.stringify({ query, variables }), { status: 200, code: null, ...expected });

export const BAD = { status: 400, code: 'BAD_REQUEST' };
export const NOT_PARSED = { code: 'GRAPHQL_PARSE_FAILED' };
export const NOT_VALID = { code: 'GRAPHQL_VALIDATION_FAILED' };
export const BAD_INPUT = { code: 'BAD_USER_INPUT' };
