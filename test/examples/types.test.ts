import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { generate, introspect } from '../../examples/client/generate';

/** The compiler's errors in the examples: none today, and those that changes of the schema cause. */

const ROOT = path.join(__dirname, '..', '..');
const CLIENT = path.join(ROOT, 'examples', 'client');
const OPERATIONS = path.join(CLIENT, 'generated', 'operations.ts');

const SDL = readFileSync(path.join(ROOT, 'schema.graphql'), 'utf8');
const documents = readdirSync(path.join(CLIENT, 'operations'))
  .map((file) => readFileSync(path.join(CLIENT, 'operations', file), 'utf8'))
  .join('\n');

const config = ts.getParsedCommandLineOfConfigFile(path.join(CLIENT, 'tsconfig.json'), undefined, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
    throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
  },
})!;

/** Compiles the examples under their own strict settings, with other generated operations where some are given. */
function compile(operations?: string): { program: ts.Program; errors: string[] } {
  const host = ts.createCompilerHost(config.options);
  const readFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, options) =>
    operations !== undefined && path.resolve(file) === OPERATIONS
      ? ts.createSourceFile(file, operations, options)
      : readFile(file, options);
  const program = ts.createProgram({ rootNames: config.fileNames, options: config.options, host });
  const errors = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const where = file === undefined ? '' : path.relative(CLIENT, file.fileName);
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  return { program, errors };
}

/** Returns the files of the examples that no longer compile after a change of the schema. */
async function brokenBy(change: (sdl: string) => string): Promise<string[]> {
  const changed = change(SDL);
  expect(changed).not.toBe(SDL);
  const { errors } = compile(await generate(changed, documents));
  return [...new Set(errors.map((error) => error.split(':')[0]!))].sort();
}

test('the examples compile strictly, without casts, and without any in them or their generated operations', () => {
  const { program, errors } = compile();
  expect(errors).toEqual([]);
  const written = program.getSourceFiles().filter(({ fileName }) => path.dirname(path.resolve(fileName)) === CLIENT);
  expect(written.length).toBeGreaterThan(8);
  const nodesOf = (file: ts.SourceFile, ...kinds: ts.SyntaxKind[]) => {
    const found: string[] = [];
    const walk = (node: ts.Node): void => {
      if (kinds.includes(node.kind)) found.push(`${path.basename(file.fileName)}: ${node.getText(file)}`);
      node.forEachChild(walk);
    };
    walk(file);
    return found;
  };
  const { AnyKeyword, AsExpression, TypeAssertionExpression, NonNullExpression } = ts.SyntaxKind;
  expect(
    written.flatMap((file) => nodesOf(file, AnyKeyword, AsExpression, TypeAssertionExpression, NonNullExpression)),
  ).toEqual([]);
  expect(nodesOf(program.getSourceFile(OPERATIONS)!, AnyKeyword)).toEqual([]);
});

test('the generated files match the schema and the operations', async () => {
  expect(await generate(SDL, documents)).toBe(readFileSync(OPERATIONS, 'utf8'));
  expect(introspect(SDL)).toBe(readFileSync(path.join(CLIENT, 'generated', 'introspection.ts'), 'utf8'));
});

test('a new rule breaks only the compilation of refusals.ts, which has a remedy per rule', async () => {
  const changed = (sdl: string) => sdl.replace('enum Rule {', 'enum Rule {\n  IMAGE_IS_LOCKED\n');
  expect(await brokenBy(changed)).toEqual(['refusals.ts']);
});

test('a new member of a result union breaks the compilation where its members are distinguished', async () => {
  const changed = (sdl: string) =>
    sdl.replace('union ShareImageResult =', 'type Queued { at: DateTime! }\n\nunion ShareImageResult = Queued |');
  expect(await brokenBy(changed)).toEqual(['apollo.ts', 'story.ts', 'urql.ts']);
});

test('a field that becomes nullable breaks the compilation where it is used', async () => {
  const changed = (sdl: string) =>
    sdl
      .replace('  hourlyTotal: Money!', '  hourlyTotal: Money')
      .replace(/(type Quote \{\n.*\n {2}hourlyTotal: Money)!/, '$1');
  expect(await brokenBy(changed)).toEqual(['story.ts']);
});

test('a removed field stops the generation', async () => {
  const gone = SDL.replace('  shareCount: Int', '  recipients: Int');
  await expect(generate(gone, documents)).rejects.toThrow(/Cannot query field "shareCount" on type "Image"/);
});

test('a scalar without a configured type stops the generation', async () => {
  const grown = SDL.replace('  sharedAt: DateTime\n', '  sharedAt: Instant\n').concat('\nscalar Instant\n');
  const asking = `${documents}\nquery Since { image(id: "img-demo-web") { sharedAt } }`;
  await expect(generate(grown, asking)).rejects.toThrow(/Instant/);
});
