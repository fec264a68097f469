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
import { viewerOf, type Context, type SubscriptionContext } from '../context';
import { Image } from '../../entities/image';
import { Region } from '../../entities/region';
import { DateTime, ID } from '../../entities/scalars';
import { Share } from '../../entities/share';
import type { EventRow } from '../../store/events/append';
import { heldShare } from '../../store/shares';

@ObjectType({ simpleResolvers: true, description: 'Share of an image with the viewer’s root account.' })
export class ShareEvent {
  @Field(() => String, { description: 'Position in the order of events, as in `ImageEvent.sequence`.' })
  sequence!: string;

  @Field(() => DateTime, { description: 'Time of the share.' })
  at!: number;

  @Field(() => ID, { description: 'ID of the shared image.' })
  imageId!: string;

  regionId!: string;
}

@Resolver(() => ShareEvent)
export class ShareReceived {
  @FieldResolver(() => Region, { description: 'Region of the image, in which it may be launched.' })
  region(@Root() { regionId }: ShareEvent, @Ctx() { loaders }: Context) {
    return loaders.region.load(regionId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'Image, whose `owner` shared it; null if the viewer no longer has the share.',
  })
  image(@Root() { imageId }: ShareEvent, @Ctx() { loaders }: Context) {
    return loaders.image.load(imageId);
  }

  @FieldResolver(() => Share, { nullable: true, description: 'Share; null if the viewer no longer has it.' })
  share(@Root() { imageId }: ShareEvent, @Ctx() context: Context): Promise<Share | null> {
    return heldShare(context.store, imageId, viewerOf(context).rootId);
  }

  @Subscription(() => ShareEvent, {
    description:
      'Streams the images shared with the viewer’s root account, in any region. Requires a credential and `Accept: text/event-stream`.',
    subscribe({ args, context }: SubscribeResolverData<unknown, { after?: string | null }, SubscriptionContext>) {
      viewerOf(context);
      const { after } = args;
      return context.subscribe(after ?? null, ({ change, accountId }, viewer) => {
        return change === 'SHARED' && accountId === viewer?.rootId;
      });
    },
  })
  shareReceived(
    @Root() event: EventRow,
    @Arg('after', () => String, {
      nullable: true,
      description: '`sequence` after which to resume, as in `Subscription.imageChanged`.',
    })
    _after?: string,
  ): ShareEvent {
    return event;
  }
}
