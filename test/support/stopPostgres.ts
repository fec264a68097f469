import './startPostgres';

/** Stops the server of the tests and removes its files. */
export default async function stopPostgres(): Promise<void> {
  await globalThis.postgresServer?.remove();
}
