import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isListType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { DESCRIPTION_LENGTH, MAX_LIMIT, NAME_LENGTH } from '../../policy/limits';

/** UTF-16 code units of a text with one character outside of the basic plane, or JSON's of one quotation mark. */
const UNITS = 2;
/** Characters of a text by its field's name, of any other text, of a list of enum values, and of any other leaf. */
const TEXTS: Partial<Record<string, number>> = {
  name: NAME_LENGTH * UNITS,
  platform: NAME_LENGTH * UNITS,
  description: DESCRIPTION_LENGTH * UNITS,
};
const [TEXT, VALUES, LEAF] = [2_000, 1_000, 70];
/** Characters of a list of ids, as of an image's recipients in a denial. */
const IDS = MAX_LIMIT * 30;

/**
 * Returns the characters that one object of a response has at most in its leaves, as all the leaves of a document have
 * them together. Multiplied by the cost it bounds the length of the response.
 */
export function objectLength(schema: GraphQLSchema, document: DocumentNode): number {
  let length = 0;
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field({ alias, name }) {
        length += (alias ?? name).value.length;
        const type = info.getType();
        if (type && !isCompositeType(getNamedType(type))) length += leafLength(name.value, type);
      },
    }),
  );
  return length;
}

function leafLength(name: string, type: GraphQLOutputType): number {
  if (isListType(getNullableType(type))) return isEnumType(getNamedType(type)) ? VALUES : IDS;
  return getNamedType(type).name === 'String' ? (TEXTS[name] ?? TEXT) : LEAF;
}
