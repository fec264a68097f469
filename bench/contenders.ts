import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from '@swc/core';
import { DATA } from './build';
import { bodyOf, normalFormOf } from './contenders/postgraphileCalls';
import { tokenOf } from './dataset';
import { ROOT } from './processes';
import { DOCUMENTS, WORKS, type Call, type WorkName } from './works';

export type ContenderName =
  'floor' | 'before' | 'mercurius' | 'yoga' | 'tutorial' | 'ours' | 'ours-postgres' | 'postgraphile';

/** A server that is compared. */
export interface Contender {
  name: ContenderName;
  database: 'sqlite' | 'postgres';
  works: readonly WorkName[];
  script: string;
  env: (database: string) => Record<string, string>;
  /** Returns a call as a complete HTTP request. */
  request: (call: Call) => string;
  /** Converts an answer to the form of the others'. */
  normalForm: (answer: unknown) => unknown;
  /** Whether it needs a file of its own, because it leaves transactions open that would lock the others out. */
  ownFile?: true;
  /** The checkout whose code builds its data; absent: this one. Implies a file of its own. */
  builtIn?: string;
  /** Returns the cursor of a position, where it is an offset and can be computed. */
  cursor?: (place: number) => string;
}

function http(target: string, headers: Record<string, string>, body: string): string {
  const all = {
    host: '127.0.0.1',
    accept: 'application/json',
    ...headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** `ours` checks a token; all others trust the account id of the caller. */
const trusted = ({ me }: Call) => ({ 'x-account': me });
const bearer = ({ me }: Call) => ({ authorization: `Bearer ${tokenOf(me).token}` });

const graphql = (headers: (call: Call) => Record<string, string>) => (call: Call) =>
  http('/graphql', headers(call), JSON.stringify({ query: DOCUMENTS[call.work], variables: call.variables }));

function plain(call: Call): string {
  const { input, ...args } = call.variables as { input?: { imageId: string; accountIds: string[] } };
  const body = input === undefined ? args : { imageId: input.imageId, accountId: input.accountIds[0] };
  const work = call.work === 'list-page-200' ? 'list' : call.work;
  return http(`/${work}`, trusted(call), JSON.stringify(body));
}

const postgraphile = (call: Call) => http('/graphql', trusted(call), bodyOf(call));

const COMPILED = path.join(DATA, 'contenders');
const asItIs = (answer: unknown) => answer;
const file = (database: string) => ({ BENCH_FILE: database });
/** The service as it ships, with authentication, rules and limits; only its points a second exceed any load. */
const shipped = (url: string) => ({
  DATABASE_URL: url,
  POINTS_CAPACITY: '1000000000',
  POINTS_PER_SECOND: '1000000000',
});

const peer = (name: ContenderName, works: readonly WorkName[]) =>
  ({ name, works, script: path.join(COMPILED, `${name}.js`), normalForm: asItIs, request: graphql(trusted) }) as const;
const server = (name: ContenderName) =>
  ({ ...peer(name, WORKS), script: path.join(ROOT, 'dist/src/main.js'), request: graphql(bearer) }) as const;

const withoutDecisions = WORKS.filter((work) => work !== 'viewer-can');
const reading = withoutDecisions.filter((work) => work !== 'share');

export const CONTENDERS: Contender[] = [
  { ...peer('floor', WORKS), database: 'sqlite', env: file, request: plain },
  { ...server('ours'), database: 'sqlite', env: (database) => shipped(`sqlite:${database}`) },
  { ...peer('mercurius', WORKS), database: 'sqlite', env: file },
  { ...peer('yoga', withoutDecisions), database: 'sqlite', env: file },
  {
    ...peer('tutorial', withoutDecisions),
    database: 'sqlite',
    env: file,
    ownFile: true,
    cursor: (place) => Buffer.from(String(place)).toString('base64url'),
  },
  { ...server('ours-postgres'), database: 'postgres', env: shipped },
  {
    ...peer('postgraphile', reading),
    database: 'postgres',
    env: (url) => ({ BENCH_URL: url }),
    request: postgraphile,
    normalForm: normalFormOf,
  },
];

/**
 * Returns the service of another checkout as a contender, to compare two versions in one run. Its data are built by its
 * own code, as its tables may differ.
 *
 * @param checkout a folder with the built service
 */
export const earlierService = (checkout: string): Contender => ({
  ...server('before'),
  database: 'sqlite',
  script: path.join(checkout, 'dist/src/main.js'),
  env: (database) => shipped(`sqlite:${database}`),
  builtIn: checkout,
});

/** Compiles the other contenders to JavaScript, so that each runs without a compiler in its process. */
export function compileContenders(): void {
  const folder = path.join(__dirname, 'contenders');
  mkdirSync(COMPILED, { recursive: true });
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.ts'))) {
    const { code } = transformSync(readFileSync(path.join(folder, name), 'utf8'), {
      filename: name,
      configFile: false,
      swcrc: false,
      module: { type: 'commonjs', ignoreDynamic: true },
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
    });
    writeFileSync(path.join(COMPILED, name.replace(/\.ts$/, '.js')), code);
  }
}
