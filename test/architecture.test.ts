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

/** The floor a file of `src/` is on; it may import from its own and those below. */
const FLOORS: [floor: number, where: RegExp][] = [
  [0, /^(policy\/|errors\.ts)/],
  [1, /^(entities\/|migrations\/)/],
  [2, /^store\//],
  [3, /^(context|shape)\.ts/],
  [3, /^seed\//],
  [4, /^(queries|mutations|subscriptions|fields)\//],
  [5, /^(schema\.ts|server\/)/],
  [6, /^(main|operator|migrate|backup|restore|verify|printSchema|program|resetDemo)\.ts/],
];

function floorOf(file: string): number {
  const inside = path.relative(SRC, file);
  // It names the tables and their migrations for the store, and for TypeORM's own command line.
  if (inside === path.join('..', 'ormconfig.ts')) return 1;
  const floor = FLOORS.find(([, where]) => where.test(inside));
  if (floor === undefined) throw new Error(`${inside} is on no floor`);
  return floor[0];
}

const files = sourcesIn(SRC);

test.each(files.map((file) => [path.relative(ROOT, file), file]))(
  '%s imports only from its own floor and below',
  (_, file) => {
    for (const imported of filesImportedBy(file)) {
      expect([imported, floorOf(imported) <= floorOf(file)]).toEqual([imported, true]);
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

test('only the store and the entities speak to TypeORM', () => {
  const speakers = files
    .filter((file) => importsOf(file).includes('typeorm'))
    .map((file) => path.relative(SRC, file).split(path.sep)[0]);
  // Mutations name `In` to say which rows; they read and write through the store's manager.
  expect([...new Set(speakers)].sort()).toEqual(['entities', 'migrations', 'mutations', 'store']);
});

test('no clock is read below the context but the one clock', () => {
  const readers = files
    .filter((file) => floorOf(file) <= 4)
    .filter((file) => /new Date\(\)|Date\.now\(\)|Math\.random\(\)/.test(readFileSync(file, 'utf8')))
    .map((file) => path.relative(SRC, file));
  // The steady clock itself; and the waits for another process or server, and the choice among readers.
  expect(readers).toEqual(['ledger.ts', 'postgres.ts', 'sqlite.ts'].map((name) => path.join('store', name)));
});

test('no files of src/ import each other in a circle, not even for types', () => {
  const name = (file: string) => path.relative(ROOT, file);
  expect(cyclesIn(importGraph([...files, path.join(ROOT, 'ormconfig.ts')], name))).toEqual([]);
});

/** Folders of one layer that import each other today. An entry is removed with its cycle; none is added. */
const FOLDER_CYCLES = [
  // fields/viewer.ts pages with queries/connection.ts; queries/{images,node,viewer}.ts read fields of what they return.
  ['fields', 'queries'],
  // policy/rulebook.ts lists the rules; each rule returns a decision of policy/decision.ts.
  ['policy', 'policy/rules'],
  // schema.ts names the request limits in its description; server/fieldPlan.ts asks it which resolvers read no info.
  ['schema.ts', 'server'],
];

test('no folders of src/ import each other in a circle, except those listed', () => {
  // Files directly in src/ are of several layers: each stands for itself.
  const folderOf = (file: string) => path.relative(SRC, path.dirname(file) === SRC ? file : path.dirname(file));
  expect(cyclesIn(importGraph(files, folderOf))).toEqual(FOLDER_CYCLES);
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
