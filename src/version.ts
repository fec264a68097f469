import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder package.json is in, whether this runs from the sources or from what was built of them. */
function projectRoot(from = __dirname): string {
  return existsSync(path.join(from, 'package.json')) ? from : projectRoot(path.dirname(from));
}

/** The version of the service, as its package says it. */
export function versionOfService(): string {
  const { version } = JSON.parse(readFileSync(path.join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
