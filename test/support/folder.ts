import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder in memory, used where the system has it: most tests wait only for the disk. */
const IN_MEMORY = '/dev/shm';

/** Creates a new folder for the files of a test; the caller removes it. */
export function newFolder(): string {
  return mkdtempSync(path.join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'image-registry-'));
}
