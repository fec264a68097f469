import { Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Image } from './image';
import { DateTime } from './scalars';

/**
 * Stores a change of an approved marketplace image, whose current version stays listed until a review approves the
 * change.
 */
@Entity('marketplace_edit', { withoutRowid: true })
@ObjectType('MarketplaceEdit', {
  simpleResolvers: true,
  description: 'Change of an approved marketplace image, pending review.',
})
export class MarketplaceEdit {
  @ForeignKey(() => Image, { name: 'marketplace_edit_image_id_fkey' })
  @PrimaryColumn('text', { collation: 'C', name: 'image_id', primaryKeyConstraintName: 'marketplace_edit_pkey' })
  imageId!: string;

  @Field(() => String, { description: 'New name.' })
  @Column('text')
  name!: string;

  @Field(() => String, { description: 'New description.' })
  @Column('text')
  description!: string;

  /** Price per hour, in millionths of the currency. */
  @Check('marketplace_edit_hourly_price_check', 'hourly_price >= 0')
  @Column('bigint', { name: 'hourly_price' })
  hourlyPrice!: number;

  @Field(() => DateTime, { description: 'Submission time.' })
  @Column('bigint', { name: 'submitted_at' })
  submittedAt!: number;
}
