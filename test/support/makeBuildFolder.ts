import { newFolder } from './folder';

/** Makes the folder of the build that the files of a run share; the first file that needs it builds. */
export default async function makeBuildFolder(): Promise<void> {
  process.env['TEST_BUILD_FOLDER'] = newFolder();
}
