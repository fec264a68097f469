import { serverAudits } from 'graphql-http';
import { listen } from '../support/wire';
import { World } from '../support/world';

/** Runs the audits of graphql-http, the reference implementation of GraphQL over HTTP. */

let world: World;
let url: string;
beforeAll(async () => {
  world = await World.open();
  url = `http://127.0.0.1:${await listen(world)}/graphql`;
});
afterAll(() => world.close());

const audits = serverAudits({ url: () => url });

test('graphql-http has 61 audits', () => {
  expect(audits).toHaveLength(61);
});

test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
  'the service passes audit %s of graphql-http: %s',
  async (_id, _name, audit) => {
    const result = await audit.fn();
    expect([result.status, 'reason' in result ? result.reason : null]).toEqual(['ok', null]);
  },
);
