import { Field, ObjectType } from 'type-graphql';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { Account } from './account';
import { isOneOf } from './checks';
import { OperationKind, OperationOutcome, RuleEnum } from './enums';
import { Node } from './node';
import { Region } from './region';
import { DateTime, ID } from './scalars';

@Entity('operation')
@Unique('operation_root_id_seq_key', ['rootId', 'seq'])
@Index('operation_counted', ['rootId', 'day', 'regionId'], { where: 'counted' })
@Check('operation_denial_has_rule_check', `(outcome = 'DENIED') = (rule IS NOT NULL)`)
@Check('operation_counted_is_done_check', `NOT counted OR (outcome = 'DONE' AND region_id IS NOT NULL)`)
@ObjectType('Operation', {
  implements: Node,
  simpleResolvers: true,
  description: 'Ledger entry: a write that was done, or one that a rule denied.',
})
export class Operation extends Node {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'operation_pkey' })
  declare id: string;

  /** Root account that the ledger belongs to. */
  @ForeignKey(() => Account, { name: 'operation_root_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'root_id' })
  rootId!: string;

  /** Position in that ledger, from 1, without gaps. */
  @Column('bigint')
  seq!: number;

  /** Acting account: the root account or one of its sub-accounts. */
  @ForeignKey(() => Account, { name: 'operation_actor_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'actor_id' })
  actorId!: string;

  @Field(() => OperationKind, { description: 'Mutation that was called.' })
  @Column('text')
  kind!: keyof typeof OperationKind;

  @ForeignKey(() => Region, { name: 'operation_region_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'region_id', nullable: true })
  regionId!: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the operation’s subject, as the caller gave it.' })
  @Column({ type: 'text', collation: 'C', name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Field(() => DateTime, { description: 'Time of the operation.' })
  @Column('bigint')
  at!: number;

  /** Day of `at` at the service's offset at that time, as `2026-11-20`. */
  @Column('text')
  day!: string;

  @Field(() => OperationOutcome, { description: 'Result: done or denied.' })
  @Check('operation_outcome_check', isOneOf('outcome', OperationOutcome))
  @Column('text')
  outcome!: keyof typeof OperationOutcome;

  @Field(() => RuleEnum, {
    nullable: true,
    description: 'First of the rules that denied it; null if it was done.',
  })
  @Column('text', { nullable: true })
  rule!: keyof typeof RuleEnum | null;

  /** SHA-256 over this entry and the hash of the entry before it in the same ledger, in hex. */
  @Column('text')
  hash!: string;

  @Field(() => Boolean, { description: 'Whether it counts towards the day’s operations of its region.' })
  @Column('boolean')
  counted!: boolean;
}
