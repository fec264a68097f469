import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ObjectType,
  Resolver,
  Root,
  Subscription,
  type SubscribeResolverData,
} from 'type-graphql';
import type { Context, SubscriptionContext } from '../context';
import { ImageChange } from '../../entities/enums';
import { Image } from '../../entities/image';
import { DateTime, ID } from '../../entities/scalars';
import type { EventRow } from '../../store/events/append';
import { namedRegion } from '../../store/regions';

/** Descriptions shared by the events of both subscriptions. */
export const SEQUENCE =
  'Place in the order of events, 16 characters; also the `id` of the event in its stream. A client that was cut off passes the last one as `after` or in the header `Last-Event-ID`. Kept for 48 hours.';
export const AFTER =
  '`sequence` of the last event received; the events that follow it come first. From now on where left out. The header `Last-Event-ID` goes before it.';

@ObjectType({ simpleResolvers: true, description: 'Something happened to an image.' })
export class ImageEvent {
  @Field(() => String, { description: SEQUENCE })
  sequence!: string;

  @Field(() => DateTime, { description: 'When.' })
  at!: number;

  @Field(() => ImageChange, { description: 'What.' })
  change!: keyof typeof ImageChange;

  @Field(() => ID, { description: 'The image’s id.' })
  imageId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The account that was given a share or lost it; null for every other change.',
  })
  accountId!: string | null;
}

@Resolver(() => ImageEvent)
export class ImageChanged {
  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The image as it is now; null where it is gone, or the viewer sees it no longer.',
  })
  image(@Root() { imageId }: ImageEvent, @Ctx() { loaders }: Context) {
    return loaders.image.load(imageId);
  }

  @Subscription(() => ImageEvent, {
    description:
      'What happens to the images of a region, as far as the viewer may see it: public and listed marketplace images, its own, and those shared with it for as long as they are. Asked with `Accept: text/event-stream`.',
    async subscribe({
      args,
      context,
    }: SubscribeResolverData<unknown, { regionId: string; after?: string | null }, SubscriptionContext>) {
      const { regionId, after } = args;
      await namedRegion(context.store, 'regionId', regionId);
      return context.listen(after ?? null, (event) => event.regionId === regionId);
    },
  })
  imageChanged(
    @Root() event: EventRow,
    @Arg('regionId', () => ID, { description: 'The region.' }) _regionId: string,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string,
  ): ImageEvent {
    return event;
  }
}
