import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Account } from './account';
import { Image } from './image';
import { Node } from './node';
import { DateTime } from './scalars';

/**
 * Maps a share. A composite foreign key keeps its region and creation time equal to the image's: they exist for the
 * index that lists the images shared with an account.
 */
@Entity('share')
@Unique('share_image_id_account_id_key', ['imageId', 'accountId'])
@ForeignKey(() => Image, ['imageId', 'imageRegionId', 'imageCreatedAt'], ['id', 'regionId', 'createdAt'], {
  name: 'share_image_id_image_region_id_image_created_at_fkey',
})
@Index('share_held_in_region', ['accountId', 'imageRegionId', 'imageCreatedAt', 'imageId'])
@Index('share_held', ['accountId', 'imageCreatedAt', 'imageId'])
@ObjectType('Share', {
  implements: Node,
  simpleResolvers: true,
  description: 'Right of an account to launch another account’s image, in the image’s region.',
})
export class Share extends Node {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'share_pkey' })
  declare id: string;

  @Column({ type: 'text', collation: 'C', name: 'image_id' })
  imageId!: string;

  @ForeignKey(() => Account, { name: 'share_account_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'account_id' })
  accountId!: string;

  @Column({ type: 'text', collation: 'C', name: 'image_region_id' })
  imageRegionId!: string;

  @Column('bigint', { name: 'image_created_at' })
  imageCreatedAt!: number;

  @Field(() => DateTime, { description: 'Time of sharing.' })
  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}
