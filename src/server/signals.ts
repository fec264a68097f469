import type { Logger } from 'pino';

/** How long after a signal its copy may come, in milliseconds. */
const COPY_MS = 1_000;

/** Whether npm started this very process by a script: then it passes on each signal that it gets. */
export const isRunByNpm = () => /\bmain\b/.test(process.env['npm_lifecycle_script'] ?? '');

/**
 * Stops in order at the first SIGTERM or SIGINT, and exits with 1 at a second one. Ctrl+C reaches npm and the service,
 * and npm passes it on, so that one signal comes twice: the first repetition within a second is such a copy.
 *
 * @param copied whether signals are passed on by a process that others send them to as well
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
        log.error({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
