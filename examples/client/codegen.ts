import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generate, introspect } from './generate';

/** `npm run codegen` writes the generated files; with `-- --check` it only checks that they are up to date. */

const OPERATIONS = path.join(__dirname, 'operations');
const SCHEMA = path.join(__dirname, '..', '..', 'schema.graphql');
const RELAY = require.resolve('relay-compiler/cli.js');

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const sdl = readFileSync(SCHEMA, 'utf8');
  const documents = readdirSync(OPERATIONS).map((file) => readFileSync(path.join(OPERATIONS, file), 'utf8'));
  const modules = { 'operations.ts': await generate(sdl, documents.join('\n')), 'introspection.ts': introspect(sdl) };
  for (const [name, text] of Object.entries(modules)) {
    const file = path.join(__dirname, 'generated', name);
    if (!check) writeFileSync(file, text);
    else if (readFileSync(file, 'utf8') !== text) {
      throw new Error(
        `${path.relative('', file)} differs from the schema and its operations; run \`npm run codegen\`.`,
      );
    }
  }
  // Relay's compiler is a separate program and itself reports the files that are out of date.
  const options = [RELAY, 'relay.config.json', ...(check ? ['--validate'] : [])];
  execFileSync(process.execPath, options, { cwd: __dirname, stdio: ['ignore', 'ignore', 'inherit'] });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
