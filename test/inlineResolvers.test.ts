import { getNamedType, isLeafType, isObjectType, isUnionType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { takesNoInfo } from '../src/graphql/inlineResolvers';
import { createSchema } from '../src/graphql/schema';

/** Shows that the metadata of type-graphql which `inlineResolvers` reads is still what it expects. */

const schema = createSchema();
const resolverOf = (type: string, field: string) => {
  const parent = schema.getType(type);
  return isObjectType(parent) ? parent.getFields()[field]!.resolve! : null;
};

test.each([
  ['Query', 'regions', 'the context'],
  ['Query', 'viewer', 'the context'],
  ['Image', 'region', 'the object and the context'],
  ['Image', 'owner', 'the object and the context'],
  ['Share', 'account', 'the object and the context'],
])('%s.%s, which takes %s, is called directly', (type, field) => {
  expect(takesNoInfo(resolverOf(type, field)!)).toBe(true);
});

test('a resolver whose input is validated keeps type-graphql’s wrapper', () => {
  expect(takesNoInfo(resolverOf('Query', 'images')!)).toBe(false);
  expect(takesNoInfo(resolverOf('Mutation', 'shareImage')!)).toBe(false);
});

test('every resolver of a query or an edge has the metadata that is read', () => {
  const { queries, fieldResolvers } = getMetadataStorage();
  const resolvers = [...queries, ...fieldResolvers];
  expect(resolvers.length).toBeGreaterThan(50);
  const kinds = new Set<string>();
  for (const { target, methodName, schemaName, params } of resolvers) {
    expect([typeof target, typeof methodName, typeof schemaName]).toEqual(['function', 'string', 'string']);
    for (const { kind, index } of params ?? []) {
      kinds.add(kind);
      expect(index).toBeGreaterThanOrEqual(0);
    }
  }
  expect([...kinds].sort()).toEqual(['arg', 'args', 'context', 'info', 'root']);
});

test('each resolver of an edge without arguments or with scalar ones alone is called directly', () => {
  const wrapped: string[] = [];
  let inspected = 0;
  for (const { params, schemaName, resolverClassMetadata } of getMetadataStorage().fieldResolvers) {
    const parent = getMetadataStorage().objectTypes.find(
      ({ target }) => target === resolverClassMetadata?.getObjectType(),
    );
    const type = parent && schema.getType(parent.name);
    const field = isObjectType(type) ? type.getFields()[schemaName]! : null;
    if (field === null) continue;
    const isPlain = (params ?? []).every((param) => {
      if (param.kind === 'arg') {
        return isLeafType(getNamedType(field.args.find(({ name }) => name === param.name)?.type));
      }
      return (param.kind === 'root' || param.kind === 'context') && param.propertyName === undefined;
    });
    inspected += 1;
    if (isPlain && !takesNoInfo(field.resolve!)) wrapped.push(`${parent?.name}.${schemaName}`);
  }
  expect(inspected).toBeGreaterThan(30);
  expect(wrapped).toEqual([]);
});

test('every union and interface is resolved without a promise', () => {
  const abstract = Object.values(schema.getTypeMap()).filter((type) => isUnionType(type));
  expect(abstract.length).toBeGreaterThan(20);
  for (const type of abstract) {
    const [member] = schema.getPossibleTypes(type);
    expect(type.resolveType!({ __typename: member!.name }, {}, {} as never, type)).toBe(member!.name);
  }
});
