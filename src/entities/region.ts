import { Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { isOneOf } from './checks';
import { RegionState } from './enums';
import { Node } from './node';

@Entity('region', { withoutRowid: true })
@ObjectType('Region', {
  implements: Node,
  simpleResolvers: true,
  description: 'Location of images and instances.',
})
export class Region extends Node {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'region_pkey' })
  declare id: string;

  @Field(() => String, { description: 'Common name of the region.' })
  @Column('text')
  name!: string;

  @Field(() => Boolean, {
    description: 'Whether the region lies in mainland China, on which fees depend. Hong Kong does not.',
  })
  @Column('boolean', { name: 'mainland_china' })
  mainlandChina!: boolean;

  @Field(() => Boolean, {
    description: 'Whether images can be copied from and to the region; both ends of a copy must support it.',
  })
  @Column('boolean', { name: 'supports_image_copy' })
  supportsImageCopy!: boolean;

  @Field(() => RegionState, { description: 'Open or closed to additions.' })
  @Check('region_state_check', isOneOf('state', RegionState))
  @Column('text')
  state!: keyof typeof RegionState;
}
