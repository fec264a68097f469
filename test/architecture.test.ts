import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { RULES } from '../src/policy/decision';
import { describeRules } from '../src/policy/rulebook';
import { createSchema, printedSchema } from '../src/graphql/schema';
import { cyclesIn, filesImportedBy, importGraph, importsOf, sourcesIn } from './support/importGraph';

/** The architecture: its layers, its import cycles, its contract. */

const ROOT = path.join(__dirname, '..');
const SRC = path.join(ROOT, 'src');

/** The layer of a file of `src/`; a file imports from its own layer and those below. */
const LAYERS: [layer: number, where: RegExp][] = [
  [0, /^policy\//],
  [1, /^entities\//],
  [2, /^database\//],
  [3, /^(store|seed)\//],
  [4, /^graphql\//],
  [5, /^(server|config)\/|^version\.ts/],
  [6, /^cli\/|^main\.ts/],
];

function layerOf(file: string): number {
  const inside = path.relative(SRC, file);
  // It names the tables and their migrations for the database layer, and for the command line of TypeORM.
  if (inside === path.join('..', 'ormconfig.ts')) return 2;
  const layer = LAYERS.find(([, where]) => where.test(inside));
  if (layer === undefined) throw new Error(`${inside} is in no layer`);
  return layer[0];
}

const files = sourcesIn(SRC);

test.each(files.map((file) => [path.relative(ROOT, file), file]))(
  '%s imports only from its own layer and below',
  (_, file) => {
    for (const imported of filesImportedBy(file)) {
      expect([imported, layerOf(imported) <= layerOf(file)]).toEqual([imported, true]);
    }
  },
);

test('the source tree in the docs has every folder of src, and no other', () => {
  const [, tree = ''] = /## The source tree\n\n```text\nsrc\/\n(.*?)\n\S/s.exec(
    readFileSync(path.join(ROOT, 'docs/architecture.md'), 'utf8'),
  )!;
  const documented: string[] = [];
  let parents: string[] = [];
  for (const [, indent, names] of tree.matchAll(/^((?: {2}){1,2})(\S+(?: \S+)*)/gm)) {
    const folders = names!
      .split(' ')
      .filter((name) => name.endsWith('/'))
      .map((name) => name.slice(0, -1));
    if (indent!.length === 2) parents = folders;
    documented.push(...folders.map((name) => (indent!.length === 2 ? name : path.join(parents[0]!, name))));
  }
  const folders = new Set(files.map((file) => path.dirname(path.relative(SRC, file))).filter((each) => each !== '.'));
  // The folders of the dialects are documented as those of the two databases.
  const dialects = ['database/migrations/postgres', 'database/migrations/sqlite'];
  expect(documented.sort()).toEqual([...folders].filter((each) => !dialects.includes(each)).sort());
});

test('src/policy imports only from itself', () => {
  const outside = files
    .filter((file) => path.relative(SRC, file).startsWith('policy'))
    .flatMap((file) => importsOf(file).map((name) => path.relative(SRC, path.resolve(path.dirname(file), name))))
    .filter((file) => !file.startsWith('policy'));
  expect(outside).toEqual([]);
});

test('only the entities, the database layer, the store and the write of a mutation import TypeORM', () => {
  const importers = files
    .filter((file) => importsOf(file).includes('typeorm'))
    .map((file) => path.relative(SRC, file).split(path.sep)[0]);
  // The store and mutations import operators, such as `In`; they read and write through the store's manager.
  expect([...new Set(importers)].sort()).toEqual(['database', 'entities', 'graphql', 'store']);
});

test('only the graph and the server make GraphQL errors; a scalar makes the ones that it is defined to throw', () => {
  const makers = files
    .filter((file) => layerOf(file) <= 3 && /new GraphQLError\(/.test(readFileSync(file, 'utf8')))
    .map((file) => path.relative(SRC, file));
  expect(makers).toEqual(['entities/scalars.ts']);
});

test('only the listed files of the layers up to the graph read a clock or Math.random', () => {
  const readers = files
    .filter((file) => layerOf(file) <= 4)
    .filter((file) => /new Date\(\)|Date\.now\(\)|Math\.random\(\)/.test(readFileSync(file, 'utf8')))
    .map((file) => path.relative(SRC, file));
  // The monotonic clock; the waits for another process or server, and the choice among read connections.
  expect(readers).toEqual(['database/postgres/postgres.ts', 'database/sqlite/sqlite.ts', 'store/ledger.ts']);
});

test('no files of src/ form an import cycle, imports of types included', () => {
  const name = (file: string) => path.relative(ROOT, file);
  expect(cyclesIn(importGraph([...files, path.join(ROOT, 'ormconfig.ts')], name))).toEqual([]);
});

test('no folders of src/ form an import cycle', () => {
  // A file directly in `src/` or in a layer's folder counts as a folder: other folders are built on it, as on
  // policy/decision.ts, or it combines them, as policy/rulebook.ts does.
  const folderOf = (file: string) => {
    const inside = path.relative(SRC, file);
    return inside.split(path.sep).length <= 2 ? inside : path.dirname(inside);
  };
  expect(cyclesIn(importGraph(files, folderOf))).toEqual([]);
});

test('cyclesIn returns the nodes of each cycle, and no others', () => {
  const graph = (edges: Record<string, string[]>) =>
    new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));
  expect(cyclesIn(graph({ a: ['b', 'c'], b: ['c'], c: [] }))).toEqual([]);
  const edges = { a: ['b'], b: ['c'], c: ['b', 'd'], d: ['e'], e: ['f'], f: ['d'], g: ['a', 'outside'] };
  expect(cyclesIn(graph(edges))).toEqual([
    ['b', 'c'],
    ['d', 'e', 'f'],
  ]);
});

const schema = createSchema();

test('schema.graphql is the schema', () => {
  expect(printedSchema(schema)).toBe(readFileSync(path.join(ROOT, 'schema.graphql'), 'utf8'));
});

test('every type, field, argument and enum value of the schema has a description', () => {
  const undescribed: string[] = [];
  const inspect = (name: string, { description }: { description?: string | null }) => {
    if (!description) undescribed.push(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Boolean'].includes(type.name)) continue;
    inspect(type.name, type);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isEnumType(type)) type.getValues().forEach((value) => inspect(`${type.name}.${value.name}`, value));
    if (isInputObjectType(type))
      Object.values(type.getFields()).forEach((field) => inspect(`${type.name}.${field.name}`, field));
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        inspect(`${type.name}.${field.name}`, field);
        field.args.forEach((arg) => inspect(`${type.name}.${field.name}(${arg.name})`, arg));
      }
    }
  }
  expect(undescribed).toEqual([]);
});

test('every custom scalar names its specification, and docs/api.md maps it to a type of clients', () => {
  const page = readFileSync(path.join(ROOT, 'docs', 'api.md'), 'utf8');
  const own = Object.values(schema.getTypeMap()).filter(isScalarType).filter((type) => !isSpecifiedScalarType(type)); // prettier-ignore
  expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining(['DateTime', 'Decimal']));
  const [, mapped] = /scalars: \{ (.*?) \}/.exec(page)!;
  for (const { name, specifiedByURL } of own) {
    expect([name, URL.canParse(specifiedByURL ?? '')]).toEqual([name, true]);
    expect([name, page.includes(`| \`${name}\` |`), mapped!.includes(`${name}: '`)]).toEqual([name, true, true]);
    expect(page).toContain(`](${specifiedByURL})`);
  }
});

test('every rule guards an operation and is named in a test of test/api', () => {
  expect(describeRules().map(({ rule }) => rule)).toEqual([...RULES]);
  const texts = sourcesOfTests().join('\n');
  expect(RULES.filter((rule) => !texts.includes(`'${rule}'`))).toEqual([]);
});

function sourcesOfTests(): string[] {
  return sourcesIn(path.join(ROOT, 'test', 'api')).map((file) => readFileSync(file, 'utf8'));
}
