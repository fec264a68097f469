import { Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { OperationKind, RuleEnum } from '../entities/enums';
import { describeRules, type RuleDescription as Description } from '../policy/rulebook';

@ObjectType({ simpleResolvers: true, description: 'Rule of the rulebook.' })
export class RuleDescription {
  @Field(() => RuleEnum, { description: 'Name of the rule, as in `Denied.rule`.' })
  rule!: keyof typeof RuleEnum;

  @Field(() => String, { description: 'Rule in a sentence.' })
  statement!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Limit, unless an operator set another for an account; null if the rule has none.',
  })
  limit!: number | null;

  @Field(() => [OperationKind], { description: 'Operations that it guards.' })
  guards!: (keyof typeof OperationKind)[];
}

@Resolver()
export class Rules {
  @Query(() => [RuleDescription], { description: 'All rules, in the order of evaluation.' })
  rules(): Description[] {
    return describeRules();
  }
}
