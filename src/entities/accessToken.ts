import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Account } from './account';
import { Node } from './node';
import { DateTime } from './scalars';

@Entity('access_token')
@Index('access_token_of_account', ['accountId', 'createdAt'])
@ObjectType('AccessToken', {
  implements: Node,
  simpleResolvers: true,
  description: 'Credential of the viewer. The token itself is returned once, on creation, and stored only as a hash.',
})
export class AccessToken extends Node {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'access_token_pkey' })
  declare id: string;

  @ForeignKey(() => Account, { name: 'access_token_account_id_fkey' })
  @Column({ type: 'text', collation: 'C', name: 'account_id' })
  accountId!: string;

  @Field(() => String, { description: 'Purpose of the token, 1 to 60 characters.' })
  @Column('text')
  name!: string;

  /** SHA-256 of the secret, in hex. */
  @Column('text', { name: 'secret_hash' })
  secretHash!: string;

  /** Whether the token may write; every token may read. */
  @Column('boolean', { name: 'may_write' })
  mayWrite!: boolean;

  @Field(() => DateTime, { description: 'Time at which the token was created.' })
  @Column('bigint', { name: 'created_at' })
  createdAt!: number;

  @Field(() => DateTime, { nullable: true, description: 'Time at which the token expires; null if never.' })
  @Column('bigint', { name: 'expires_at', nullable: true })
  expiresAt!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Time of the last use, to the minute; null before the first one.',
  })
  @Column('bigint', { name: 'last_used_at', nullable: true })
  lastUsedAt!: number | null;

  @Column('bigint', { name: 'revoked_at', nullable: true })
  revokedAt!: number | null;
}
