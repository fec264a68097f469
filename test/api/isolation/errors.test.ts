import { createSchema } from '../../../src/graphql/schema';
import { createFixture, type Fixture } from '../../support/calls';
import { callWith, idArguments, responseOf, type Kind } from '../../support/stranger';
import { World, type ApiCaller } from '../../support/world';

/** Tests that denials and errors contain no ids but those of the call and the caller, and no names. */

const schema = createSchema();
const NAMED = ['account', 'image', 'instance', 'access_token'];
const AN_ID = /\b(img|ins|acc|shr|tok|op)-[0-9a-z]{12}\b/g;

let world: World;
let theirs: Fixture;
let own: Fixture;
/** Ids of other accounts' things by kind. */
let things: Partial<Record<Kind, string[]>>;
beforeAll(async () => {
  world = await World.open();
  theirs = await createFixture(world);
  own = await createFixture(world);
  await theirs.owner.do('updateImage', { imageId: theirs.shared.id, name: 'renamed' });
  // Everything with a name is named after its id, so that a name is recognised in any answer.
  await world.store.write(async (inside) => {
    for (const table of NAMED) await inside.rows(`UPDATE ${table} SET name = 'mark.' || id`);
    await inside.rows(`UPDATE image SET description = 'mark.' || id, review_reason = 'mark.' || id`);
  });
  const any = (table: string) => world.store.rows<{ id: string }>(`SELECT id FROM ${table} LIMIT 1`);
  const { image, shared, pending, listed, content, owner, sub, recipients, instances, tokenIds } = theirs;
  const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);
  things = {
    image: idsOf([image, shared, pending, listed, content]),
    instance: [instances[0]!.id],
    account: [owner.id, sub.id, recipients[1]!],
    token: [tokenIds[0]!],
    share: idsOf(await any('share')),
    operation: idsOf(await any('operation')),
  };
});
afterAll(() => world.close());

/**
 * Calls everything that takes an id with fitting ids of others and with ids of another kind. Returns the rules and
 * codes of the denials and errors.
 */
async function refusals(caller: ApiCaller): Promise<string[]> {
  const found = new Set<string>();
  for (const argument of idArguments(schema)) {
    const fitting = argument.kinds.flatMap((kind) => things[kind] ?? []);
    for (const id of [...fitting, theirs.owner.id, theirs.image.id]) {
      const call = callWith(schema, argument, own, [id], true);
      const { text } = await responseOf(world, caller, call, []);
      const said = [...text.matchAll(/"(?:rule|code)":"([A-Z_]+)"/g)].map(([, name]) => name!);
      if (!/"__typename":"Denied"|"errors":/.test(text)) continue;
      said.forEach((name) => found.add(name));
      const asked = JSON.stringify(call.variables);
      const ids = (text.match(AN_ID) ?? []).filter((each) => each !== caller.id && !asked.includes(each));
      expect({ call, ids, marks: text.match(/mark\.[\w-]+/g) }).toEqual({ call, ids: [], marks: null });
    }
  }
  return [...found].sort();
}

const NOT_FOUND = ['ACCOUNT_NOT_FOUND', 'BAD_USER_INPUT', 'IMAGE_NOT_FOUND', 'INSTANCE_NOT_FOUND', 'REGION_NOT_FOUND'];
/** CUSTOM_IMAGES_ONLY reveals the kind of a listed marketplace image, which everyone sees. */
const TO_ALL = [...NOT_FOUND, 'CUSTOM_IMAGES_ONLY', 'ROOT_ACCOUNTS_ONLY'];
const TO_MEMBERS = [...TO_ALL, 'OPERATOR_ONLY', 'PROVIDER_ONLY'];
test.each<[string, () => ApiCaller, string[]]>([
  ['another account', () => own.owner, [...TO_MEMBERS, 'NOT_SHARED', 'RECIPIENT_NOT_ROOT_ACCOUNT']],
  ['a recipient', () => theirs.friend, [...TO_MEMBERS, 'SHARED_IMAGE_IS_LAUNCH_ONLY']],
  ['a provider', () => own.provider, [...TO_ALL, 'ITS_PROVIDER_ONLY', 'OPERATOR_ONLY']],
  ['an operator', () => own.operator, [...TO_ALL, 'NOTHING_TO_REVIEW', 'PROVIDER_ONLY', 'PUBLIC_IMAGES_ONLY']],
  ['an anonymous caller', () => world.anybody, ['BAD_USER_INPUT', 'UNAUTHENTICATED']],
])('denials and errors for %s contain no foreign id and no name', async (_who, caller, rules) => {
  expect(await refusals(caller())).toEqual(rules.sort());
});
