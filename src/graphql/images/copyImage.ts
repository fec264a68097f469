import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Image, type SeenImage } from '../../entities/image';
import { ID } from '../../entities/scalars';
import { Ids } from '../shared/inputValidation';
import { newId } from '../../database/ids';
import { sourcesColumn } from '../../store/images';
import { parentRow } from '../../store/lineage';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';
import { copyFacts } from './facts';

@InputType({ description: 'Input of `copyImage`.' })
export class CopyImageInput extends MutationInput {
  @Field(() => ID, { description: 'ID of one of the viewer’s custom images.' })
  imageId!: string;

  @Ids()
  @Field(() => [ID], {
    description: 'Destination regions, 1–1,000 ids.',
  })
  regionIds!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `copyImage`.' })
export class CopyImagePayload {
  @Field(() => [Image], { description: 'Copies, in the order of the regions.' })
  images!: SeenImage[];
}

export const CopyImageResult = resultOf('CopyImageResult', CopyImagePayload);

@Resolver()
export class CopyImage {
  @Mutation(() => CopyImageResult, {
    nullable: true,
    description:
      'Copies a custom image to other regions, free of charge. A copy is an independent image with a new id, the same name and description, and no shares; it outlives its source. A call counts as one operation, in the source’s region.',
  })
  copyImage(
    @Arg('input', () => CopyImageInput, { description: 'Image and destinations.' }) input: CopyImageInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'COPY_IMAGE', input, {
      gather: (write) => copyFacts(write, input.imageId, input.regionIds),
      async write({ store, now }, { facts }): Promise<Typed<'CopyImagePayload', CopyImagePayload>> {
        const source = await parentRow(store, input.imageId);
        const copies = facts.regionIds.map((regionId): Image => ({
          ...source,
          id: newId('img'),
          regionId,
          origin: 'COPY',
          copiedFromId: source.id,
          madeFromId: null,
          unreviewedSources: sourcesColumn(source, source.ownerId),
          createdAt: now,
        }));
        await store.insert(Image, copies);
        return { __typename: 'CopyImagePayload', images: copies.map((copy) => ({ ...copy, sharedAt: null })) };
      },
      events: ({ images }) => images.map(({ id }) => ({ change: 'CREATED', imageId: id })),
    });
  }
}
