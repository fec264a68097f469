import { readFileSync, writeFileSync } from 'node:fs';
import { createSchema, printedSchema } from '../graphql/schema';

/** `npm run schema` writes `schema.graphql`; with `-- --check` it only tells whether the file is up to date. */
const FILE = 'schema.graphql';
const sdl = printedSchema(createSchema());

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, sdl);
} else if (readFileSync(FILE, 'utf8') !== sdl) {
  console.error(`${FILE} differs from the code; run \`npm run schema\`.`);
  process.exit(1);
}
