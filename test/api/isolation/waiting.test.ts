import { setTimeout as sleep } from 'node:timers/promises';
import { createSchema } from '../../../src/graphql/schema';
import { lockRootAccount } from '../../../src/store/viewers';
import { createFixture, type Fixture } from '../../support/calls';
import { ON_POSTGRES } from '../../support/databases';
import { callWith, idArguments, responseOf, type Kind } from '../../support/stranger';
import { World, type ApiCaller } from '../../support/world';

/**
 * Tests that a call does not wait for a write of another account, which would reveal that something exists. On SQLite
 * all writes wait for each other, whatever they are about.
 */

const schema = createSchema();
let world: World;
let stage: Fixture;
let own: Fixture;
beforeEach(async () => {
  world = await World.open();
  stage = await createFixture(world);
  own = await createFixture(world);
});
afterEach(() => world.close());

/** Calls while the owner's row is locked, as each of its writes locks it; returns whether the call waited for it. */
async function waits(call: () => Promise<unknown>): Promise<boolean> {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  let writing: Promise<void> = Promise.resolve();
  await new Promise<void>((begun) => {
    writing = world.store.write(async (inside) => {
      await lockRootAccount(inside, stage.owner.id);
      begun();
      await over;
    });
  });
  let answered = false;
  const answer = call().finally(() => (answered = true));
  let waiting = false;
  while (!answered && !waiting) {
    await Promise.race([answer, sleep(20)]);
    waiting = (await world.store.rows(WAITING_BACKENDS)).length > 0;
  }
  end();
  await Promise.all([answer, writing]);
  return waiting;
}

const WAITING_BACKENDS = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
const mutations = idArguments(schema).filter(({ parent }) => parent === 'Mutation');
(ON_POSTGRES ? test : test.skip).each<[string, () => ApiCaller]>([
  ['another account', () => own.owner],
  ['a provider', () => own.provider],
  ['an operator', () => own.operator],
])('%s does not wait in any mutation while the owner writes', async (_who, caller) => {
  const { image, shared, sub, owner, instances, tokenIds } = stage;
  const theirs: Partial<Record<Kind, string[]>> = {
    image: [image.id, shared.id],
    account: [owner.id, sub.id],
    instance: [instances[0]!.id],
    token: [tokenIds[0]!],
  };
  const waited = new Set<string>();
  for (const argument of mutations) {
    for (const id of argument.kinds.flatMap((kind) => theirs[kind] ?? [])) {
      const call = callWith(schema, argument, own, [id], true);
      if (await waits(() => responseOf(world, caller(), call, []))) waited.add(argument.name);
    }
  }
  expect([...waited]).toEqual([]);
});
