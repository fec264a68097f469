import { Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { OperationKind, Rule } from '../entities/enums';
import { describeRules, type RuleDescription as Description } from '../policy/rulebook';

@ObjectType({ simpleResolvers: true, description: 'A rule of the rulebook.' })
export class RuleDescription {
  @Field(() => Rule, { description: 'Its name, as refusals cite it.' })
  rule!: keyof typeof Rule;

  @Field(() => String, { description: 'What it says.' })
  statement!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Its number, where it has one and no operator set another for an account.',
  })
  limit!: number | null;

  @Field(() => [OperationKind], { description: 'The operations it guards.' })
  guards!: (keyof typeof OperationKind)[];
}

@Resolver()
export class Rules {
  @Query(() => [RuleDescription], { description: 'The rulebook itself, in the order its rules are asked.' })
  rules(): Description[] {
    return describeRules();
  }
}
