import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { OperationKind, RuleEnum, WarningCode } from '../../entities/enums';
import { DateTime, ID } from '../../entities/scalars';
import type { Denial, RuleName } from '../../policy/decision';
import type { WarningCode as Code } from '../../policy/facts';
import { RULEBOOK, type OperationKind as Kind } from '../../policy/rulebook';
import { WARNINGS } from '../../policy/visibility';

@ObjectType('Warning', {
  simpleResolvers: true,
  description: 'Advice to consider before a launch, which it does not prevent.',
})
export class Warning {
  @Field(() => WarningCode, { description: 'Warning code.' })
  code!: Code;

  @Field(() => String, { description: 'Warning in a sentence.' })
  message!: string;
}

@ObjectType('Denied', {
  simpleResolvers: true,
  description: 'Denial by a rule. Nothing was changed, and nothing was counted.',
})
export class Denied {
  @Field(() => RuleEnum, { description: 'Rule that denies the request, the first in the order of the rulebook.' })
  rule!: RuleName;

  @Field(() => String, { description: 'Reason in a sentence, with the numbers.' })
  message!: string;

  @Field(() => Int, { nullable: true, description: 'Limit of the rule; null if it has none.' })
  limit!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Use of the limit, or number of objects that prevent the operation; null if neither applies.',
  })
  used!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'Time at which the count restarts; null if it does not.' })
  resetsAt!: number | null;

  @Field(() => [ID], { description: 'IDs of the images, instances, accounts or regions concerned.' })
  subjects!: string[];

  @Field(() => [Denied], {
    description: 'Denials by other rules, in order. Empty if the denial is about role, existence, kind or relation.',
  })
  also!: Denied[];
}

@ObjectType('Allowed', { simpleResolvers: true, description: 'Result of a dry run that would succeed.' })
export class Allowed {
  @Field(() => OperationKind, { description: 'Operation that would be performed.' })
  operation!: Kind;

  @Field(() => [RuleEnum], { description: 'Evaluated rules, in order; none denies the operation.' })
  rules!: RuleName[];

  @Field(() => [Warning], { description: 'Warnings to consider before performing it.' })
  warnings!: Warning[];
}

/** Returns warnings in the form of the schema. */
export function warnings(codes: readonly Code[]): Warning[] {
  return codes.map((code) => ({ code, message: WARNINGS[code] }));
}

/** Returns denials in the form of the schema: the first, with the others in `also`. */
export function denied([first, ...others]: readonly [Denial, ...Denial[]]): Denied & { __typename: 'Denied' } {
  return { __typename: 'Denied', ...first, also: others.map((other) => ({ ...other, also: [] })) };
}

/** Returns the result of a dry run that no rule denies. */
export function allowed(operation: Kind, codes: readonly Code[]): Allowed & { __typename: 'Allowed' } {
  const rules = RULEBOOK[operation].map(({ name }) => name);
  return { __typename: 'Allowed', operation, rules, warnings: warnings(codes) };
}

/** Adds the `__typename` from which the union resolves the type of a result. */
export type Typed<N extends string, T> = T & { __typename: N };

/** Creates the union that a mutation returns: its payload, `Denied` or `Allowed`. */
export function resultOf<P extends object>(name: string, payload: new () => P) {
  const mutation = name.charAt(0).toLowerCase() + name.slice(1).replace(/Result$/, '');
  return createUnionType({
    name,
    description: `Result of \`${mutation}\`.`,
    types: () => [payload, Denied, Allowed] as const,
    resolveType: (value: unknown) => (value as { __typename: string }).__typename,
  });
}
