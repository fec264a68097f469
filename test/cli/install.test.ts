import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newBuiltCheckout, runIn, Shell, type Checkout } from '../support/commands';
import { newFolder } from '../support/folder';
import { ROOT } from '../support/markdown';

/** Installations without the development dependencies: the service starts from its build, or states what to do. */

const TIMEOUT_MS = 300_000;

interface Locked {
  dev?: boolean;
}
const lock = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>;
};

let folder: string;
let built: Checkout;
const at = (...names: string[]) => path.join(folder, ...names);

beforeAll(async () => {
  folder = newFolder();
  built = await newBuiltCheckout();
}, TIMEOUT_MS);
afterAll(() => {
  built?.remove();
  rmSync(folder, { recursive: true });
});

/** Links the packages that `npm ci --omit=dev` would install to the installed ones. */
function installProduction(where: string): void {
  const isThere = (name: string) => existsSync(path.join(ROOT, name));
  for (const [name, { dev }] of Object.entries(lock.packages)) {
    if (dev || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(name) || !isThere(name)) continue;
    mkdirSync(path.dirname(path.join(where, name)), { recursive: true });
    symlinkSync(path.join(ROOT, name), path.join(where, name));
  }
}

/** Copies the files of a clone, and their build. */
function clone(name: string): string {
  cpSync(path.join(built.folder, 'dist'), at(name, 'dist'), { recursive: true });
  for (const each of [
    'src',
    'public',
    'scripts',
    'docs',
    ...readdirSync(ROOT).filter((file) => /\.(json|md|graphql|ts)$/.test(file)),
  ]) {
    cpSync(path.join(ROOT, each), at(name, each), { recursive: true });
  }
  return at(name);
}

/** Starts the service of a folder by `npm start`; expects answers from its pages, health check, API and `verify`. */
async function expectService(where: string, env: string): Promise<void> {
  const shell = new Shell(where);
  try {
    const address = await shell.serve(`${env} npm start`);
    const files = ['', 'schema.graphql', 'health/ready', ...PAGE.map((name) => `page/${name}`)];
    for (const file of files) {
      const response = await fetch(`${address}/${file}`);
      expect([file, response.status]).toEqual([file, 200]);
      expect((await response.text()).length).toBeGreaterThan(10);
    }
    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ regions { id } }' }),
    });
    expect(((await response.json()) as { data: { regions: [] } }).data.regions).toHaveLength(23);
    expect(await shell.run('npm run --silent verify')).toMatch(/^\d+ ledgers? with \d+ (entry|entries); 0 faults\.$/);
  } finally {
    await shell.end();
  }
}
const PAGE = [
  'page.js',
  'page.css',
  'examples.graphql',
  'favicon.svg',
  'graphiql.js',
  'graphiql.css',
  'react.js',
  'react-dom.js',
];

test(
  'the packed package holds everything that the service needs and starts without a compiler',
  async () => {
    const project = clone('packed');
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(project, 'node_modules'));
    const packed = await runIn(project, 'npm', ['pack', '--silent', '--pack-destination', folder]);
    expect(packed.status).toBe(0);
    expect(await runIn(folder, 'tar', ['-xzf', packed.stdout.trim()])).toMatchObject({ status: 0 });
    const inside = readdirSync(at('package'));
    expect(inside).toEqual(
      expect.arrayContaining(['dist', 'scripts', 'docs', 'package.json', 'README.md', 'schema.graphql']),
    );
    expect(inside).not.toEqual(expect.arrayContaining(['src']));
    expect(inside).not.toEqual(expect.arrayContaining(['test']));
    installProduction(at('package'));
    expect(existsSync(at('package/node_modules/typescript'))).toBe(false);
    await expectService(at('package'), 'NODE_ENV=production');
    const { status, stderr } = await runIn(at('package'), 'npm', ['run', '--silent', 'build']);
    expect([status, stderr]).toEqual([1, 'There are no sources to build here, only what was built of them.\n']);
  },
  TIMEOUT_MS,
);

test(
  'a build deletes what was compiled of a source that is gone',
  async () => {
    const gone = path.join(built.folder, 'dist/src/gone.js');
    writeFileSync(gone, '');
    expect(await runIn(built.folder, 'npm', ['run', '--silent', 'build'])).toMatchObject({ status: 0 });
    expect([gone, path.join(built.folder, 'dist/src/main.js')].map((file) => existsSync(file))).toEqual([false, true]);
  },
  TIMEOUT_MS,
);

describe('a clone without the development dependencies', () => {
  let project: string;
  beforeAll(() => {
    project = clone('cloned');
    installProduction(project);
  });
  const start = () => runIn(project, 'npm', ['start', '--silent'], { PORT: '0', NODE_ENV: 'production' });
  const TODO = 'run `npm ci --include=dev && npm run build`, then `npm ci --omit=dev`.\n';

  test('that was built starts, whatever the times of its files are', () => expectService(project, ''), TIMEOUT_MS);

  test(
    'whose sources differ from those of its build does not start',
    async () => {
      const file = path.join(project, 'src/seed/prices.json');
      const before = readFileSync(file);
      writeFileSync(file, before.toString().replace('USD', 'EUR'));
      const { status, stdout, stderr } = await start();
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toBe(
        `\`dist/\` was built from other sources than these, and there is no compiler to build it: ${TODO}`,
      );
      writeFileSync(file, before);
    },
    TIMEOUT_MS,
  );

  test(
    'that was not built states in one sentence what to do',
    async () => {
      rmSync(path.join(project, 'dist'), { recursive: true });
      const { status, stdout, stderr } = await start();
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toBe(`The service is not built, and there is no compiler to build it: ${TODO}`);
      const build = await runIn(project, 'npm', ['run', '--silent', 'build']);
      expect([build.status, build.stderr]).toEqual([1, `Building needs the development dependencies: ${TODO}`]);
      expect(existsSync(path.join(project, 'dist'))).toBe(false);
    },
    TIMEOUT_MS,
  );
});
