/**
 * Writes what TypeScript and the cache need to know into `src/generated/`: the operations of all `.graphql` files with
 * the types of their variables and answers, and what graphcache wants to know of the schema's types. It fails where an operation asks
 * for something that the schema does not have.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typedDocuments from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { getIntrospectedSchema, minifyIntrospectionQuery } from '@urql/introspection';
import { buildSchema, isObjectType, parse } from 'graphql';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');

const sdl = read('../../schema.graphql');
const schema = buildSchema(sdl);
const documents = readdirSync(new URL('src', import.meta.url), { recursive: true })
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => ({ location: name, document: parse(read(`src/${name}`)) }));

const config = {
  documentMode: 'documentNode',
  enumType: 'string-literal',
  // An id is text here, never a number; so are dates and exact amounts of money.
  scalars: { ID: 'string', DateTime: 'string', Decimal: 'string' },
  strictScalars: true,
  // Answered where it is asked for, and nowhere else.
  skipTypename: true,
  useTypeImports: true,
};

const typescript = await codegen({
  filename: 'operations.ts',
  schema: parse(sdl),
  documents,
  config,
  plugins: [{ operations: {} }, { typedDocuments: {} }],
  pluginMap: { operations, typedDocuments },
});

const isKeyless = (type) => isObjectType(type) && !type.name.startsWith('__') && !('id' in type.getFields());
const cache = {
  schema: minifyIntrospectionQuery(getIntrospectedSchema(schema)),
  // What has no id cannot be kept by itself; it is kept as part of what it was asked of.
  keyless: Object.values(schema.getTypeMap())
    .filter(isKeyless)
    .map(({ name }) => name),
};

mkdirSync(new URL('src/generated', import.meta.url), { recursive: true });
writeFileSync(new URL('src/generated/operations.ts', import.meta.url), typescript);
writeFileSync(
  new URL('src/generated/schema.ts', import.meta.url),
  `export const { schema, keyless } = ${JSON.stringify(cache)};\n`,
);
