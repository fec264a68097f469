import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { In } from 'typeorm';
import type { Context } from '../context';
import { Instance } from '../../entities/instance';
import { ID } from '../../entities/scalars';
import { Ids } from '../shared/inputValidation';
import { onInstances } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `terminateInstances`.' })
export class TerminateInstancesInput extends MutationInput {
  @Ids()
  @Field(() => [ID], {
    description: 'Instances of the viewer, 1–1,000 ids.',
  })
  instanceIds!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `terminateInstances`.' })
export class TerminateInstancesPayload {
  @Field(() => [Instance], { description: 'Terminated instances, in the order of the ids.' })
  instances!: Instance[];
}

export const TerminateInstancesResult = resultOf('TerminateInstancesResult', TerminateInstancesPayload);

@Resolver()
export class TerminateInstances {
  @Mutation(() => TerminateInstancesResult, {
    nullable: true,
    description: 'Terminates instances permanently. Does not count towards the daily limit.',
  })
  terminateInstances(
    @Arg('input', () => TerminateInstancesInput, { description: 'Instances to terminate.' })
    input: TerminateInstancesInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'TERMINATE_INSTANCES', input, {
      async gather(write) {
        const { facts, rows, regionId } = await onInstances(write, input.instanceIds);
        const [only, ...others] = facts.instanceIds;
        return { facts, rows, regionId, subjectId: others.length === 0 ? only! : null };
      },
      async write({ store }, { rows }): Promise<Typed<'TerminateInstancesPayload', TerminateInstancesPayload>> {
        await store.manager.update(Instance, { id: In(rows.map(({ id }) => id)) }, { state: 'TERMINATED' });
        const instances = rows.map((row): Instance => ({ ...row, state: 'TERMINATED' }));
        return { __typename: 'TerminateInstancesPayload', instances };
      },
    });
  }
}
