import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Returns the folder that contains package.json, for the sources as well as for the build. */
function projectRoot(from = __dirname): string {
  return existsSync(path.join(from, 'package.json')) ? from : projectRoot(path.dirname(from));
}

/** Returns the version of the service, from package.json. */
export function versionOfService(): string {
  const { version } = JSON.parse(readFileSync(path.join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
