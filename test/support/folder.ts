import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** In memory where the system offers it: most tests wait for the disk and for nothing else. */
const IN_MEMORY = '/dev/shm';

/** A new folder for a test's files; whoever makes it removes it. */
export function newFolder(): string {
  return mkdtempSync(path.join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'image-registry-'));
}
