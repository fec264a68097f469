import { Field, Int, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { MAX_SIZE_GB } from '../policy/limits';
import { Account } from './account';
import { isOneOf } from './checks';
import { Architecture, ImageKind, ImageOrigin, ImageState, OsFamily, ReviewState } from './enums';
import { Node } from './node';
import { Region } from './region';
import { DateTime } from './scalars';

@Entity('image')
@Unique('image_id_region_id_created_at_key', ['id', 'regionId', 'createdAt'])
@Check('image_public_is_listed_check', `kind <> 'PUBLIC' OR listed`)
@Check('image_custom_is_unlisted_check', `kind <> 'CUSTOM' OR NOT listed`)
// One index per order of a list: newest first, of a region or of all. Each is partial and holds only the rows it lists.
@Index('image_listed_in_region', ['regionId', 'createdAt', 'id'], { where: 'gone_at IS NULL AND listed' })
@Index('image_listed', ['createdAt', 'id'], { where: 'gone_at IS NULL AND listed' })
@Index('image_unlisted', ['createdAt', 'id'], { where: `gone_at IS NULL AND kind = 'MARKETPLACE' AND NOT listed` })
@Index('image_unlisted_of_provider', ['ownerId', 'createdAt', 'id'], {
  where: `gone_at IS NULL AND kind = 'MARKETPLACE' AND NOT listed`,
})
@Index('image_of_provider', ['ownerId'], { where: `gone_at IS NULL AND kind = 'MARKETPLACE'` })
@Index('image_own_in_region', ['ownerId', 'regionId', 'createdAt', 'id'], {
  where: `gone_at IS NULL AND kind = 'CUSTOM'`,
})
@Index('image_own', ['ownerId', 'createdAt', 'id'], { where: `gone_at IS NULL AND kind = 'CUSTOM'` })
@Index('image_copied_from', ['copiedFromId'], { where: 'copied_from_id IS NOT NULL' })
@Index('image_made_from', ['madeFromId'], { where: 'made_from_id IS NOT NULL' })
@Index('image_base', ['baseImageId'], { where: 'base_image_id IS NOT NULL' })
@ObjectType('Image', {
  implements: Node,
  simpleResolvers: true,
  description: 'Machine image, from which instances are launched.',
})
export class Image extends Node {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'image_pkey' })
  declare id: string;

  @Check('image_kind_check', isOneOf('kind', ImageKind))
  @Column('text')
  kind!: keyof typeof ImageKind;

  @Field(() => String, { description: 'Name, 1 to 60 characters.' })
  @Column('text')
  name!: string;

  /** Name with its case folded, for search. */
  @Column('text', { name: 'name_key' })
  nameKey!: string;

  @Field(() => String, { description: 'Purpose of the image, at most 256 characters.' })
  @Column('text')
  description!: string;

  @ForeignKey(() => Region, { name: 'image_region_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'region_id' })
  regionId!: string;

  /** Always a root account. */
  @ForeignKey(() => Account, { name: 'image_owner_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'owner_id' })
  ownerId!: string;

  @Field(() => OsFamily, { description: 'Operating-system family.' })
  @Check('image_os_family_check', isOneOf('os_family', OsFamily))
  @Column('text', { name: 'os_family' })
  osFamily!: keyof typeof OsFamily;

  @Field(() => String, { description: 'Operating system, for example Ubuntu, CentOS or Windows.' })
  @Column('text')
  platform!: string;

  /** Platform with its case folded, for filters. */
  @Column('text', { name: 'platform_key', default: '' })
  platformKey!: string;

  @Field(() => Architecture, { description: 'Processor that the image runs on.' })
  @Check('image_architecture_check', isOneOf('architecture', Architecture))
  @Column('text')
  architecture!: keyof typeof Architecture;

  @Field(() => Int, { description: 'System disk size in GB, 1 to 32,768.' })
  @Check('image_size_gb_check', `size_gb BETWEEN 1 AND ${MAX_SIZE_GB}`)
  @Column('integer', { name: 'size_gb' })
  sizeGb!: number;

  @Field(() => ImageState, { description: 'Readiness for use.' })
  @Check('image_state_check', isOneOf('state', ImageState))
  @Column('text')
  state!: keyof typeof ImageState;

  @Field(() => ImageOrigin, { description: 'Way in which the image came about.' })
  @Check('image_origin_check', isOneOf('origin', ImageOrigin))
  @Column('text')
  origin!: keyof typeof ImageOrigin;

  @ForeignKey(() => Image, { name: 'image_copied_from_id_fkey', deferrable: 'INITIALLY IMMEDIATE' })
  @Column({ type: 'text', collation: 'C', name: 'copied_from_id', nullable: true })
  copiedFromId!: string | null;

  /**
   * Image of the instance that it was captured from; null where it was made otherwise, or before this column existed.
   */
  @ForeignKey(() => Image, { name: 'image_made_from_id_fkey', deferrable: 'INITIALLY IMMEDIATE' })
  @Column({ type: 'text', collation: 'C', name: 'made_from_id', nullable: true })
  madeFromId!: string | null;

  /** Accounts other than its owner whose unreviewed images are in its lineage, as a JSON array of their ids. */
  @Column('text', { name: 'unreviewed_sources', default: '[]' })
  unreviewedSources!: string;

  /** Public or marketplace image at the root of its lineage, kept through any number of copies and instances. */
  @ForeignKey(() => Image, { name: 'image_base_image_id_fkey', deferrable: 'INITIALLY IMMEDIATE' })
  @Column({ type: 'text', collation: 'C', name: 'base_image_id', nullable: true })
  baseImageId!: string | null;

  @Field(() => ReviewState, { description: 'Outcome of its review, if any.' })
  @Check('image_review_state_check', isOneOf('review_state', ReviewState))
  @Column('text', { name: 'review_state' })
  reviewState!: keyof typeof ReviewState;

  /** Whether everyone may see it; set by reviews, withdrawal, and the provider's role, agreement and suspension. */
  @Column('boolean')
  listed!: boolean;

  /** Reason of the last review, for its provider and the operators. */
  @Column('text', { name: 'review_reason' })
  reviewReason!: string;

  /** Price of a marketplace image per hour, in millionths of the currency; 0 for all others. */
  @Check('image_hourly_price_check', 'hourly_price >= 0')
  @Column('bigint', { name: 'hourly_price' })
  hourlyPrice!: number;

  @Field(() => DateTime, { description: 'Time of the image’s creation.' })
  @Column('bigint', { name: 'created_at' })
  createdAt!: number;

  /** Time of its deletion or retirement. The row stays, so that lineage, fees and instances keep their references. */
  @Column('bigint', { name: 'gone_at', nullable: true })
  deletedAt!: number | null;
}

/**
 * An image as one viewer sees it: the row, and since when it is shared with the viewer (null where it is not). Where
 * they were read with the row, also the number of its shares, and the account that shares it where that is suspended.
 */
export type SeenImage = Image & { sharedAt: number | null; shareCount?: number; suspendedOwnerId?: string | null };
