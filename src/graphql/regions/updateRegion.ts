import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { RegionState } from '../../entities/enums';
import { Region } from '../../entities/region';
import { ID } from '../../entities/scalars';
import { badInput } from '../errors';
import { allRegions } from '../../store/regions';
import { namedRegions } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `updateRegion`; at least one of `supportsImageCopy` and `state` is required.' })
export class UpdateRegionInput extends MutationInput {
  @Field(() => ID, { description: 'ID of the region.' })
  regionId!: string;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether images can be copied from and to it; unchanged if omitted.',
  })
  supportsImageCopy?: boolean;

  @Field(() => RegionState, { nullable: true, description: 'Whether it accepts anything new; unchanged if omitted.' })
  state?: keyof typeof RegionState;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `updateRegion`.' })
export class UpdateRegionPayload {
  @Field(() => Region, { description: 'Updated region.' })
  region!: Region;
}

export const UpdateRegionResult = resultOf('UpdateRegionResult', UpdateRegionPayload);

@Resolver()
export class UpdateRegion {
  @Mutation(() => UpdateRegionResult, {
    nullable: true,
    description:
      'Opens or closes a region, or changes its support for image copy. Operators only. Existing images and instances remain.',
  })
  updateRegion(
    @Arg('input', () => UpdateRegionInput, { description: 'Region and changes.' })
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
