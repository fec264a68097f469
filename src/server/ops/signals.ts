import type { EventEmitter } from 'node:events';
import type { Logger } from 'pino';

/** Milliseconds after a signal in which npm's copy of it may arrive. */
const COPY_MS = 1_000;

/** Milliseconds between two looks whether npm still runs. */
const PARENT_CHECK_MS = 1_000;

/** Returns whether an npm script started this process: npm forwards each signal that it receives. */
export const isRunByNpm = () => /\bmain\b/.test(process.env['npm_lifecycle_script'] ?? '');

/**
 * Shuts down in order at the first SIGTERM, SIGINT or SIGHUP, and exits with 1 at the second one. Ctrl+C reaches npm and the
 * service, and npm forwards it, so one signal arrives twice: under npm, the first repetition within a second is ignored.
 *
 * @param copied whether npm forwards signals to this process
 */
export function stopOnSignal(log: Logger, copied: boolean, stopInOrder: () => Promise<void>): void {
  let [stoppingSince, copies]: [number | null, number] = [null, copied ? 1 : 0];
  const onSignal = (signal: string) => {
    if (stoppingSince !== null) {
      if (copies > 0 && performance.now() - stoppingSince < COPY_MS) copies -= 1;
      else process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    log.info({ signal }, 'stopping');
    stopInOrder().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'shutdown failed');
        process.exit(1);
      },
    );
  };
  // SIGHUP comes from a terminal that is closed.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    // `scripts/run.mjs` exits at signals that arrive before this.
    process.removeAllListeners(signal);
    process.on(signal, onSignal);
  }
  if (copied) watchParent(() => stoppingSince ?? onSignal('end of npm'));
}

/** Calls back when the parent process has ended: npm forwards neither SIGHUP nor SIGQUIT, nor its own end. */
function watchParent(ended: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    ended();
  }, PARENT_CHECK_MS).unref();
}

/**
 * Logs promises that are rejected without a handler, for which Node would end the process: a fault in one request must
 * not end those of others.
 *
 * @param process the emitter of `unhandledRejection`
 */
export function logUnhandledRejections(log: Logger, process: EventEmitter): void {
  process.on('unhandledRejection', (err: unknown) => log.error({ err }, 'unhandled rejection'));
}
