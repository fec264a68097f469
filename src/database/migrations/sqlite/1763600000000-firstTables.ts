import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the first tables. Times are milliseconds since 1970, money is in millionths of the currency. */
export class FirstTables1763600000000 implements MigrationInterface {
  name = 'FirstTables1763600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`DROP TABLE ${table}`);
  }
}

const TABLES = [
  'heartbeat',
  'idempotency_record',
  'access_token',
  'operation',
  'instance',
  'instance_type',
  'share',
  'marketplace_edit',
  'image',
  'trusted_account',
  'account',
  'region',
];

const UP = [
  `CREATE TABLE region (
    id text PRIMARY KEY NOT NULL,
    name text NOT NULL,
    mainland_china boolean NOT NULL CHECK (mainland_china IN (0, 1)),
    supports_image_copy boolean NOT NULL CHECK (supports_image_copy IN (0, 1)),
    state text NOT NULL CHECK (state IN ('AVAILABLE', 'UNAVAILABLE'))
  ) WITHOUT ROWID`,

  `CREATE TABLE account (
    id text PRIMARY KEY NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ROOT', 'SUB')),
    root_id text NOT NULL REFERENCES account (id),
    is_member boolean NOT NULL CHECK (is_member IN (0, 1)),
    is_provider boolean NOT NULL CHECK (is_provider IN (0, 1)),
    is_operator boolean NOT NULL CHECK (is_operator IN (0, 1)),
    agreement_signed boolean NOT NULL CHECK (agreement_signed IN (0, 1)),
    suspended boolean NOT NULL CHECK (suspended IN (0, 1)),
    images_per_region integer CHECK (images_per_region BETWEEN 0 AND 10000),
    shares_per_image integer CHECK (shares_per_image BETWEEN 0 AND 10000),
    operations_per_day integer CHECK (operations_per_day BETWEEN 0 AND 10000),
    launch_sources text NOT NULL CHECK (launch_sources IN ('ANYONE', 'REVIEWED', 'TRUSTED')),
    created_at bigint NOT NULL,
    CHECK ((kind = 'ROOT') = (root_id = id))
  ) WITHOUT ROWID`,
  `CREATE INDEX account_root ON account (root_id)`,
  `CREATE TABLE trusted_account (
    root_id text NOT NULL REFERENCES account (id),
    trusted_id text NOT NULL REFERENCES account (id),
    PRIMARY KEY (root_id, trusted_id)
  ) WITHOUT ROWID`,

  `CREATE TABLE image (
    id text PRIMARY KEY NOT NULL,
    kind text NOT NULL CHECK (kind IN ('PUBLIC', 'MARKETPLACE', 'CUSTOM')),
    name text NOT NULL,
    name_key text NOT NULL,
    description text NOT NULL,
    region_id text NOT NULL REFERENCES region (id),
    owner_id text NOT NULL REFERENCES account (id),
    os_family text NOT NULL CHECK (os_family IN ('LINUX', 'WINDOWS', 'OTHER')),
    platform text NOT NULL,
    architecture text NOT NULL CHECK (architecture IN ('I386', 'X86_64', 'ARM64')),
    size_gb integer NOT NULL CHECK (size_gb BETWEEN 1 AND 32768),
    state text NOT NULL CHECK (state IN ('CREATING', 'IMPORTING', 'COPYING', 'AVAILABLE', 'FAILED')),
    origin text NOT NULL CHECK (origin IN ('OFFICIAL', 'INSTANCE', 'IMPORT', 'COPY', 'MARKETPLACE')),
    copied_from_id text REFERENCES image (id),
    base_image_id text REFERENCES image (id),
    review_state text NOT NULL CHECK (review_state IN ('OFFICIAL', 'UNREVIEWED', 'PENDING', 'APPROVED', 'REJECTED')),
    listed boolean NOT NULL CHECK (listed IN (0, 1)),
    review_reason text NOT NULL,
    hourly_price bigint NOT NULL CHECK (hourly_price >= 0),
    created_at bigint NOT NULL,
    gone_at bigint,
    CHECK (kind <> 'PUBLIC' OR listed),
    CHECK (kind <> 'CUSTOM' OR NOT listed),
    UNIQUE (id, region_id, created_at)
  )`,
  // One index per order of a list: newest first, of a region or of all. Each is partial and holds only the rows it
  // lists.
  `CREATE INDEX image_listed_in_region ON image (region_id, created_at, id) WHERE gone_at IS NULL AND listed`,
  `CREATE INDEX image_listed ON image (created_at, id) WHERE gone_at IS NULL AND listed`,
  `CREATE INDEX image_unlisted ON image (created_at, id)
    WHERE gone_at IS NULL AND kind = 'MARKETPLACE' AND NOT listed`,
  `CREATE INDEX image_unlisted_of_provider ON image (owner_id, created_at, id)
    WHERE gone_at IS NULL AND kind = 'MARKETPLACE' AND NOT listed`,
  `CREATE INDEX image_of_provider ON image (owner_id) WHERE gone_at IS NULL AND kind = 'MARKETPLACE'`,
  `CREATE INDEX image_own_in_region ON image (owner_id, region_id, created_at, id)
    WHERE gone_at IS NULL AND kind = 'CUSTOM'`,
  `CREATE INDEX image_own ON image (owner_id, created_at, id) WHERE gone_at IS NULL AND kind = 'CUSTOM'`,
  `CREATE INDEX image_copied_from ON image (copied_from_id) WHERE copied_from_id IS NOT NULL`,
  `CREATE INDEX image_base ON image (base_image_id) WHERE base_image_id IS NOT NULL`,

  `CREATE TABLE marketplace_edit (
    image_id text PRIMARY KEY NOT NULL REFERENCES image (id),
    name text NOT NULL,
    description text NOT NULL,
    hourly_price bigint NOT NULL CHECK (hourly_price >= 0),
    submitted_at bigint NOT NULL
  ) WITHOUT ROWID`,

  `CREATE TABLE share (
    id text PRIMARY KEY NOT NULL,
    image_id text NOT NULL,
    account_id text NOT NULL REFERENCES account (id),
    image_region_id text NOT NULL,
    image_created_at bigint NOT NULL,
    created_at bigint NOT NULL,
    UNIQUE (image_id, account_id),
    FOREIGN KEY (image_id, image_region_id, image_created_at) REFERENCES image (id, region_id, created_at)
  )`,
  `CREATE INDEX share_held_in_region ON share (account_id, image_region_id, image_created_at, image_id)`,
  `CREATE INDEX share_held ON share (account_id, image_created_at, image_id)`,

  `CREATE TABLE instance_type (
    id text PRIMARY KEY NOT NULL,
    cpus integer NOT NULL CHECK (cpus > 0),
    memory_gb integer NOT NULL CHECK (memory_gb > 0),
    hourly_price bigint NOT NULL CHECK (hourly_price >= 0)
  ) WITHOUT ROWID`,

  `CREATE TABLE instance (
    id text PRIMARY KEY NOT NULL,
    name text NOT NULL,
    region_id text NOT NULL REFERENCES region (id),
    owner_id text NOT NULL REFERENCES account (id),
    image_id text NOT NULL REFERENCES image (id),
    instance_type_id text NOT NULL REFERENCES instance_type (id),
    tenancy text NOT NULL CHECK (tenancy IN ('SHARED', 'DEDICATED')),
    state text NOT NULL CHECK (state IN ('RUNNING', 'STOPPED', 'TERMINATED')),
    quote text NOT NULL,
    created_at bigint NOT NULL
  )`,
  `CREATE INDEX instance_own ON instance (owner_id, created_at, id)`,
  `CREATE INDEX instance_of_image ON instance (image_id, owner_id)`,

  `CREATE TABLE operation (
    id text PRIMARY KEY NOT NULL,
    root_id text NOT NULL REFERENCES account (id),
    seq bigint NOT NULL,
    actor_id text NOT NULL REFERENCES account (id),
    kind text NOT NULL,
    region_id text REFERENCES region (id),
    subject_id text,
    at bigint NOT NULL,
    day text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('DONE', 'DENIED')),
    rule text,
    hash text NOT NULL,
    counted boolean NOT NULL CHECK (counted IN (0, 1)),
    UNIQUE (root_id, seq),
    CHECK ((outcome = 'DENIED') = (rule IS NOT NULL)),
    CHECK (counted = 0 OR (outcome = 'DONE' AND region_id IS NOT NULL))
  )`,
  `CREATE INDEX operation_counted ON operation (root_id, day, region_id) WHERE counted`,
  // The ledger is append-only, which the database enforces too.
  `CREATE TRIGGER operation_is_not_rewritten BEFORE UPDATE ON operation
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END`,
  `CREATE TRIGGER operation_is_not_deleted BEFORE DELETE ON operation
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END`,

  `CREATE TABLE access_token (
    id text PRIMARY KEY NOT NULL,
    account_id text NOT NULL REFERENCES account (id),
    name text NOT NULL,
    secret_hash text NOT NULL,
    may_write boolean NOT NULL CHECK (may_write IN (0, 1)),
    created_at bigint NOT NULL,
    expires_at bigint,
    last_used_at bigint,
    revoked_at bigint
  )`,
  `CREATE INDEX access_token_of_account ON access_token (account_id, created_at)`,

  // Updated after a failed write to test whether the database takes writes again.
  `CREATE TABLE heartbeat (beats bigint NOT NULL)`,
  `INSERT INTO heartbeat VALUES (0)`,

  `CREATE TABLE idempotency_record (
    account_id text NOT NULL REFERENCES account (id),
    key text NOT NULL,
    kind text NOT NULL,
    input_hash text NOT NULL,
    payload text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (account_id, key)
  ) WITHOUT ROWID`,
  `CREATE INDEX idempotency_record_age ON idempotency_record (created_at)`,
];
