import { REQUEST_LIMITS } from '../../src/graphql/requestLimits';
import { type RequestLimits } from '../../src/graphql/requestLimits';

/** The service's limits, but that a slow machine is no fault: who is late is answered all the same. */
export const PATIENT: RequestLimits = {
  ...REQUEST_LIMITS,
  queue: { ...REQUEST_LIMITS.queue, waitTimeout: 60_000 },
  lag: 0,
};
