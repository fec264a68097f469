import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DateTime } from './scalars';

/** A change of a listed marketplace image; the old version stays up until a review approved it. */
@Entity('marketplace_edit')
@ObjectType('MarketplaceEdit', {
  simpleResolvers: true,
  description: 'A change of an approved marketplace image that waits for its review.',
})
export class MarketplaceEdit {
  @PrimaryColumn('text', { name: 'image_id' })
  imageId!: string;

  @Field(() => String, { description: 'The new name.' })
  @Column('text')
  name!: string;

  @Field(() => String, { description: 'The new description.' })
  @Column('text')
  description!: string;

  /** In millionths of the currency. */
  @Column('bigint', { name: 'hourly_price' })
  hourlyPrice!: number;

  @Field(() => DateTime, { description: 'When it was submitted.' })
  @Column('bigint', { name: 'submitted_at' })
  submittedAt!: number;
}
