import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { InstanceState, Tenancy } from './enums';
import { Node } from './node';
import { DateTime, ID } from './scalars';

@Entity('instance_type')
@ObjectType('InstanceType', {
  implements: Node,
  simpleResolvers: true,
  description: 'A size of instance, such as `S5.MEDIUM4`, with its price.',
})
export class InstanceType extends Node {
  @PrimaryColumn('text')
  declare id: string;

  @Field(() => Int, { description: 'Processors.' })
  @Column('integer')
  cpus!: number;

  @Field(() => Int, { description: 'Memory in GB.' })
  @Column('integer', { name: 'memory_gb' })
  memoryGb!: number;

  /** In millionths of the currency. */
  @Column('bigint', { name: 'hourly_price' })
  hourlyPrice!: number;
}

@Entity('instance')
@ObjectType('Instance', {
  implements: Node,
  simpleResolvers: true,
  description: 'A machine launched from an image. It outlives its image’s sharing and deletion.',
})
export class Instance extends Node {
  @PrimaryColumn('text')
  declare id: string;

  @Field(() => String, { description: 'Its name; may be empty.' })
  @Column('text')
  name!: string;

  @Column('text', { name: 'region_id' })
  regionId!: string;

  /** Always a root account. */
  @Column('text', { name: 'owner_id' })
  ownerId!: string;

  @Field(() => ID, { description: 'The image it was launched or last restored from, also where that is gone.' })
  @Column('text', { name: 'image_id' })
  imageId!: string;

  @Column('text', { name: 'instance_type_id' })
  instanceTypeId!: string;

  @Field(() => Tenancy, { description: 'Whose hardware it runs on.' })
  @Column('text')
  tenancy!: keyof typeof Tenancy;

  @Field(() => InstanceState, { description: 'What it is doing.' })
  @Column('text')
  state!: keyof typeof InstanceState;

  /** The quote it was launched under, for itself alone, as JSON: prices may change, what was agreed stays. */
  @Column('text')
  quote!: string;

  @Field(() => DateTime, { description: 'When it was launched.' })
  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}
