import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../context';
import type { ViewerFacts } from '../policy/facts';
import { Viewer } from '../fields/viewer';

@Resolver()
export class Viewers {
  @Query(() => Viewer, { nullable: true, description: 'Who asks; null for an anonymous caller.' })
  viewer(@Ctx() { caller }: Context): ViewerFacts | null {
    return caller?.viewer ?? null;
  }
}
