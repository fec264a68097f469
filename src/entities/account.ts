import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LaunchSources } from '../policy/facts';
import { AccountKind } from './enums';
import { Node } from './node';

/** Roles, agreement and limits are set on root accounts; a null limit stands for the rulebook's own number. */
@Entity('account')
@ObjectType('Account', {
  implements: Node,
  simpleResolvers: true,
  description: 'An account, as far as others may see it.',
})
export class Account extends Node {
  @PrimaryColumn('text')
  declare id: string;

  @Field(() => String, { description: 'Its name, at most 60 characters.' })
  @Column('text')
  name!: string;

  @Field(() => AccountKind, { description: 'Root account or sub-account.' })
  @Column('text')
  kind!: keyof typeof AccountKind;

  /** The root account it acts for; its own id for a root account. */
  @Column('text', { name: 'root_id' })
  rootId!: string;

  @Column('boolean', { name: 'is_member' })
  isMember!: boolean;

  @Column('boolean', { name: 'is_provider' })
  isProvider!: boolean;

  @Column('boolean', { name: 'is_operator' })
  isOperator!: boolean;

  @Column('boolean', { name: 'agreement_signed' })
  agreementSigned!: boolean;

  @Column('boolean')
  suspended!: boolean;

  @Column('integer', { name: 'images_per_region', nullable: true })
  imagesPerRegion!: number | null;

  @Column('integer', { name: 'shares_per_image', nullable: true })
  sharesPerImage!: number | null;

  @Column('integer', { name: 'operations_per_day', nullable: true })
  operationsPerDay!: number | null;

  @Column('text', { name: 'launch_sources' })
  launchSources!: LaunchSources;

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}
