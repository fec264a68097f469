import { readFileSync, writeFileSync } from 'node:fs';
import { createSchema, printedSchema } from '../graphql/schema';

/** Written by `npm run schema`; with `-- --check` it is only compared with the code. */
const FILE = 'schema.graphql';
const sdl = printedSchema(createSchema());

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, sdl);
} else if (readFileSync(FILE, 'utf8') !== sdl) {
  console.error(`${FILE} differs from the code; run \`npm run schema\`.`);
  process.exit(1);
}
