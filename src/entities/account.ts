import { Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { MAX_LIMIT } from '../policy/limits';
import { isOneOf } from './checks';
import { AccountKind, LaunchSources } from './enums';
import { Node } from './node';

/**
 * Maps an account. Roles, agreement and limits are set on root accounts; a null limit stands for the rulebook's number.
 */
@Entity('account', { withoutRowid: true })
@Check('account_root_id_matches_kind_check', `(kind = 'ROOT') = (root_id = id)`)
@ObjectType('Account', {
  implements: Node,
  simpleResolvers: true,
  description: 'Account, with the fields that other accounts may see.',
})
export class Account extends Node {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'account_pkey' })
  declare id: string;

  @Field(() => String, { description: 'Account name, at most 60 characters.' })
  @Column('text')
  name!: string;

  @Field(() => AccountKind, { description: 'Root account or sub-account.' })
  @Check('account_kind_check', isOneOf('kind', AccountKind))
  @Column('text')
  kind!: keyof typeof AccountKind;

  /** Root account that it acts for; its own id for a root account. */
  @Index('account_root')
  @ForeignKey(() => Account, { name: 'account_root_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'root_id' })
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

  @Check('account_images_per_region_check', `images_per_region BETWEEN 0 AND ${MAX_LIMIT}`)
  @Column('integer', { name: 'images_per_region', nullable: true })
  imagesPerRegion!: number | null;

  @Check('account_shares_per_image_check', `shares_per_image BETWEEN 0 AND ${MAX_LIMIT}`)
  @Column('integer', { name: 'shares_per_image', nullable: true })
  sharesPerImage!: number | null;

  @Check('account_operations_per_day_check', `operations_per_day BETWEEN 0 AND ${MAX_LIMIT}`)
  @Column('integer', { name: 'operations_per_day', nullable: true })
  operationsPerDay!: number | null;

  @Check('account_launch_sources_check', isOneOf('launch_sources', LaunchSources))
  @Column('text', { name: 'launch_sources' })
  launchSources!: keyof typeof LaunchSources;

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}
