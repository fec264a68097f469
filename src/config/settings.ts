import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/**
 * Types of settings. Each reads text that `given` has trimmed and that is not empty, and names in its message the
 * values that it accepts and the value that it got.
 */

/** Characters of a value that a message repeats; the rest is cut off. */
const MAX_QUOTE = 60;

/** Quotes a value for a message, on one line whatever characters it holds. */
export const quoted = (text: string) => JSON.stringify(text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text);

const numbers = new Intl.NumberFormat('en-US');

/** Returns the settings that have a value: trims white space, and drops empty values as if they were unset. */
export function given(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  const values = names.map((name) => [name, env[name]?.trim() ?? ''] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

/** Parses text by a function that returns the value, or throws an Error whose message says what is wrong. */
export function readBy<T>(read: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return read(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}

/** Returns the milliseconds of an offset from UTC such as `+08:00`. */
export function readOffset(text: string): number {
  if (!/^([+-](0\d|1[01]):[0-5]\d|[+-]12:00|\+1[23]:[0-5]\d|\+14:00)$/.test(text)) {
    throw new Error(`must be an offset from \`-12:00\` to \`+14:00\`; got ${quoted(text)}`);
  }
  const [hours, minutes] = text.slice(1).split(':').map(Number) as [number, number];
  const ms = (hours * 60 + minutes) * 60_000;
  return text.startsWith('-') ? 0 - ms : ms;
}

/** Accepts a whole number in decimal digits. Other notations, such as 0x10 or 4e3, are more often mistakes. */
export const whole = (min: number, max: number, otherwise: number) =>
  readBy((text) => {
    const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new Error(
      `must be a whole number from ${numbers.format(min)} to ${numbers.format(max)}; got ${quoted(text)}`,
    );
  }).default(otherwise);

/** Accepts one of several words, spelled exactly as listed. */
export const oneOf = <T extends string>(...words: readonly [T, ...T[]]) => {
  const list = `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
  return readBy((text) => {
    const word = words.find((each) => each === text);
    if (word !== undefined) return word;
    throw new Error(`must be ${list}; got ${quoted(text)}`);
  });
};

/** Accepts values separated by commas or spaces, each read by a function. An unset list is empty. */
export const listOf = <T>(read: (value: string) => T) =>
  readBy((text) =>
    text
      .split(/[\s,]+/)
      .filter((value) => value !== '')
      .map(read),
  ).default([]);

const TAKES_DATABASES = 'must be `sqlite:<file>` or `postgres://user:password@host:port/database`';

/** Accepts the address of a PostgreSQL server. The messages never repeat it, because it may hold a password. */
export function readPostgresUrl(text: string): string {
  if (!/^postgres(ql)?:\/\//.test(text)) throw new Error('must hold `postgres://user:password@host:port/database`');
  try {
    const { username, password, port } = new URL(text);
    decodeURIComponent(username + password);
    if (port !== '' && Number(port) === 0) throw new Error('no port');
  } catch {
    throw new Error(
      'is no valid `postgres://user:password@host:port/database`; in the user and the password, write %25 for %, %40 for @, %3A for :, %2F for / and %23 for #',
    );
  }
  return text;
}

/** Accepts a SQLite file or a PostgreSQL server. */
export const database = readBy((text) => {
  if (/^sqlite:(?!:memory:)./.test(text)) return text;
  if (/^postgres(ql)?:\/\//.test(text)) return readPostgresUrl(text);
  throw new Error(TAKES_DATABASES);
});

/** Normalises an origin to what browsers send: no trailing slash, the host in lower case. Accepts `*` too. */
export function readOrigin(text: string): string {
  if (text === '*') return text;
  const refuse = (why: string) =>
    new Error(`must hold origins such as https://console.example.org, or *; got ${quoted(text)}, ${why}`);
  if (text.includes('*')) throw refuse('and * stands only alone');
  if (!URL.canParse(text) || !/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(text)) throw refuse('which is not an origin');
  const { protocol, host, pathname, search, hash, username, password } = new URL(text);
  if (username + password !== '') throw refuse('which has a user or a password');
  if (!['', '/'].includes(pathname) || search + hash !== '') throw refuse('which has a path');
  return `${protocol}//${host}`.toLowerCase();
}

const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** Accepts the address of a proxy, or a network with its prefix length or IPv4 mask. */
export function readProxy(text: string): string {
  const [, address, network] = /^([^/]*)(?:\/(.*))?$/.exec(text)!;
  const longest = { 0: 0, 4: 32, 6: 128 }[isIP(address!)]!;
  const bits = network === undefined ? longest : bitsOf(network, longest);
  if (NAMED_NETWORKS.includes(text) || (longest > 0 && bits >= 1 && bits <= longest)) return text;
  throw new Error(
    `must hold addresses or networks of proxies, such as 10.0.0.7, 10.0.0.0/8 or loopback; got ${quoted(text)}`,
  );
}

/** Returns the prefix length of a network, or NaN. */
function bitsOf(network: string, longest: number): number {
  if (/^[0-9]{1,3}$/.test(network)) return Number(network);
  if (longest !== 32 || isIP(network) !== 4) return NaN;
  const mask = network.split('.').map((byte) => Number(byte).toString(2).padStart(8, '0'));
  return /^1+0*$/.test(mask.join('')) ? mask.join('').lastIndexOf('1') + 1 : NaN;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Returns whether a host is a loopback address, which other machines cannot reach. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
