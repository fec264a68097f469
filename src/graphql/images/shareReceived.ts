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
import { AFTER, SEQUENCE } from './imageChanged';

@ObjectType({ simpleResolvers: true, description: 'An image was shared with the viewer’s root account.' })
export class ShareEvent {
  @Field(() => String, { description: SEQUENCE })
  sequence!: string;

  @Field(() => DateTime, { description: 'When.' })
  at!: number;

  @Field(() => ID, { description: 'The image’s id.' })
  imageId!: string;

  regionId!: string;
}

@Resolver(() => ShareEvent)
export class ShareReceived {
  @FieldResolver(() => Region, { description: 'Where the image is, and may be launched.' })
  region(@Root() { regionId }: ShareEvent, @Ctx() { loaders }: Context) {
    return loaders.region.load(regionId);
  }

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The image, of which `owner` says who shared it; null where the share was taken back since.',
  })
  image(@Root() { imageId }: ShareEvent, @Ctx() { loaders }: Context) {
    return loaders.image.load(imageId);
  }

  @FieldResolver(() => Share, { nullable: true, description: 'The share; null where it was taken back since.' })
  share(@Root() { imageId }: ShareEvent, @Ctx() context: Context): Promise<Share | null> {
    return heldShare(context.store, imageId, viewerOf(context).rootId);
  }

  @Subscription(() => ShareEvent, {
    description:
      'Images that are shared with the viewer’s root account, in whichever region. Needs a credential. Asked with `Accept: text/event-stream`.',
    subscribe({ args, context }: SubscribeResolverData<unknown, { after?: string | null }, SubscriptionContext>) {
      viewerOf(context);
      const { after } = args;
      return context.listen(after ?? null, ({ change, accountId }, viewer) => {
        return change === 'SHARED' && accountId === viewer?.rootId;
      });
    },
  })
  shareReceived(
    @Root() event: EventRow,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string,
  ): ShareEvent {
    return event;
  }
}
