import { createServer } from 'node:http';
import { Client } from 'pg';

/**
 * PostGraphile over the same tables, as its users would set it up: the viewer in a setting of the transaction, the
 * images that it sees in functions that the database inlines, and fields that depend on the viewer in computed columns.
 */

const ME = `current_setting('bench.me', true)`;

const branch = (from: string, at = 'i.created_at', id = 'i.id') => `SELECT i.* FROM ${from}
      AND (${at}, ${id}) < (coalesce(older_than, 9223372036854775807), coalesce(older_than_id, ''))
      ORDER BY ${at} DESC, ${id} DESC LIMIT at_most`;

const FUNCTIONS = `
  -- A function that takes the page itself, so that each branch stops at its size and the database merges them.
  CREATE OR REPLACE FUNCTION visible_images(in_region text, older_than bigint, older_than_id text, at_most integer)
  RETURNS SETOF image LANGUAGE sql STABLE AS $$
    (${branch(`image i WHERE i.gone_at IS NULL AND i.listed AND i.region_id = in_region`)})
    UNION ALL
    (${branch(`image i WHERE i.gone_at IS NULL AND i.kind = 'CUSTOM' AND i.owner_id = ${ME} AND i.region_id = in_region`)})
    UNION ALL
    (${branch(`share s JOIN image i ON i.id = s.image_id WHERE s.account_id = ${ME} AND s.image_region_id = in_region`, 's.image_created_at', 's.image_id')})
    ORDER BY created_at DESC, id DESC LIMIT at_most
  $$;

  CREATE OR REPLACE FUNCTION own_images() RETURNS SETOF image LANGUAGE sql STABLE AS $$
    SELECT i.* FROM image i WHERE i.gone_at IS NULL AND i.kind = 'CUSTOM' AND i.owner_id = ${ME}
  $$;
  COMMENT ON FUNCTION own_images() IS '@behavior +order';

  CREATE OR REPLACE FUNCTION visible_image(with_id text) RETURNS image LANGUAGE sql STABLE AS $$
    SELECT i.* FROM image i WHERE i.id = with_id AND i.gone_at IS NULL AND (i.listed OR i.owner_id = ${ME}
      OR EXISTS (SELECT 1 FROM share s WHERE s.image_id = i.id AND s.account_id = ${ME}))
  $$;

  CREATE OR REPLACE FUNCTION image_type(i image) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN i.kind <> 'CUSTOM' THEN i.kind WHEN i.owner_id = ${ME} THEN 'CUSTOM' ELSE 'SHARED' END
  $$;

  CREATE OR REPLACE FUNCTION image_share_count(i image) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN i.kind = 'CUSTOM' AND i.owner_id = ${ME}
      THEN (SELECT count(*)::integer FROM share s WHERE s.image_id = i.id) END
  $$;
`;

/** PostGraphile requires Node 22; this function is missing on Node 20. */
(Promise as { withResolvers?: unknown }).withResolvers ??= function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onValue, onReason) => ([resolve, reject] = [onValue, onReason]));
  return { promise, resolve, reject };
};

async function main(): Promise<void> {
  const connectionString = process.env['BENCH_URL']!;
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(FUNCTIONS);
  await client.end();

  const [{ postgraphile }, { PostGraphileAmberPreset }, { makePgService }, { grafserv }] = await Promise.all([
    import('postgraphile'),
    import('postgraphile/presets/amber'),
    import('postgraphile/adaptors/pg'),
    import('postgraphile/grafserv/node'),
  ]);
  const pgl = postgraphile({
    extends: [PostGraphileAmberPreset],
    pgServices: [makePgService({ connectionString, schemas: ['public'] })],
    grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
    grafast: {
      context: ({ node }) => ({ pgSettings: { 'bench.me': String(node?.req.headers['x-account'] ?? '') } }),
    },
  });
  const server = createServer();
  await pgl.createServ(grafserv).addTo(server);
  server.listen(Number(process.env['PORT']), '127.0.0.1');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
