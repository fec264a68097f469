import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { OperationKind, Rule, WarningCode } from '../../entities/enums';
import { DateTime, ID } from '../../entities/scalars';
import type { Denial, RuleName } from '../../policy/decision';
import type { WarningCode as Code } from '../../policy/facts';
import { RULEBOOK, type OperationKind as Kind } from '../../policy/rulebook';
import { WARNINGS } from '../../policy/visibility';

@ObjectType('Warning', { simpleResolvers: true, description: 'Something to know before launching. It stops nothing.' })
export class Warning {
  @Field(() => WarningCode, { description: 'Which.' })
  code!: Code;

  @Field(() => String, { description: 'The same in a sentence.' })
  message!: string;
}

@ObjectType('Denied', {
  simpleResolvers: true,
  description: 'A rule said no. Nothing was changed, and nothing was counted.',
})
export class Denied {
  @Field(() => Rule, { description: 'The rule that refuses, the first in the order of the rulebook.' })
  rule!: RuleName;

  @Field(() => String, { description: 'Why, in a sentence with the numbers.' })
  message!: string;

  @Field(() => Int, { nullable: true, description: 'The limit, where the rule has one.' })
  limit!: number | null;

  @Field(() => Int, { nullable: true, description: 'How much of it is used, or how many stand in the way.' })
  used!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'When the count starts again, where it does.' })
  resetsAt!: number | null;

  @Field(() => [ID], { description: 'The ids it is about: of images, instances, accounts or regions.' })
  subjects!: string[];

  @Field(() => [Denied], {
    description:
      'Every other rule that would refuse too, in order. Empty where the refusal is about role, existence, kind or relation.',
  })
  also!: Denied[];
}

@ObjectType('Allowed', { simpleResolvers: true, description: 'What a dry run answers where the call would succeed.' })
export class Allowed {
  @Field(() => OperationKind, { description: 'The operation that would be done.' })
  operation!: Kind;

  @Field(() => [Rule], { description: 'The rules that were asked, in order; none refuses.' })
  rules!: RuleName[];

  @Field(() => [Warning], { description: 'What to know before doing it.' })
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
  return createUnionType({
    name,
    description: 'What was done, the refusal, or (dry run) that nothing refuses.',
    types: () => [payload, Denied, Allowed] as const,
    resolveType: (value: unknown) => (value as { __typename: string }).__typename,
  });
}
