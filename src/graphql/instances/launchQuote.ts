import { Arg, createUnionType, Ctx, Field, InputType, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { factsOf, type Context } from '../context';
import { Quote, shownQuote } from '../../entities/money';
import { ID } from '../../entities/scalars';
import { badInput } from '../errors';
import { Denied, denied, Warning, warnings } from '../shared/result';
import { quote } from '../../policy/fees';
import { INSTANCES_PER_LAUNCH } from '../../policy/limits';
import { decide } from '../../policy/rulebook';
import { warningsFor } from '../../policy/visibility';
import { InRange } from '../shared/inputValidation';
import { launchFacts } from './facts';
import { feeOf } from '../../store/fees';
import { instanceTypes } from '../../store/instances';
import { instanceTypeFacts } from '../../store/instances';

@InputType({ description: 'Input of `launchQuote`.' })
export class LaunchQuoteInput {
  @Field(() => ID, { description: 'ID of the image to launch.' })
  imageId!: string;

  @Field(() => ID, { description: 'ID of the instance type, one of `Query.instanceTypes`.' })
  instanceType!: string;

  @InRange(1, INSTANCES_PER_LAUNCH)
  @Field(() => Int, { nullable: true, description: 'Number of instances, 1–100.' })
  count: number = 1;
}

@ObjectType({ simpleResolvers: true, description: 'Current hourly price of a launch.' })
export class LaunchQuote extends Quote {
  @Field(() => [Warning], { description: 'Warnings to consider before the launch.' })
  warnings!: Warning[];
}

export const LaunchQuoteResult = createUnionType({
  name: 'LaunchQuoteResult',
  description: 'Quote, or the denial that the launch itself would get.',
  types: () => [LaunchQuote, Denied] as const,
  resolveType: (value: unknown) => (value as { __typename: string }).__typename,
});

@Resolver()
export class LaunchQuotes {
  @Query(() => LaunchQuoteResult, {
    description: 'Price of launching instances of an image, free of charge. The rules of the launch are evaluated.',
  })
  async launchQuote(
    @Arg('input', () => LaunchQuoteInput, { description: 'Image, instance type and number of instances.' })
    input: LaunchQuoteInput,
    @Ctx() context: Context,
  ) {
    const { store, prices } = context;
    const source = factsOf(context);
    const types = await instanceTypes(store);
    const type = types.find(({ id }) => id === input.instanceType);
    if (type === undefined) {
      throw badInput('input.instanceType', `\`instanceType\` is one of ${types.map(({ id }) => id).join(', ')}.`);
    }
    const { facts } = await launchFacts(source, input.imageId, instanceTypeFacts(type));
    const decision = decide('LAUNCH_INSTANCES', facts);
    if (!decision.allowed) return denied(decision.denials);
    const fee = await feeOf(store, input.imageId, prices);
    return {
      __typename: 'LaunchQuote',
      ...shownQuote(quote(type, fee, input.count), prices.currency),
      warnings: warnings(warningsFor(facts.viewer, facts.image!)),
    };
  }
}
