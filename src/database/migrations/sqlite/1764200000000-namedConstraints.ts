import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rebuild } from './rebuild';

/**
 * Gives every constraint a name: TypeORM identifies foreign keys, checks and unique constraints by their names alone.
 */
export class NamedConstraints1764200000000 implements MigrationInterface {
  name = 'NamedConstraints1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await rebuild(runner, TABLES);
  }

  /** Keeps the names: the constraints are the same with and without them. */
  async down(): Promise<void> {}
}

const TABLES: Parameters<typeof rebuild>[1] = {
  region: [
    `
    id text NOT NULL,
    name text NOT NULL,
    mainland_china boolean NOT NULL,
    supports_image_copy boolean NOT NULL,
    state text NOT NULL,
    CONSTRAINT "region_mainland_china_check" CHECK (mainland_china IN (0, 1)),
    CONSTRAINT "region_supports_image_copy_check" CHECK (supports_image_copy IN (0, 1)),
    CONSTRAINT "region_state_check" CHECK (state IN ('AVAILABLE', 'UNAVAILABLE')),
    CONSTRAINT "region_pkey" PRIMARY KEY ("id")
    `,
    'WITHOUT ROWID',
  ],
  account: [
    `
    id text PRIMARY KEY NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    root_id text NOT NULL,
    is_member boolean NOT NULL,
    is_provider boolean NOT NULL,
    is_operator boolean NOT NULL,
    agreement_signed boolean NOT NULL,
    suspended boolean NOT NULL,
    images_per_region integer,
    shares_per_image integer,
    operations_per_day integer,
    launch_sources text NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT "account_kind_check" CHECK (kind IN ('ROOT', 'SUB')),
    CONSTRAINT "account_is_member_check" CHECK (is_member IN (0, 1)),
    CONSTRAINT "account_is_provider_check" CHECK (is_provider IN (0, 1)),
    CONSTRAINT "account_is_operator_check" CHECK (is_operator IN (0, 1)),
    CONSTRAINT "account_agreement_signed_check" CHECK (agreement_signed IN (0, 1)),
    CONSTRAINT "account_suspended_check" CHECK (suspended IN (0, 1)),
    CONSTRAINT "account_images_per_region_check" CHECK (images_per_region BETWEEN 0 AND 10000),
    CONSTRAINT "account_shares_per_image_check" CHECK (shares_per_image BETWEEN 0 AND 10000),
    CONSTRAINT "account_operations_per_day_check" CHECK (operations_per_day BETWEEN 0 AND 10000),
    CONSTRAINT "account_launch_sources_check" CHECK (launch_sources IN ('ANYONE', 'REVIEWED', 'TRUSTED')),
    CONSTRAINT "account_root_id_matches_kind_check" CHECK ((kind = 'ROOT') = (root_id = id)),
    CONSTRAINT "account_root_id_fkey" FOREIGN KEY ("root_id") REFERENCES "account" ("id")
    `,
    'WITHOUT ROWID',
  ],
  trusted_account: [
    `
    root_id text NOT NULL,
    trusted_id text NOT NULL,
    CONSTRAINT "trusted_account_root_id_fkey" FOREIGN KEY ("root_id") REFERENCES "account" ("id"),
    CONSTRAINT "trusted_account_trusted_id_fkey" FOREIGN KEY ("trusted_id") REFERENCES "account" ("id"),
    CONSTRAINT "trusted_account_pkey" PRIMARY KEY ("root_id", "trusted_id")
    `,
    'WITHOUT ROWID',
  ],
  image: [
    `
    id text PRIMARY KEY NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    description text NOT NULL,
    region_id text NOT NULL,
    owner_id text NOT NULL,
    os_family text NOT NULL,
    platform text NOT NULL,
    architecture text NOT NULL,
    size_gb integer NOT NULL,
    state text NOT NULL,
    origin text NOT NULL,
    copied_from_id text,
    base_image_id text,
    review_state text NOT NULL,
    listed boolean NOT NULL,
    review_reason text NOT NULL,
    hourly_price bigint NOT NULL,
    created_at bigint NOT NULL,
    gone_at bigint,
    CONSTRAINT "image_id_region_id_created_at_key" UNIQUE ("id", "region_id", "created_at"),
    CONSTRAINT "image_kind_check" CHECK (kind IN ('PUBLIC', 'MARKETPLACE', 'CUSTOM')),
    CONSTRAINT "image_os_family_check" CHECK (os_family IN ('LINUX', 'WINDOWS', 'OTHER')),
    CONSTRAINT "image_architecture_check" CHECK (architecture IN ('I386', 'X86_64', 'ARM64')),
    CONSTRAINT "image_size_gb_check" CHECK (size_gb BETWEEN 1 AND 32768),
    CONSTRAINT "image_state_check" CHECK (state IN ('CREATING', 'IMPORTING', 'COPYING', 'AVAILABLE', 'FAILED')),
    CONSTRAINT "image_origin_check" CHECK (origin IN ('OFFICIAL', 'INSTANCE', 'IMPORT', 'COPY', 'MARKETPLACE')),
    CONSTRAINT "image_review_state_check" CHECK (review_state IN ('OFFICIAL', 'UNREVIEWED', 'PENDING', 'APPROVED', 'REJECTED')),
    CONSTRAINT "image_listed_check" CHECK (listed IN (0, 1)),
    CONSTRAINT "image_hourly_price_check" CHECK (hourly_price >= 0),
    CONSTRAINT "image_public_is_listed_check" CHECK (kind <> 'PUBLIC' OR listed),
    CONSTRAINT "image_custom_is_unlisted_check" CHECK (kind <> 'CUSTOM' OR NOT listed),
    CONSTRAINT "image_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "region" ("id"),
    CONSTRAINT "image_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "account" ("id"),
    CONSTRAINT "image_copied_from_id_fkey" FOREIGN KEY ("copied_from_id") REFERENCES "image" ("id") DEFERRABLE INITIALLY IMMEDIATE,
    CONSTRAINT "image_base_image_id_fkey" FOREIGN KEY ("base_image_id") REFERENCES "image" ("id") DEFERRABLE INITIALLY IMMEDIATE
    `,
  ],
  marketplace_edit: [
    `
    image_id text PRIMARY KEY NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    hourly_price bigint NOT NULL,
    submitted_at bigint NOT NULL,
    CONSTRAINT "marketplace_edit_hourly_price_check" CHECK (hourly_price >= 0),
    CONSTRAINT "marketplace_edit_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image" ("id")
    `,
    'WITHOUT ROWID',
  ],
  share: [
    `
    id text PRIMARY KEY NOT NULL,
    image_id text NOT NULL,
    account_id text NOT NULL,
    image_region_id text NOT NULL,
    image_created_at bigint NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT "share_image_id_account_id_key" UNIQUE ("image_id", "account_id"),
    CONSTRAINT "share_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account" ("id"),
    CONSTRAINT "share_image_id_image_region_id_image_created_at_fkey" FOREIGN KEY ("image_id", "image_region_id", "image_created_at") REFERENCES "image" ("id", "region_id", "created_at")
    `,
  ],
  instance_type: [
    `
    id text NOT NULL,
    cpus integer NOT NULL,
    memory_gb integer NOT NULL,
    hourly_price bigint NOT NULL,
    CONSTRAINT "instance_type_cpus_check" CHECK (cpus > 0),
    CONSTRAINT "instance_type_memory_gb_check" CHECK (memory_gb > 0),
    CONSTRAINT "instance_type_hourly_price_check" CHECK (hourly_price >= 0),
    CONSTRAINT "instance_type_pkey" PRIMARY KEY ("id")
    `,
    'WITHOUT ROWID',
  ],
  instance: [
    `
    id text PRIMARY KEY NOT NULL,
    name text NOT NULL,
    region_id text NOT NULL,
    owner_id text NOT NULL,
    image_id text NOT NULL,
    instance_type_id text NOT NULL,
    tenancy text NOT NULL,
    state text NOT NULL,
    quote text NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT "instance_tenancy_check" CHECK (tenancy IN ('SHARED', 'DEDICATED')),
    CONSTRAINT "instance_state_check" CHECK (state IN ('RUNNING', 'STOPPED', 'TERMINATED')),
    CONSTRAINT "instance_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "region" ("id"),
    CONSTRAINT "instance_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "account" ("id"),
    CONSTRAINT "instance_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image" ("id"),
    CONSTRAINT "instance_instance_type_id_fkey" FOREIGN KEY ("instance_type_id") REFERENCES "instance_type" ("id")
    `,
  ],
  operation: [
    `
    id text PRIMARY KEY NOT NULL,
    root_id text NOT NULL,
    seq bigint NOT NULL,
    actor_id text NOT NULL,
    kind text NOT NULL,
    region_id text,
    subject_id text,
    at bigint NOT NULL,
    day text NOT NULL,
    outcome text NOT NULL,
    rule text,
    hash text NOT NULL,
    counted boolean NOT NULL,
    CONSTRAINT "operation_root_id_seq_key" UNIQUE ("root_id", "seq"),
    CONSTRAINT "operation_outcome_check" CHECK (outcome IN ('DONE', 'DENIED')),
    CONSTRAINT "operation_counted_check" CHECK (counted IN (0, 1)),
    CONSTRAINT "operation_denial_has_rule_check" CHECK ((outcome = 'DENIED') = (rule IS NOT NULL)),
    CONSTRAINT "operation_counted_is_done_check" CHECK (NOT counted OR (outcome = 'DONE' AND region_id IS NOT NULL)),
    CONSTRAINT "operation_root_id_fkey" FOREIGN KEY ("root_id") REFERENCES "account" ("id"),
    CONSTRAINT "operation_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "account" ("id"),
    CONSTRAINT "operation_region_id_fkey" FOREIGN KEY ("region_id") REFERENCES "region" ("id")
    `,
  ],
  access_token: [
    `
    id text PRIMARY KEY NOT NULL,
    account_id text NOT NULL,
    name text NOT NULL,
    secret_hash text NOT NULL,
    may_write boolean NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint,
    last_used_at bigint,
    revoked_at bigint,
    CONSTRAINT "access_token_may_write_check" CHECK (may_write IN (0, 1)),
    CONSTRAINT "access_token_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account" ("id")
    `,
  ],
  idempotency_record: [
    `
    account_id text NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    input_hash text NOT NULL,
    payload text NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT "idempotency_record_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account" ("id"),
    CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("account_id", "key")
    `,
    'WITHOUT ROWID',
  ],
};
