/**
 * A fault outside of the service that its operator can mend: a setting, a file, a database that is not there. The
 * message is one sentence that names it and says what to do; no stack is printed for it.
 */
export class OperatorError extends Error {}
