import { REQUEST_LIMITS } from '../../src/graphql/requestLimits';
import { type RequestLimits } from '../../src/graphql/requestLimits';

/** The limits of the service, except that a slow machine rejects no request: queued operations wait for a minute. */
export const PATIENT: RequestLimits = {
  ...REQUEST_LIMITS,
  queue: { ...REQUEST_LIMITS.queue, waitTimeout: 60_000 },
  lag: 0,
};
