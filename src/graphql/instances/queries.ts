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
  description:
    'What to narrow a list of instances to. What is left out narrows nothing; an empty list lets nothing through.',
})
export class InstanceFilter {
  @Field(() => ID, { nullable: true, description: 'In this region.' })
  regionId?: string;

  @Field(() => ID, { nullable: true, description: 'Launched or last restored from this image.' })
  imageId?: string;

  @Field(() => [InstanceState], { nullable: true, description: 'In one of these states.' })
  states?: (keyof typeof InstanceState)[];
}

export const InstanceConnection = connectionOf(Instance, 'Instance', 'instances');

@Resolver()
export class Instances {
  @Query(() => Instance, {
    nullable: true,
    description: 'One of the viewer’s own instances; null where there is none.',
  })
  async instance(
    @Arg('id', () => ID, { description: 'Its id, `ins-…`.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Instance | null> {
    const { rootId } = viewerOf(context);
    const [instance] = await instanceRows(context.store, [id]);
    return instance?.ownerId === rootId ? instance : null;
  }

  @Query(() => InstanceConnection, { description: 'The viewer’s own instances, newest first, terminated ones too.' })
  instances(
    @Args(() => PageOf) page: PageOf,
    @Ctx() context: Context,
    @Arg('filter', () => InstanceFilter, { nullable: true, description: 'What to narrow the list to.' })
    filter?: InstanceFilter,
  ) {
    return listInstances(context.store, viewerOf(context).rootId, filter ?? {}, page);
  }

  @Query(() => [InstanceType], { description: 'All sizes of instances with their prices, cheapest first.' })
  instanceTypes(@Ctx() { store }: Context) {
    return instanceTypes(store);
  }
}
