import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Builds the service into `dist/`. Plain JavaScript, because a production install runs it without a compiler. */

/** Sources of a build, and the packages that it requires. */
const SOURCES = ['src', 'public', 'scripts', 'ormconfig.ts', 'tsconfig.json', 'tsconfig.build.json'];
const COMPILER = ['typescript', '@types/node', '@types/better-sqlite3', '@types/pg'];
/** Files of the playground, which the compiler does not copy. */
const PLAYGROUND = 'public/playground';
/** File with the hash of the sources that `dist/` was built from. */
const STAMP = 'dist/.sources';
const MEMORY = 'dist/.tsbuildinfo';

/** Thrown where a build is needed and not possible; the message is the way out. */
export class CannotBuild extends Error {}

/**
 * Returns the hash of the sources, or null where there are none, as in a package. Modification times are unreliable: a
 * clone, a copy into a container and an unpacked archive all set them.
 */
function hashOfSources(root) {
  if (!SOURCES.every((name) => existsSync(path.join(root, name)))) return null;
  const files = SOURCES.flatMap((name) => (path.extname(name) === '' ? filesOf(root, name) : [name])).sort();
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

function filesOf(root, folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesOf(root, name) : [name];
  });
}

/** Returns whether the compiler and all types are installed. */
function canCompile(root) {
  const { resolve } = createRequire(path.join(root, 'package.json'));
  return COMPILER.every((name) => {
    try {
      return resolve(`${name}/package.json`) !== '';
    } catch {
      return false;
    }
  });
}

/**
 * Compiles the sources and copies the playground. The compiler is called for the project and not with `-b`, which
 * compares modification times and takes a copied `dist/` for newer than sources it was not built from. Forwards SIGINT
 * and SIGTERM to the compiler.
 *
 * @throws {CannotBuild} where there are no sources or no compiler, or the sources do not compile
 */
export async function build(root) {
  const hash = hashOfSources(root);
  if (hash === null) throw new CannotBuild('There are no sources to build here, only what was built of them.');
  if (!canCompile(root)) {
    throw new CannotBuild(
      'Building needs the development dependencies: run `npm ci --include=dev && npm run build`, then `npm ci --omit=dev`.',
    );
  }
  rmSync(path.join(root, STAMP), { force: true });
  // The compiler's incremental state does not notice that its output was deleted.
  if (!existsSync(path.join(root, 'dist/src/main.js'))) rmSync(path.join(root, MEMORY), { force: true });
  const { resolve } = createRequire(path.join(root, 'package.json'));
  const tsc = path.join(path.dirname(resolve('typescript/package.json')), 'bin/tsc');
  const compiler = spawn(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  const forward = (signal) => compiler.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  const [code, signal] = await new Promise((done, failed) => {
    compiler.once('error', failed);
    compiler.once('exit', (...how) => done(how));
  });
  process.off('SIGINT', forward).off('SIGTERM', forward);
  if (signal !== null) process.kill(process.pid, signal);
  if (code !== 0) throw new CannotBuild('The sources do not compile; the compiler says above where.');
  removeStale(root);
  rmSync(path.join(root, 'dist', PLAYGROUND), { force: true, recursive: true });
  mkdirSync(path.join(root, 'dist', PLAYGROUND), { recursive: true });
  cpSync(path.join(root, PLAYGROUND), path.join(root, 'dist', PLAYGROUND), { recursive: true, dereference: true });
  writeFileSync(path.join(root, STAMP), hash);
}

/** Deletes the compiled files of sources that are gone: a package would carry them along. */
function removeStale(root) {
  for (const file of filesOf(root, 'dist/src')) {
    const source = file.slice('dist/'.length).replace(/\.js(\.map)?$/, '.ts');
    if (!existsSync(path.join(root, source))) rmSync(path.join(root, file));
  }
}

/**
 * Builds if `dist/` is missing or was built from other sources.
 *
 * @throws {CannotBuild} where a build is needed and not possible
 */
export async function ensureBuilt(root, program) {
  const built = existsSync(path.join(root, 'dist/src', `${program}.js`));
  const hash = hashOfSources(root);
  const stamp = existsSync(path.join(root, STAMP)) ? readFileSync(path.join(root, STAMP), 'utf8') : null;
  if (built && (hash === null || stamp === hash)) return;
  if (hash !== null && canCompile(root)) return build(root);
  // A build without a stamp cannot be compared with the sources.
  if (built && stamp === null) return;
  const what = built ? '`dist/` was built from other sources than these' : 'The service is not built';
  const how = '`npm ci --include=dev && npm run build`, then `npm ci --omit=dev`';
  throw new CannotBuild(`${what}, and there is no compiler to build it: run ${how}.`);
}
