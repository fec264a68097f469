import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { generate, introspect } from '../../examples/client/generate';

/** What the compiler says of the examples: today, and where the schema grows. */

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

/** Which of the examples' files no longer compile once the schema is changed so. */
async function brokenBy(change: (sdl: string) => string): Promise<string[]> {
  const changed = change(SDL);
  expect(changed).not.toBe(SDL);
  const { errors } = compile(await generate(changed, documents));
  return [...new Set(errors.map((error) => error.split(':')[0]!))].sort();
}

test('the examples compile strictly; nothing in them or generated for them is any, and nothing is cast', () => {
  const { program, errors } = compile();
  expect(errors).toEqual([]);
  const written = program.getSourceFiles().filter(({ fileName }) => path.dirname(path.resolve(fileName)) === CLIENT);
  expect(written.length).toBeGreaterThan(8);
  const said = (file: ts.SourceFile, ...kinds: ts.SyntaxKind[]) => {
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
    written.flatMap((file) => said(file, AnyKeyword, AsExpression, TypeAssertionExpression, NonNullExpression)),
  ).toEqual([]);
  expect(said(program.getSourceFile(OPERATIONS)!, AnyKeyword)).toEqual([]);
});

test('what is generated is what the schema and the operations make today', async () => {
  expect(await generate(SDL, documents)).toBe(readFileSync(OPERATIONS, 'utf8'));
  expect(introspect(SDL)).toBe(readFileSync(path.join(CLIENT, 'generated', 'introspection.ts'), 'utf8'));
});

test('a rule that is added later stops the compiler where each rule has its remedy, and nowhere else', async () => {
  const changed = (sdl: string) => sdl.replace('enum Rule {', 'enum Rule {\n  IMAGE_IS_LOCKED\n');
  expect(await brokenBy(changed)).toEqual(['refusals.ts']);
});

test('an answer that is added later stops it where that answer is told apart', async () => {
  const changed = (sdl: string) =>
    sdl.replace('union ShareImageResult =', 'type Queued { at: DateTime! }\n\nunion ShareImageResult = Queued |');
  expect(await brokenBy(changed)).toEqual(['apollo.ts', 'story.ts', 'urql.ts']);
});

test('a field that may be null later stops it where the field is used', async () => {
  const changed = (sdl: string) =>
    sdl
      .replace('  hourlyTotal: Money!', '  hourlyTotal: Money')
      .replace(/(type Quote \{\n.*\n {2}hourlyTotal: Money)!/, '$1');
  expect(await brokenBy(changed)).toEqual(['story.ts']);
});

test('a field that is gone stops the generation', async () => {
  const gone = SDL.replace('  shareCount: Int', '  holders: Int');
  await expect(generate(gone, documents)).rejects.toThrow(/Cannot query field "shareCount" on type "Image"/);
});

test('a scalar nobody typed stops the generation', async () => {
  const grown = SDL.replace('  sharedAt: DateTime\n', '  sharedAt: Instant\n').concat('\nscalar Instant\n');
  const asking = `${documents}\nquery Since { image(id: "img-demo-web") { sharedAt } }`;
  await expect(generate(grown, asking)).rejects.toThrow(/Instant/);
});
