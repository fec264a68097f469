import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { check, RELEASED } from './check';
import { namedBreaks, releasedLog } from './compare';

/** Run by `npm version`, which commits and tags what it leaves. */

/**
 * Makes a release of a checkout: dates its change log and keeps its schema as the released one.
 *
 * @param folder the checkout
 * @param versions what was released last, and what is released now
 * @param day as `2026-11-20`
 * @throws if clients would break without being told, by the change log and by the version
 */
export function release(folder: string, versions: { last: string; next: string }, day: string): void {
  const { complaints } = check(folder);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  const file = path.join(folder, 'CHANGELOG.md');
  const changelog = readFileSync(file, 'utf8');
  if (namedBreaks(changelog).length > 0 && line(versions.last) === line(versions.next)) {
    throw new Error(`What breaks clients cannot be ${versions.next}, after ${versions.last}.`);
  }
  writeFileSync(file, releasedLog(changelog, versions.next, day));
  copyFileSync(path.join(folder, 'schema.graphql'), path.join(folder, RELEASED));
}

/** The versions that stay compatible with each other: those of one major, before 1.0.0 of one minor. */
function line(version: string): string {
  const [major, minor] = version.split('.');
  return major === '0' ? `0.${minor}` : major!;
}

if (require.main === module) {
  const { npm_old_version: last, npm_new_version: next } = process.env;
  if (!last || !next) throw new Error('Run `npm version <new version>`.');
  release('.', { last, next }, new Date().toISOString().slice(0, 10));
}
