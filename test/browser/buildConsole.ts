import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

const CONSOLE = path.join(__dirname, '../../examples/console');

/** Builds the example frontend once for all tests, and installs its packages where they are missing or outdated. */
export default function buildConsole(): void {
  const installed = path.join(CONSOLE, 'node_modules/.package-lock.json');
  const wanted = path.join(CONSOLE, 'package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
    npm('ci', '--include', 'dev', '--no-audit', '--no-fund', '--loglevel', 'error');
  }
  npm('run', '--silent', 'build', '--', '--logLevel', 'warn');
}

function npm(...args: string[]): void {
  // Jest sets NODE_ENV to `test`; the tests need the production build.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync('npm', args, { cwd: CONSOLE, stdio: ['ignore', 'ignore', 'inherit'], env });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in examples/console.`);
}
