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

/** The architecture: its layers, its cycles, its contract. */

const ROOT = path.join(__dirname, '..');
const SRC = path.join(ROOT, 'src');

/** The layer of a file of `src/`; a file imports from its own layer and those below. */
const LAYERS: [layer: number, where: RegExp][] = [
  [0, /^policy\//],
  // Errors of the API, which every layer above the policy throws.
  [1, /^(entities\/|errors\.ts)/],
  [2, /^database\//],
  [3, /^(store|seed)\//],
  [4, /^graphql\//],
  [5, /^(server|config)\/|^version\.ts/],
  [6, /^cli\/|^main\.ts/],
];

function layerOf(file: string): number {
  const inside = path.relative(SRC, file);
  // It names the tables and their migrations for the database layer, and for TypeORM's own command line.
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

test('policy imports nothing but itself', () => {
  const outside = files
    .filter((file) => path.relative(SRC, file).startsWith('policy'))
    .flatMap((file) => importsOf(file).map((name) => path.relative(SRC, path.resolve(path.dirname(file), name))))
    .filter((file) => !file.startsWith('policy'));
  expect(outside).toEqual([]);
});

test('only the entities, the database layer and the write of a mutation import TypeORM', () => {
  const speakers = files
    .filter((file) => importsOf(file).includes('typeorm'))
    .map((file) => path.relative(SRC, file).split(path.sep)[0]);
  // Mutations name `In` to say which rows; they read and write through the store's manager.
  expect([...new Set(speakers)].sort()).toEqual(['database', 'entities', 'graphql']);
});

test('no clock is read below the context but the one clock', () => {
  const readers = files
    .filter((file) => layerOf(file) <= 4)
    .filter((file) => /new Date\(\)|Date\.now\(\)|Math\.random\(\)/.test(readFileSync(file, 'utf8')))
    .map((file) => path.relative(SRC, file));
  // The steady clock itself; and the waits for another process or server, and the choice among readers.
  expect(readers).toEqual(['database/postgres/postgres.ts', 'database/sqlite/sqlite.ts', 'store/ledger.ts']);
});

test('no files of src/ import each other in a circle, not even for types', () => {
  const name = (file: string) => path.relative(ROOT, file);
  expect(cyclesIn(importGraph([...files, path.join(ROOT, 'ormconfig.ts')], name))).toEqual([]);
});

test('no folders of src/ import each other in a circle', () => {
  // A file directly in `src/` or in a layer's folder stands for itself: it is what the folders beside it are built on,
  // as policy/decision.ts, or what puts them together, as policy/rulebook.ts.
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

test('every type, field, argument and enum value describes itself', () => {
  const silent: string[] = [];
  const heard = (name: string, { description }: { description?: string | null }) => {
    if (!description) silent.push(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || ['String', 'Int', 'Boolean'].includes(type.name)) continue;
    heard(type.name, type);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isEnumType(type)) type.getValues().forEach((value) => heard(`${type.name}.${value.name}`, value));
    if (isInputObjectType(type))
      Object.values(type.getFields()).forEach((field) => heard(`${type.name}.${field.name}`, field));
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        heard(`${type.name}.${field.name}`, field);
        field.args.forEach((arg) => heard(`${type.name}.${field.name}(${arg.name})`, arg));
      }
    }
  }
  expect(silent).toEqual([]);
});

test('every scalar of our own names its specification, and docs/api.md says what clients make of it', () => {
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

test('every rule guards something, and is refused somewhere in the tests', () => {
  expect(describeRules().map(({ rule }) => rule)).toEqual([...RULES]);
  const texts = sourcesOfTests().join('\n');
  expect(RULES.filter((rule) => !texts.includes(`'${rule}'`))).toEqual([]);
});

function sourcesOfTests(): string[] {
  return sourcesIn(path.join(ROOT, 'test', 'api')).map((file) => readFileSync(file, 'utf8'));
}
