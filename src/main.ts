import type { Logger } from 'pino';
import type { DemoAccount } from './seed/demo';
import { fillIfEmpty } from './seed/start';
import { createApp } from './server/app';
import { Drain, stop } from './server/drain';
import { BadSetting, readEnvironment } from './server/environment';
import { jwtCheck } from './server/jwt';
import { createLog } from './server/log';
import { forgetEvents } from './store/events';
import { openStore } from './store/open';
import { forgetOld } from './store/idempotency';
import { steadyClock } from './store/ledger';

const HOUR_MS = 3_600_000;
/** Connections that wait to be accepted; one too many would be tried again a second later. */
const BACKLOG = 4_096;

async function main(): Promise<void> {
  const env = readEnvironment(process.env);
  const clock = steadyClock();
  const store = await openStore(env.database);
  const log = createLog(env.logLevel);
  const warn = (fields: object, message: string) => log.warn(fields, message);
  const registry = { store, clock, prices: env.prices, dayOffset: env.dayOffset, warn };
  const demo = await fillIfEmpty(registry, env.demoFile, env.production);
  const drain = new Drain();
  const checkJwt = env.jwt && jwtCheck(env.jwt, {}, (err) => log.warn({ err }, 'the keys for JWTs cannot be fetched'));
  const app = await createApp(registry, { ...env, log, drain, demo, checkJwt });
  const address = await app.listen({ host: env.host, port: env.port, backlog: BACKLOG });
  console.log(welcome(address, demo, env.demoFile));

  const housekeeping = setInterval(() => {
    for (const forget of [forgetOld, forgetEvents])
      forget(store, clock()).catch((error: unknown) => app.log.error({ err: error }));
  }, HOUR_MS);
  stopOnSignal(log, async () => {
    clearInterval(housekeeping);
    await stop(app, drain, env.stopDelay);
    await store.close();
  });
}

/** The first signal stops in order, a second one at once. */
function stopOnSignal(log: Logger, stopInOrder: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    stopInOrder().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function welcome(address: string, demo: readonly DemoAccount[], file: string): string {
  const lines = [`image-registry answers at ${address}/graphql, and with a page to try it at ${address}/`];
  if (demo.length > 0) {
    const width = Math.max(...demo.map(({ name }) => name.length));
    lines.push('', `Demo accounts (also in ${file}):`);
    for (const { name, kind, roles, token } of demo) {
      lines.push(`  ${name.padEnd(width)}  ${`${kind} ${roles.join(' ')}`.padEnd(20)}  ${token}`);
    }
    lines.push(
      '',
      'Try it:',
      `  curl -s ${address}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${demo[0]!.token}' \\`,
      `    -d '{"query":"{ viewer { account { name } } images(filter: { types: [CUSTOM] }) { nodes { id name } } }"}'`,
    );
  }
  return lines.join('\n');
}

main().catch((error: unknown) => {
  console.error(error instanceof BadSetting ? error.message : error);
  process.exit(1);
});
