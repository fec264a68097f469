import { createUnionType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Image, Share } from './tutorialTables';

/** The types of the tutorial's schema that are not tables. */

export enum ImageType {
  PUBLIC = 'PUBLIC',
  MARKETPLACE = 'MARKETPLACE',
  CUSTOM = 'CUSTOM',
  SHARED = 'SHARED',
}
registerEnumType(ImageType, { name: 'ImageType' });

@InputType()
export class ImageFilter {
  @Field(() => ID, { nullable: true })
  regionId?: string;

  @Field(() => [ImageType], { nullable: true })
  types?: ImageType[];
}

@InputType()
export class ShareImageInput {
  @Field(() => ID)
  imageId!: string;

  @Field(() => [ID])
  accountIds!: string[];
}

@ObjectType()
export class PageInfo {
  @Field()
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

@ObjectType()
export class ImageConnection {
  @Field(() => [Image])
  nodes!: Image[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType()
export class ShareImagePayload {
  @Field(() => Image)
  image!: Image;

  @Field(() => [Share])
  shares!: Share[];
}

@ObjectType()
export class Denied {
  @Field()
  rule!: string;
}

export const ShareImageResult = createUnionType({
  name: 'ShareImageResult',
  types: () => [ShareImagePayload, Denied],
  resolveType: (value) => ('rule' in value ? Denied : ShareImagePayload),
});
