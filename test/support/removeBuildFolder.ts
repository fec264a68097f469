import { rmSync } from 'node:fs';

/** Removes the build that the files of a run shared. */
export default async function removeBuildFolder(): Promise<void> {
  rmSync(process.env['TEST_BUILD_FOLDER']!, { recursive: true });
}
