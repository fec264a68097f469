import { PostgresStore } from '../../src/database/postgres/postgres';
import { inDatabase, settingsFor, startServer, withDatabase, type Server } from './postgres';

declare global {
  var postgresServer: Server | undefined;
}

/** Starts a server with one database that has all tables; the databases of the tests are copies of it. */
export default async function startPostgres(): Promise<void> {
  try {
    globalThis.postgresServer = await startServer();
  } catch (error) {
    console.error(
      `\n${'!'.repeat(100)}\nNo PostgreSQL could be started, so NO TEST RUNS ON POSTGRESQL; each of them fails.\n${String(error)}\n${'!'.repeat(100)}\n`,
    );
    return;
  }
  const { nearUrl: url } = globalThis.postgresServer;
  await inDatabase(url, (client) => client.query('CREATE DATABASE model'));
  await (await PostgresStore.open(settingsFor(withDatabase(url, 'model')))).close();
  process.env['TEST_POSTGRES_URL'] = url;
}
