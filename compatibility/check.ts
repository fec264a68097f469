import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compare, type Comparison } from './compare';

/** `npm run compat` tells whether clients of the last release can go on as they are. */

/** The schema of the last release, kept by the release itself: a clone may come without tags. */
export const RELEASED = path.join('compatibility', 'released.graphql');

/**
 * Compares a checkout's schema with that of its last release. Where the release's tag is at hand, the kept schema has
 * to be the tag's.
 *
 * @param folder the checkout
 */
export function check(folder: string): Comparison {
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const released = read(RELEASED);
  const { complaints, dangerous } = compare(released, read('schema.graphql'), read('CHANGELOG.md'));
  const tag = lastTag(folder);
  if (tag !== null && git(folder, 'show', `${tag}:schema.graphql`) !== released) {
    complaints.push(`${RELEASED} is not the schema of ${tag}; only a release writes it.`);
  }
  return { complaints, dangerous };
}

function lastTag(folder: string): string | null {
  return git(folder, 'tag', '--list', 'v[0-9]*', '--merged', 'HEAD', '--sort=-version:refname')?.split('\n')[0] || null;
}

/** What git answers; null where it cannot, as outside of a repository. */
function git(folder: string, ...words: string[]): string | null {
  const { status, stdout } = spawnSync('git', words, { cwd: folder, encoding: 'utf8' });
  return status === 0 ? stdout : null;
}

if (require.main === module) {
  const { complaints, dangerous } = check('.');
  for (const change of dangerous) console.log(`Clients may be surprised: ${change}`);
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length > 0 ? 1 : 0;
}
