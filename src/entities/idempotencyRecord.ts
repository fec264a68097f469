import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a mutation answered under a key, so that a repeat is answered alike and does nothing. */
@Entity('idempotency_record')
export class IdempotencyRecord {
  /** The acting account: keys of different accounts never meet. */
  @PrimaryColumn('text', { name: 'account_id' })
  accountId!: string;

  /** SHA-256 of the key. */
  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  kind!: string;

  /** SHA-256 over the input after defaults and normalisation. */
  @Column('text', { name: 'input_hash' })
  inputHash!: string;

  /** The payload as JSON, without secrets. */
  @Column('text')
  payload!: string;

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;
}
