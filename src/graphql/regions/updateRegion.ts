import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { RegionState } from '../../entities/enums';
import { Region } from '../../entities/region';
import { ID } from '../../entities/scalars';
import { badInput } from '../../errors';
import { allRegions } from '../../store/regions';
import { namedRegions } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'What to change of a region; at least one of copying and state.' })
export class UpdateRegionInput extends MutationInput {
  @Field(() => ID, { description: 'The region.' })
  regionId!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether images can be copied from and to it; left out, it stays.',
  })
  supportsImageCopy?: boolean;

  @Field(() => RegionState, { nullable: true, description: 'Whether it takes anything new; left out, it stays.' })
  state?: keyof typeof RegionState;
}

@ObjectType({ simpleResolvers: true, description: 'The region was changed.' })
export class UpdateRegionPayload {
  @Field(() => Region, { description: 'The region as it is now.' })
  region!: Region;
}

export const UpdateRegionResult = resultOf('UpdateRegionResult', UpdateRegionPayload);

@Resolver()
export class UpdateRegion {
  @Mutation(() => UpdateRegionResult, {
    nullable: true,
    description: 'Operators only: opens or closes a region, or lets images be copied there. What is there stays.',
  })
  updateRegion(
    @Arg('input', () => UpdateRegionInput, { description: 'Which region, and what it shall be.' })
    input: UpdateRegionInput,
    @Ctx() context: Context,
  ) {
    const { regionId, supportsImageCopy, state } = input;
    return mutate(context, 'UPDATE_REGION', input, {
      check() {
        if (supportsImageCopy === undefined && state === undefined) {
          throw badInput('input', 'Name what to change: `supportsImageCopy`, `state` or both.');
        }
      },
      async gather(write) {
        const facts = await namedRegions(write, [regionId]);
        return { facts, regionId: facts.regions[0]?.id ?? null, subjectId: regionId };
      },
      async write({ store }): Promise<Typed<'UpdateRegionPayload', UpdateRegionPayload>> {
        await store.manager.update(Region, regionId, {
          ...(supportsImageCopy === undefined ? {} : { supportsImageCopy }),
          ...(state === undefined ? {} : { state }),
        });
        const region = (await allRegions(store)).find(({ id }) => id === regionId)!;
        return { __typename: 'UpdateRegionPayload', region };
      },
    });
  }
}
