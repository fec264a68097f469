import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Region } from '../../entities/region';
import { ID } from '../../entities/scalars';
import { allRegions } from '../../store/regions';

@Resolver()
export class Regions {
  @Query(() => [Region], { description: 'All regions, in the order of their ids.' })
  regions(@Ctx() { store }: Context) {
    return allRegions(store);
  }

  @Query(() => Region, { nullable: true, description: 'Region with the given id; null if it does not exist.' })
  async region(
    @Arg('id', () => ID, { description: 'ID of the region, such as `ap-guangzhou`.' }) id: string,
    @Ctx() { store }: Context,
  ) {
    return (await allRegions(store)).find((region) => region.id === id) ?? null;
  }
}
