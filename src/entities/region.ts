import { Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { oneOf } from './checks';
import { RegionState } from './enums';
import { Node } from './node';

@Entity('region', { withoutRowid: true })
@ObjectType('Region', {
  implements: Node,
  simpleResolvers: true,
  description: 'A place where images and instances are.',
})
export class Region extends Node {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'region_pkey' })
  declare id: string;

  @Field(() => String, { description: 'The name people know it by.' })
  @Column('text')
  name!: string;

  @Field(() => Boolean, { description: 'Whether it lies in mainland China; fees depend on it. Hong Kong does not.' })
  @Column('boolean', { name: 'mainland_china' })
  mainlandChina!: boolean;

  @Field(() => Boolean, { description: 'Whether images can be copied from and to it; both ends of a copy must.' })
  @Column('boolean', { name: 'supports_image_copy' })
  supportsImageCopy!: boolean;

  @Field(() => RegionState, { description: 'Whether it takes anything new.' })
  @Check('region_state_check', oneOf('state', RegionState))
  @Column('text')
  state!: keyof typeof RegionState;
}
