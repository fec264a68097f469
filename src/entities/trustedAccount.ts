import { Entity, PrimaryColumn } from 'typeorm';

/** An account whose shared images a root account launches although nobody reviewed them. */
@Entity('trusted_account')
export class TrustedAccount {
  @PrimaryColumn('text', { name: 'root_id' })
  rootId!: string;

  @PrimaryColumn('text', { name: 'trusted_id' })
  trustedId!: string;
}
