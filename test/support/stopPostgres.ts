import './startPostgres';

/** Stops the server of the tests, and removes what it kept. */
export default async function stopPostgres(): Promise<void> {
  await globalThis.postgresServer?.remove();
}
