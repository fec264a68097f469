import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ImageKind } from '../policy/facts';
import { Architecture, ImageOrigin, ImageState, OsFamily, ReviewState } from './enums';
import { Node } from './node';
import { DateTime } from './scalars';

@Entity('image')
@ObjectType('Image', {
  implements: Node,
  simpleResolvers: true,
  description: 'A machine image: what an instance is launched from.',
})
export class Image extends Node {
  @PrimaryColumn('text')
  declare id: string;

  @Column('text')
  kind!: ImageKind;

  @Field(() => String, { description: 'Its name, 1 to 60 characters.' })
  @Column('text')
  name!: string;

  /** The name with case folded, for search. */
  @Column('text', { name: 'name_key' })
  nameKey!: string;

  @Field(() => String, { description: 'What it is for, at most 256 characters.' })
  @Column('text')
  description!: string;

  @Column('text', { name: 'region_id' })
  regionId!: string;

  /** Always a root account. */
  @Column('text', { name: 'owner_id' })
  ownerId!: string;

  @Field(() => OsFamily, { description: 'The family of its operating system.' })
  @Column('text', { name: 'os_family' })
  osFamily!: keyof typeof OsFamily;

  @Field(() => String, { description: 'Its operating system: Ubuntu, CentOS, Windows.' })
  @Column('text')
  platform!: string;

  /** The platform with case folded, for filters. */
  @Column('text', { name: 'platform_key' })
  platformKey!: string;

  @Field(() => Architecture, { description: 'The processor it runs on.' })
  @Column('text')
  architecture!: keyof typeof Architecture;

  @Field(() => Int, { description: 'The size of its system disk in GB, 1 to 32,768.' })
  @Column('integer', { name: 'size_gb' })
  sizeGb!: number;

  @Field(() => ImageState, { description: 'How far it has come.' })
  @Column('text')
  state!: keyof typeof ImageState;

  @Field(() => ImageOrigin, { description: 'How it came to be.' })
  @Column('text')
  origin!: keyof typeof ImageOrigin;

  @Column('text', { name: 'copied_from_id', nullable: true })
  copiedFromId!: string | null;

  /** The public or marketplace image at the root of its lineage, kept through any number of copies and instances. */
  @Column('text', { name: 'base_image_id', nullable: true })
  baseImageId!: string | null;

  @Field(() => ReviewState, { description: 'Who vouches for its content.' })
  @Column('text', { name: 'review_state' })
  reviewState!: keyof typeof ReviewState;

  /** Whether it is there for everyone; kept by review, withdrawal and the provider's agreement. */
  @Column('boolean')
  listed!: boolean;

  /** What the last review said, for its provider and the operators. */
  @Column('text', { name: 'review_reason' })
  reviewReason!: string;

  /** A marketplace image's price per hour in millionths of the currency; 0 for all others. */
  @Column('bigint', { name: 'hourly_price' })
  hourlyPrice!: number;

  @Field(() => DateTime, { description: 'When it was created.' })
  @Column('bigint', { name: 'created_at' })
  createdAt!: number;

  /** When it was deleted or retired. The row stays, so that lineage, fees and instances keep what they point to. */
  @Column('bigint', { name: 'gone_at', nullable: true })
  goneAt!: number | null;
}

/**
 * An image as one viewer sees it: the row, and since when it is shared with them (null where it is not); where it was
 * read with the row, how many accounts hold a share of it.
 */
export type SeenImage = Image & { sharedAt: number | null; shareCount?: number };
