import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Account } from './account';

/**
 * Stores an account that a root account trusts: it launches that account's unreviewed shared images, and images that
 * stem from them.
 */
@Entity('trusted_account', { withoutRowid: true })
export class TrustedAccount {
  @ForeignKey(() => Account, { name: 'trusted_account_root_id_fkey' })
  @PrimaryColumn('text', { collation: 'C', name: 'root_id', primaryKeyConstraintName: 'trusted_account_pkey' })
  rootId!: string;

  @ForeignKey(() => Account, { name: 'trusted_account_trusted_id_fkey' })
  @PrimaryColumn('text', { collation: 'C', name: 'trusted_id', primaryKeyConstraintName: 'trusted_account_pkey' })
  trustedId!: string;
}
