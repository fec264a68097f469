import { once } from 'node:events';
import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { run } from './cli/program';
import { AccessToken } from './entities/accessToken';
import { hasDemoAccounts, type DemoAccount } from './seed/demo';
import { fillIfEmpty } from './seed/start';
import { createApp } from './server/app';
import { InFlightTracker, stop } from './server/ops/shutdown';
import { BadSetting, readEnvironment, SETTINGS, type Environment } from './config/environment';
import { jwtCheck } from './server/auth/jwt';
import { createLog } from './server/ops/logger';
import { isRunByNpm, logUnhandledRejections, stopOnSignal } from './server/ops/signals';
import { versionOfService } from './version';
import type { Store } from './database/database';
import { pruneEvents } from './store/events/append';
import { pruneReplays } from './store/idempotency';
import { monotonicClock } from './store/ledger';
import { describeDatabase, openStore } from './database/open';

const HOUR_MS = 3_600_000;
/** Connections that may wait to be accepted; the client of a further one retries after a second. */
const BACKLOG = 4_096;

const USAGE = {
  call: 'npm start',
  does: 'Starts the service: fills an empty database, listens, and ends in order at SIGTERM or SIGINT (Ctrl+C). Everything is set by environment variables.',
  takes: [0, 0] as [number, number],
  settings: SETTINGS,
};

run(USAGE, async () => {
  const env = readEnvironment(process.env);
  const clock = monotonicClock();
  const log = createLog(env.logLevel);
  // Checked before the database is filled: a corrected start would find it without the demo that it wants.
  const checkJwt = env.jwt && jwtCheck(env.jwt, {}, (err) => log.warn({ err }, 'JWT key set cannot be fetched'));
  await checkAddress(env);
  const store = await openStore(env.database);
  logUnhandledRejections(log, process);
  const warn = (fields: object, message: string) => log.warn(fields, message);
  const dependencies = { store, clock, prices: env.prices, dayOffset: env.dayOffset, warn };
  const demo = await fillIfEmpty(dependencies, env.demo ? env.demoFile : null);
  console.log(firstLine(env, demo, await hasDemoAccounts(store)));
  const inFlight = new InFlightTracker();
  const app = await createApp(dependencies, { ...env, log, inFlight, demo, checkJwt });
  const address = await listen(app, env);

  const housekeeping = setInterval(() => {
    for (const forget of [pruneReplays, pruneEvents])
      forget(store, clock()).catch((error: unknown) => log.error({ err: error }, 'housekeeping failed'));
  }, HOUR_MS);
  stopOnSignal(log, isRunByNpm(), async () => {
    clearInterval(housekeeping);
    await stop(app, inFlight, env.stopDelay);
    await store.close();
  });
  // Printed last, because a process that starts the service may stop it as soon as it reads the address.
  console.log(await welcome(address, demo, env.demoFile, store));
});

/**
 * Returns the first line of the output, with version, mode and database:
 * `image-registry 0.1.0 · development · sqlite data/registry.sqlite · demo accounts`.
 */
function firstLine({ mode, database }: Environment, demo: readonly DemoAccount[], hasDemo: boolean): string {
  // A database that was a demo keeps its accounts, and their tokens are valid, also where the service shows none.
  const others = hasDemo ? 'demo accounts in the database, not shown' : 'no demo accounts';
  const accounts = demo.length > 0 ? 'demo accounts' : others;
  return [`image-registry ${versionOfService()}`, mode, describeDatabase(database), accounts].join(' · ');
}

/**
 * Checks that the service can listen at HOST and PORT.
 *
 * @throws {BadSetting} where it cannot
 */
async function checkAddress(env: Environment): Promise<void> {
  const { host, port } = env;
  const probe = createServer();
  try {
    await once(probe.listen({ host, port }), 'listening');
  } catch (error) {
    throw cannotListen(error, env);
  }
  await new Promise((resolve) => probe.close(resolve));
}

/**
 * Listens at HOST and PORT.
 *
 * @returns the address, as a URL
 * @throws {BadSetting} where the service cannot listen there
 */
async function listen(app: FastifyInstance, env: Environment): Promise<string> {
  try {
    return await app.listen({ host: env.host, port: env.port, backlog: BACKLOG });
  } catch (error) {
    throw cannotListen(error, env);
  }
}

function cannotListen(error: unknown, { host, port }: Environment): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new BadSetting(`Port ${port} of ${host} is in use; end what listens there, or set PORT to another one.`);
  }
  if (code === 'EACCES')
    return new BadSetting(`This user may not listen at port ${port}; set PORT to one from 1,024 on.`);
  if (/^(EADDRNOTAVAIL|ENOTFOUND|EAI_\w+|EINVAL)$/.test(code ?? '')) {
    return new BadSetting(
      `HOST must be an address or a name of this machine; got ${JSON.stringify(host)} (${message}).`,
    );
  }
  return error;
}

async function welcome(address: string, demo: readonly DemoAccount[], file: string, store: Store): Promise<string> {
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
  } else if (!(await store.read((manager) => manager.exists(AccessToken)))) {
    lines.push('No account has a token yet; `npm run operator -- create <name>` makes the first operator.');
  }
  return lines.join('\n');
}
