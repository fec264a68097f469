import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Node } from './node';
import { DateTime } from './scalars';

/**
 * Region and creation time are the image's, held equal by a composite foreign key: they are there for the index that
 * lists what is shared with an account, and cannot say anything of their own.
 */
@Entity('share')
@ObjectType('Share', {
  implements: Node,
  simpleResolvers: true,
  description: 'One account’s right to launch another account’s image, in the image’s region.',
})
export class Share extends Node {
  @PrimaryColumn('text')
  declare id: string;

  @Column('text', { name: 'image_id' })
  imageId!: string;

  @Column('text', { name: 'account_id' })
  accountId!: string;

  @Column('text', { name: 'image_region_id' })
  imageRegionId!: string;

  @Column('bigint', { name: 'image_created_at' })
  imageCreatedAt!: number;

  @Field(() => DateTime, { description: 'Since when.' })
  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}
