import { Arg, Args, Ctx, Field, InputType, Query, Resolver } from 'type-graphql';
import { viewerOf, type Context } from '../context';
import { InstanceState } from '../../entities/enums';
import { Instance, InstanceType } from '../../entities/instance';
import { ID } from '../../entities/scalars';
import { instanceRows } from '../../store/instances';
import { listInstances } from '../../store/instances';
import { instanceTypes } from '../../store/instances';
import { connectionOf, PageOf } from '../shared/connection';

@InputType({
  description: 'Filter for instances. Omitted fields do not filter; an empty list matches nothing.',
})
export class InstanceFilter {
  @Field(() => ID, { nullable: true, description: 'ID of the instance’s region.' })
  regionId?: string;

  @Field(() => ID, { nullable: true, description: 'ID of the image from which it was launched or last restored.' })
  imageId?: string;

  @Field(() => [InstanceState], { nullable: true, description: 'States of the instance.' })
  states?: (keyof typeof InstanceState)[];
}

export const InstanceConnection = connectionOf(Instance, 'Instance', 'instances');

@Resolver()
export class Instances {
  @Query(() => Instance, {
    nullable: true,
    description: 'Instance of the viewer with the given id; null if it does not exist.',
  })
  async instance(
    @Arg('id', () => ID, { description: 'ID of the instance, `ins-…`.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Instance | null> {
    const { rootId } = viewerOf(context);
    const [instance] = await instanceRows(context.store, [id]);
    return instance?.ownerId === rootId ? instance : null;
  }

  @Query(() => InstanceConnection, { description: 'Instances of the viewer, including terminated ones, newest first.' })
  instances(
    @Args(() => PageOf) page: PageOf,
    @Ctx() context: Context,
    @Arg('filter', () => InstanceFilter, { nullable: true, description: 'Filter; all instances if omitted.' })
    filter?: InstanceFilter,
  ) {
    return listInstances(context.store, viewerOf(context).rootId, filter ?? {}, page);
  }

  @Query(() => [InstanceType], { description: 'All instance types with their prices, cheapest first.' })
  instanceTypes(@Ctx() { store }: Context) {
    return instanceTypes(store);
  }
}
