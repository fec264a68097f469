import { codegen } from '@graphql-codegen/core';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { buildASTSchema, introspectionFromSchema, parse } from 'graphql';

/** The scalars in JSON, all of them text. A scalar that is missing here stops the generation. */
const SCALARS = { ID: 'string', DateTime: 'string', Decimal: 'string' };

const MADE = '// Made by `npm run codegen` from schema.graphql and operations/*.graphql.';

/**
 * Generates TypeScript from operations: the types of their variables and answers, and documents with these types.
 *
 * @param sdl the schema
 * @param documents the operations and fragments
 * @returns the text of a module
 * @throws if an operation does not fit the schema
 */
export async function generate(sdl: string, documents: string): Promise<string> {
  const schema = parse(sdl);
  const text = await codegen({
    filename: 'operations.ts',
    schema,
    schemaAst: buildASTSchema(schema),
    documents: [{ document: parse(documents) }],
    plugins: [{ typescriptOperations: {} }, { typedDocumentNode: {} }],
    pluginMap: { typescriptOperations, typedDocumentNode },
    config: {
      scalars: SCALARS,
      strictScalars: true,
      defaultScalarType: 'unknown',
      // A type has its `__typename` only where the operation selects it.
      skipTypename: true,
      useTypeImports: true,
      immutableTypes: true,
      // A fragment is written once, however many others spread it.
      dedupeFragments: true,
    },
  });
  return `${MADE}\n${text}`;
}

/**
 * Generates a module with the part of the schema that urql's cache needs: its types with their fields, their interfaces
 * and the members of each union.
 *
 * @param sdl the schema
 * @returns the text of a module
 */
export function introspect(sdl: string): string {
  const { __schema } = introspectionFromSchema(buildASTSchema(parse(sdl)), { descriptions: false });
  const { queryType, mutationType, subscriptionType, types } = __schema;
  const composed = types.filter(({ kind, name }) => /^(OBJECT|INTERFACE|UNION)$/.test(kind) && !name.startsWith('__'));
  return [
    MADE,
    "import type { CacheExchangeOpts } from '@urql/exchange-graphcache';",
    '',
    "export const introspection: NonNullable<CacheExchangeOpts['schema']> = {",
    '  __schema: {',
    `    queryType: ${JSON.stringify(queryType)},`,
    `    mutationType: ${JSON.stringify(mutationType)},`,
    `    subscriptionType: ${JSON.stringify(subscriptionType ?? null)},`,
    '    types: [',
    ...composed.map((type) => `      ${JSON.stringify(type)},`),
    '    ],',
    '  },',
    '};',
    '',
  ].join('\n');
}
