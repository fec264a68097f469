import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Tenancy } from '../../entities/enums';
import { Instance } from '../../entities/instance';
import { Quote, shownQuote } from '../../entities/money';
import { ID } from '../../entities/scalars';
import { badInput } from '../errors';
import { quote, quoteForOne } from '../../policy/fees';
import { INSTANCES_PER_LAUNCH, NAME_LENGTH } from '../../policy/limits';
import { warningsFor } from '../../policy/visibility';
import { Text, InRange } from '../shared/inputValidation';
import { newId } from '../../database/ids';
import { feeOf } from '../../store/fees';
import { instanceTypes } from '../../store/instances';
import { instanceTypeFacts } from '../../store/instances';
import { mutate, MutationInput } from '../shared/mutation';
import { launchFacts } from './facts';
import { resultOf, Warning, warnings, type Typed } from '../shared/result';

@InputType({ description: 'Input of `launchInstances`.' })
export class LaunchInstancesInput extends MutationInput {
  @Field(() => ID, { description: 'ID of an image: custom, shared, public or marketplace.' })
  imageId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'ID of the image’s region, as an optional check; any other is denied.',
  })
  regionId?: string;

  @Field(() => ID, { description: 'ID of the instance type, one of `Query.instanceTypes`.' })
  instanceType!: string;

  @InRange(1, INSTANCES_PER_LAUNCH)
  @Field(() => Int, { nullable: true, description: 'Number of instances, 1–100; all of them are launched or none.' })
  count: number = 1;

  @Text({ max: NAME_LENGTH, optional: true })
  @Field(() => String, { nullable: true, description: 'Name of each instance, up to 60 characters.' })
  name: string = '';

  @Field(() => Tenancy, { nullable: true, description: 'Tenancy of the hardware; the rules are the same for both.' })
  tenancy: keyof typeof Tenancy = 'SHARED';
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `launchInstances`.' })
export class LaunchInstancesPayload {
  @Field(() => [Instance], { description: 'New instances.' })
  instances!: Instance[];

  @Field(() => Quote, { description: 'Hourly price of all instances together; each keeps its own part.' })
  quote!: Quote;

  @Field(() => [Warning], { description: 'Warnings about the image that they run.' })
  warnings!: Warning[];
}

export const LaunchInstancesResult = resultOf('LaunchInstancesResult', LaunchInstancesPayload);

@Resolver()
export class LaunchInstances {
  @Mutation(() => LaunchInstancesResult, {
    nullable: true,
    description: 'Launches instances from an image, in the image’s region. Does not count towards the daily limit.',
  })
  launchInstances(
    @Arg('input', () => LaunchInstancesInput, { description: 'Image, number and type of the instances.' })
    input: LaunchInstancesInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'LAUNCH_INSTANCES', input, {
      async gather(write) {
        const types = await instanceTypes(write.store);
        const type = types.find(({ id }) => id === input.instanceType);
        if (type === undefined) {
          throw badInput('input.instanceType', `\`instanceType\` is one of ${types.map(({ id }) => id).join(', ')}.`);
        }
        const gathered = await launchFacts(write, input.imageId, instanceTypeFacts(type), input.regionId);
        const { image } = gathered.facts;
        return { ...gathered, warnings: image === null ? [] : warningsFor(write.viewer, image), type };
      },
      async write({ store, viewer, now }, gathered): Promise<Typed<'LaunchInstancesPayload', LaunchInstancesPayload>> {
        const { prices } = context;
        const { type } = gathered;
        const fee = await feeOf(store, input.imageId, prices);
        const agreed = quote(type, fee, input.count);
        const instances = Array.from({ length: input.count }, (): Instance => ({
          id: newId('ins'),
          name: input.name,
          regionId: gathered.facts.image!.region.id,
          ownerId: viewer.rootId,
          imageId: input.imageId,
          instanceTypeId: input.instanceType,
          tenancy: input.tenancy,
          state: 'RUNNING',
          quote: JSON.stringify({ ...quoteForOne(agreed), currency: prices.currency }),
          createdAt: now,
        }));
        await store.insert(Instance, instances);
        return {
          __typename: 'LaunchInstancesPayload',
          instances,
          quote: shownQuote(agreed, prices.currency),
          warnings: warnings(gathered.warnings),
        };
      },
    });
  }
}
