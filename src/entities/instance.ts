import { Field, Int, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from './account';
import { isOneOf } from './checks';
import { InstanceState, Tenancy } from './enums';
import { Image } from './image';
import { Node } from './node';
import { Region } from './region';
import { DateTime, ID } from './scalars';

@Entity('instance_type', { withoutRowid: true })
@ObjectType('InstanceType', {
  implements: Node,
  simpleResolvers: true,
  description: 'Instance size, such as `S5.MEDIUM4`, with its price.',
})
export class InstanceType extends Node {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'instance_type_pkey' })
  declare id: string;

  @Field(() => Int, { description: 'Number of processors.' })
  @Check('instance_type_cpus_check', 'cpus > 0')
  @Column('integer')
  cpus!: number;

  @Field(() => Int, { description: 'Memory in GB.' })
  @Check('instance_type_memory_gb_check', 'memory_gb > 0')
  @Column('integer', { name: 'memory_gb' })
  memoryGb!: number;

  /** Price per hour, in millionths of the currency. */
  @Check('instance_type_hourly_price_check', 'hourly_price >= 0')
  @Column('bigint', { name: 'hourly_price' })
  hourlyPrice!: number;

  /** Architectures that it runs, as a JSON array. */
  @Column('text', { default: '["X86_64","I386"]' })
  architectures!: string;
}

@Entity('instance')
@Index('instance_own', ['ownerId', 'createdAt', 'id'])
@Index('instance_of_image', ['imageId', 'ownerId'])
@ObjectType('Instance', {
  implements: Node,
  simpleResolvers: true,
  description: 'Machine launched from an image. It outlives the image’s sharing and deletion.',
})
export class Instance extends Node {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'instance_pkey' })
  declare id: string;

  @Field(() => String, { description: 'Instance name; may be empty.' })
  @Column('text')
  name!: string;

  @ForeignKey(() => Region, { name: 'instance_region_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'region_id' })
  regionId!: string;

  /** Always a root account. */
  @ForeignKey(() => Account, { name: 'instance_owner_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'owner_id' })
  ownerId!: string;

  @Field(() => ID, {
    description: 'Id of the image that it was launched or last restored from, even if deleted since.',
  })
  @ForeignKey(() => Image, { name: 'instance_image_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'image_id' })
  imageId!: string;

  @ForeignKey(() => InstanceType, { name: 'instance_instance_type_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'instance_type_id' })
  instanceTypeId!: string;

  @Field(() => Tenancy, { description: 'Shared or dedicated hardware.' })
  @Check('instance_tenancy_check', isOneOf('tenancy', Tenancy))
  @Column('text')
  tenancy!: keyof typeof Tenancy;

  @Field(() => InstanceState, { description: 'Running, stopped or terminated.' })
  @Check('instance_state_check', isOneOf('state', InstanceState))
  @Column('text')
  state!: keyof typeof InstanceState;

  /** Quote of the launch for this instance alone, as JSON: later prices do not change what was agreed. */
  @Column('text')
  quote!: string;

  @Field(() => DateTime, { description: 'Launch time.' })
  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}
