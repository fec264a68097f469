import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, CannotBuild, ensureBuilt } from './build.mjs';

/**
 * Runs a program of `dist/src`, after building it if that is needed and possible: `node scripts/run.mjs <program> …`.
 * The program runs in this process, so signals reach it. `build` always builds, `build --if-needed` only if `dist/` was
 * built from other sources.
 */

// The path as it was called: in a folder of symbolic links, the project is where the links are.
const root = path.dirname(path.dirname(process.argv[1]));
const [, , program, ...rest] = process.argv;

try {
  if (program === 'build' && rest.includes('--if-needed')) await ensureBuilt(root, 'main');
  else if (program === 'build') await build(root);
  else {
    await ensureBuilt(root, program);
    const file = path.join(root, 'dist/src', `${program}.js`);
    process.argv = [process.argv[0], file, ...rest];
    // While the service starts there is nothing to end in order. It replaces these when it listens.
    if (program === 'main')
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(0));
    await import(pathToFileURL(file).href);
  }
} catch (error) {
  console.error(error instanceof CannotBuild ? error.message : error);
  process.exitCode = 1;
}
