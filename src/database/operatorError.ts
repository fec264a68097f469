/**
 * Reports a fault outside of the service that its operator can fix, such as a wrong setting or a missing database. The
 * message is one sentence with the fault and what to do; it is printed without a stack.
 */
export class OperatorError extends Error {}
