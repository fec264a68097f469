import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn } from 'typeorm';

/** Entities that are object types, with their relations, as in the tutorials. */

@ObjectType()
@Entity('region')
export class Region {
  @Field(() => ID)
  @PrimaryColumn('text')
  id!: string;

  @Field()
  @Column('text')
  name!: string;
}

@ObjectType()
@Entity('account')
export class Account {
  @Field(() => ID)
  @PrimaryColumn('text')
  id!: string;

  @Field()
  @Column('text')
  name!: string;

  @Column('text', { name: 'root_id' })
  rootId!: string;

  @Column('integer', { name: 'shares_per_image', nullable: true })
  sharesPerImage!: number | null;

  @Column('integer', { name: 'operations_per_day', nullable: true })
  operationsPerDay!: number | null;
}

@ObjectType()
@Entity('image')
export class Image {
  @Field(() => ID)
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  kind!: string;

  @Field()
  @Column('text')
  name!: string;

  @Field()
  @Column('text')
  state!: string;

  @Field()
  @Column('text', { name: 'os_family' })
  osFamily!: string;

  @Field()
  @Column('text')
  platform!: string;

  @Field(() => Int)
  @Column('integer', { name: 'size_gb' })
  sizeGb!: number;

  @Column('boolean')
  listed!: boolean;

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;

  @Column('bigint', { name: 'gone_at', nullable: true })
  deletedAt!: number | null;

  @Field(() => Region)
  @ManyToOne(() => Region)
  @JoinColumn({ name: 'region_id' })
  region!: Region;

  @Field(() => Account)
  @ManyToOne(() => Account)
  @JoinColumn({ name: 'owner_id' })
  owner!: Account;

  @OneToMany('Share', 'image')
  shares!: Share[];
}

@ObjectType()
@Entity('share')
export class Share {
  @Field(() => ID)
  @PrimaryColumn('text')
  id!: string;

  @ManyToOne(() => Image, (image) => image.shares)
  @JoinColumn({ name: 'image_id' })
  image!: Image;

  @Field(() => Account)
  @ManyToOne(() => Account)
  @JoinColumn({ name: 'account_id' })
  account!: Account;

  @Column('text', { name: 'image_region_id' })
  imageRegionId!: string;

  @Column('bigint', { name: 'image_created_at' })
  imageCreatedAt!: number;

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}

@Entity('operation')
export class Operation {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'root_id' })
  rootId!: string;

  @Column('bigint')
  seq!: number;

  @Column('text', { name: 'actor_id' })
  actorId!: string;

  @Column('text')
  kind!: string;

  @Column('text', { name: 'region_id', nullable: true })
  regionId!: string | null;

  @Column('text', { name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Column('bigint')
  at!: number;

  @Column('text')
  day!: string;

  @Column('text')
  outcome!: string;

  @Column('text', { nullable: true })
  rule!: string | null;

  @Column('text')
  hash!: string;

  @Column('boolean')
  counted!: boolean;
}
