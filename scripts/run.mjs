import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, CannotBuild, ensureBuilt } from './build.mjs';

/**
 * `node scripts/run.mjs <program> …` runs a program of `dist/src` in this very process, so that a signal to it is one
 * to the program; it is built first where that is needed and possible. `build` builds whatever is
 * there, and with `--if-needed` only what is not of these sources.
 */

// As it was called: in a folder of links the project is where the links are.
const root = path.dirname(path.dirname(process.argv[1]));
const [, , program, ...rest] = process.argv;

try {
  if (program === 'build' && rest.includes('--if-needed')) await ensureBuilt(root, 'main');
  else if (program === 'build') await build(root);
  else {
    await ensureBuilt(root, program);
    const file = path.join(root, 'dist/src', `${program}.js`);
    process.argv = [process.argv[0], file, ...rest];
    await import(pathToFileURL(file).href);
  }
} catch (error) {
  console.error(error instanceof CannotBuild ? error.message : error);
  process.exitCode = 1;
}
