import { GraphQLError } from 'graphql';

/**
 * Rejects an operation over the limit of cost.
 *
 * @throws GRAPHQL_VALIDATION_FAILED
 */
export function checkCost(cost: number, limit: number): void {
  if (cost > limit) throw tooExpensive(`${cost} points`, cost, limit);
}

/**
 * Makes the error for an operation over the limit of cost.
 *
 * @param used points of the operation; null where they are too many to be added up
 */
export function tooExpensive(amount: string, used: number | null, limit: number): GraphQLError {
  return new GraphQLError(
    `This operation costs ${amount}; the limit is ${limit}. Request shorter pages or fewer fields.`,
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name: 'cost', limit, ...(used && { used }) } } },
  );
}

/** Returns the number of objects in a response's data, without its root. */
export function objectsIn(data: unknown): number {
  let objects = -1;
  const stack = [data];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) objects += 1;
    for (const part of Object.values(next)) stack.push(part);
  }
  return Math.max(0, objects);
}
