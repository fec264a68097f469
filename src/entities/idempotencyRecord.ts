import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from './account';

/**
 * Stores the payload of a mutation under its key, so that a repeated call gets the same payload and changes nothing.
 */
@Entity('idempotency_record', { withoutRowid: true })
export class IdempotencyRecord {
  /** Acting account: the same key of two accounts identifies two records. */
  @ForeignKey(() => Account, { name: 'idempotency_record_account_id_fkey' })
  @PrimaryColumn('text', {
    collation: 'C',
    name: 'account_id',
    primaryKeyConstraintName: 'idempotency_record_pkey',
  })
  accountId!: string;

  /** SHA-256 of the key. */
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'idempotency_record_pkey' })
  key!: string;

  @Column('text')
  kind!: string;

  /** SHA-256 over the input after defaults and normalisation. */
  @Column('text', { name: 'input_hash' })
  inputHash!: string;

  /** Payload as JSON, without secrets. */
  @Column('text')
  payload!: string;

  @Index('idempotency_record_age')
  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}
