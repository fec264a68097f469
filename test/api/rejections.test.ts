import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { buildSchema, parse, type OperationDefinitionNode } from 'graphql';
import { createLog } from '../../src/server/ops/logger';
import { logUnhandledRejections } from '../../src/server/ops/signals';
import { ExecutionPlan } from '../../src/server/plan/plan';
import { NOON, World, type ApiCaller } from '../support/world';

/** Tests that no caller's request leaves a rejected promise unhandled: Node ends the process for one. */

let world: World;
let owner: ApiCaller;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);

beforeAll(async () => {
  process.on('unhandledRejection', note);
  world = await World.open();
  owner = await world.busyAccount({ name: 'Owner' });
  // The first image of the list waits for its base image, the second has none and does not wait.
  await world.image(owner, { createdAt: NOON - 2, baseImageId: null });
  await world.image(owner, { createdAt: NOON - 1, baseImageId: 'img-public' });
});
afterAll(async () => {
  process.off('unhandledRejection', note);
  await world.close();
});

test.each(['copy(regionIds: [])', 'share(accountIds: [])', 'unshare(accountIds: [])'])(
  'an error of viewerCan.%s in the second object of a list, while the first one waits, is answered and handled',
  async (field) => {
    const text = `{ images(filter: { types: [CUSTOM] }) { edges { node { baseImage { id } viewerCan { ${field} { allowed } } } } } }`;
    for (let time = 0; time < 4; time += 1) {
      const { body } = await owner.ask(text);
      expect([body.data, body.errors?.map(({ extensions }) => extensions['code'])]).toEqual([null, ['BAD_USER_INPUT']]);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unhandled).toEqual([]);
  },
);

test('a plan handles the rejection of an object that it abandoned for the error of a later one', async () => {
  const schema = buildSchema('type Query { items: [Item!]! } type Item { later: Int!, now: Int! }');
  const late = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    throw new Error('late');
  };
  schema.getQueryType()!.getFields()['items']!.resolve = () => [
    { later: late(), now: 1 },
    { later: 1, now: null },
  ];
  const operation = parse('{ items { later now } }').definitions[0] as OperationDefinitionNode;
  const { data, errors } = await new ExecutionPlan(schema, operation, {}).execute({}, {});
  expect(data).toBeNull();
  expect(errors?.map(({ message }) => message)).toEqual(['Cannot return null for non-nullable field Item.now.']);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(unhandled).toEqual([]);
});

test('an unhandled rejection is logged, and ends no process', () => {
  const entries: unknown[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      entries.push(JSON.parse(chunk.toString()));
      done();
    },
  });
  const emitter = new EventEmitter();
  logUnhandledRejections(createLog('error', destination), emitter);
  emitter.emit('unhandledRejection', new Error('lost'));
  expect(entries).toMatchObject([{ msg: 'unhandled rejection', err: { message: 'lost' } }]);
});
