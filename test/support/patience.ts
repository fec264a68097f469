import { DOOR_LIMITS, type DoorLimits } from '../../src/server/limits';

/** The service's limits, but that a slow machine is no fault: who is late is answered all the same. */
export const PATIENT: DoorLimits = {
  ...DOOR_LIMITS,
  lanes: { ...DOOR_LIMITS.lanes, longestWait: 60_000 },
  lag: 0,
};
