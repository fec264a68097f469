import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds the log of image events, in an order that never changes once it can be read. Transactions commit in another
 * order than their numbers were assigned, so a row stores the number of its transaction next to its own, and is read
 * only once no transaction with a smaller number is in progress. The database notifies listeners of each commit with
 * events.
 */
export class EventsPostgres1764100000000 implements MigrationInterface {
  name = 'EventsPostgres1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE event');
    await runner.query('DROP FUNCTION tell_of_events');
  }
}

const UP = [
  `CREATE TABLE event (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    sequence text COLLATE "C" NOT NULL UNIQUE,
    at bigint NOT NULL,
    change text NOT NULL CHECK (change IN ('CREATED', 'UPDATED', 'DELETED', 'SHARED', 'UNSHARED', 'SUBMITTED', 'REVIEWED', 'LISTED', 'UNLISTED')),
    image_id text COLLATE "C" NOT NULL REFERENCES image (id),
    everyone boolean NOT NULL,
    account_id text COLLATE "C" REFERENCES account (id),
    PRIMARY KEY (xid, seq),
    CHECK ((change IN ('SHARED', 'UNSHARED')) = (account_id IS NOT NULL))
  )`,
  `CREATE FUNCTION tell_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_notify('image_registry_event', ''); RETURN NULL; END $$`,
  `CREATE TRIGGER event_is_told AFTER INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION tell_of_events()`,
];
