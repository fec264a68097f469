import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Account } from './account';

/** An account whose shared images a root account launches although nobody reviewed them. */
@Entity('trusted_account', { withoutRowid: true })
export class TrustedAccount {
  @ForeignKey(() => Account, { name: 'trusted_account_root_id_fkey' })
  @PrimaryColumn('text', { collation: 'C', name: 'root_id', primaryKeyConstraintName: 'trusted_account_pkey' })
  rootId!: string;

  @ForeignKey(() => Account, { name: 'trusted_account_trusted_id_fkey' })
  @PrimaryColumn('text', { collation: 'C', name: 'trusted_id', primaryKeyConstraintName: 'trusted_account_pkey' })
  trustedId!: string;
}
