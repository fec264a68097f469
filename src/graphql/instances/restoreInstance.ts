import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Instance } from '../../entities/instance';
import { ID } from '../../entities/scalars';
import { requote, type AgreedQuote } from '../../policy/fees';
import { feeOf } from '../../store/fees';
import { instanceTypes } from '../../store/instances';
import { instanceTypeFacts } from '../../store/instances';
import { onInstances } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';
import { restoreFacts } from './facts';

@InputType({ description: 'Input of `restoreInstance`.' })
export class RestoreInstanceInput extends MutationInput {
  @Field(() => ID, { description: 'ID of one of the viewer’s instances, not terminated.' })
  instanceId!: string;

  @Field(() => ID, { description: 'ID of an image in the instance’s region: custom, public or marketplace.' })
  imageId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `restoreInstance`.' })
export class RestoreInstancePayload {
  @Field(() => Instance, { description: 'Restored instance.' })
  instance!: Instance;
}

export const RestoreInstanceResult = resultOf('RestoreInstanceResult', RestoreInstancePayload);

@Resolver()
export class RestoreInstance {
  @Mutation(() => RestoreInstanceResult, {
    nullable: true,
    description:
      'Restores an instance with a broken environment from an image. Shared images cannot be used. Does not count towards the daily limit.',
  })
  restoreInstance(
    @Arg('input', () => RestoreInstanceInput, { description: 'Instance and image.' })
    input: RestoreInstanceInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'RESTORE_INSTANCE', input, {
      async gather(write) {
        const { facts: named, rows, regionId } = await onInstances(write, [input.instanceId]);
        const [instance] = rows;
        // Read now, not at launch: an operator may have changed the architectures that the type runs.
        const types = (await instanceTypes(write.store)).filter(({ id }) => id === instance?.instanceTypeId);
        const { facts } = await restoreFacts(write, input.imageId, named, types.map(instanceTypeFacts));
        return { facts, instance, regionId, subjectId: input.instanceId };
      },
      async write({ store }, { instance }): Promise<Typed<'RestoreInstancePayload', RestoreInstancePayload>> {
        const { currency, ...agreed } = JSON.parse(instance!.quote) as AgreedQuote;
        const fee = await feeOf(store, input.imageId, context.prices);
        const restored: Instance = {
          ...instance!,
          imageId: input.imageId,
          quote: JSON.stringify({ ...requote(agreed, fee), currency }),
        };
        await store.manager.update(Instance, restored.id, { imageId: restored.imageId, quote: restored.quote });
        return { __typename: 'RestoreInstancePayload', instance: restored };
      },
    });
  }
}
