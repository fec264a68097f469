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

const SEQUENCE =
  'Position in the order of events, 16 characters; also the `id` of the event in its stream. To resume, a client passes the last one as `after` or in the header `Last-Event-ID`. Kept for 48 hours.';
const AFTER =
  '`sequence` of the last event received; the stream resumes after it, or starts now if omitted. The header `Last-Event-ID` takes precedence.';

@ObjectType({ simpleResolvers: true, description: 'Change to an image.' })
export class ImageEvent {
  @Field(() => String, { description: SEQUENCE })
  sequence!: string;

  @Field(() => DateTime, { description: 'Time of the change.' })
  at!: number;

  @Field(() => ImageChange, { description: 'Kind of change.' })
  change!: keyof typeof ImageChange;

  @Field(() => ID, { description: 'ID of the image.' })
  imageId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'ID of the account that gained or lost a share; null for other changes.',
  })
  accountId!: string | null;
}

@Resolver(() => ImageEvent)
export class ImageChanged {
  @FieldResolver(() => Image, {
    nullable: true,
    description: 'Current state of the image; null if it no longer exists or the viewer no longer sees it.',
  })
  image(@Root() { imageId }: ImageEvent, @Ctx() { loaders }: Context) {
    return loaders.image.load(imageId);
  }

  @Subscription(() => ImageEvent, {
    description:
      'Streams changes to the images of a region that the viewer may see: public and listed marketplace images, its own, and those shared with it while the share lasts. Requires `Accept: text/event-stream`.',
    async subscribe({
      args,
      context,
    }: SubscribeResolverData<unknown, { regionId: string; after?: string | null }, SubscriptionContext>) {
      const { regionId, after } = args;
      await namedRegion(context.store, 'regionId', regionId);
      return context.subscribe(after ?? null, (event) => event.regionId === regionId);
    },
  })
  imageChanged(
    @Root() event: EventRow,
    @Arg('regionId', () => ID, { description: 'ID of the region.' }) _regionId: string,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string,
  ): ImageEvent {
    return event;
  }
}
