import type { QueryRunner } from 'typeorm';

/**
 * Folds the case of a platform as the service did when this column was added. A migration has its own copy because it
 * must write the same into every database, even after the service changes how it folds.
 */
export function foldPlatform(text: string): string {
  return [...text.normalize('NFC').toLowerCase().toUpperCase()]
    .map((letter) => letter.toLowerCase())
    .join('')
    .normalize('NFC');
}

/**
 * Fills `platform_key` of all images. JavaScript folds the case because SQLite's `lower` knows ASCII alone, and
 * PostgreSQL's depends on the database's locale; there are few platforms, so each takes one statement.
 *
 * @param update the statement, with its database's marks for the key and the platform
 */
export async function fillPlatformKeys(runner: QueryRunner, update: string): Promise<void> {
  const rows = (await runner.query('SELECT DISTINCT platform FROM image')) as { platform: string }[];
  for (const { platform } of rows) await runner.query(update, [foldPlatform(platform), platform]);
}
