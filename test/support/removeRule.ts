import type { Rule } from '../../src/policy/decision';
import { RULEBOOK, type OperationKind } from '../../src/policy/rulebook';

/** Runs before a test file: removes the rule that the environment names from the rulebook, in memory. */

const [operation, rule] = (process.env.REMOVED_RULE ?? '').split(' ');
if (operation && rule) {
  // The lists are read-only in all other code.
  const rules = RULEBOOK[operation as OperationKind] as readonly Rule<never>[] as Rule<never>[];
  const at = rules.findIndex(({ name }) => name === rule);
  if (at < 0) throw new Error(`${operation} has no rule ${rule}.`);
  rules.splice(at, 1);
}
