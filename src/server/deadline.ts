import { unavailable } from '../errors';

/** Milliseconds after which an execution is given up; a database gives up its statements long before. */
export const EXECUTION_TIMEOUT_MS = 30_000;

/**
 * Ends what does not end by itself, so that it gives back its turn and its caller is answered. What was begun is not
 * undone: a mutation may still be done.
 *
 * @param timeout in milliseconds
 * @param isMutation whether the caller has to find out what became of it
 * @param onTimeout called where the work is given up
 * @throws UNAVAILABLE where the work takes longer
 */
export function withDeadline<T>(
  work: Promise<T>,
  timeout: number,
  isMutation: boolean,
  onTimeout: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onTimeout();
      const again = isMutation
        ? 'It may still be done; repeat it with the same idempotency key.'
        : 'Try again in a moment.';
      reject(unavailable(`The operation took longer than ${timeout} ms and was given up. ${again}`));
    }, timeout);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
