import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Viewer, viewerNode } from './fields';

@Resolver()
export class Viewers {
  @Query(() => Viewer, { nullable: true, description: 'Acting account; null for anonymous callers.' })
  viewer(@Ctx() { caller }: Context) {
    return caller === null ? null : viewerNode(caller.viewer);
  }
}
