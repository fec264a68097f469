import { Kind, type FieldNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import { selectionSetsOf, walkSelections } from './selections';

/** Caches the names found for a field of a document: documents are cached, so each field is searched once. */
const found = new WeakMap<FieldNode, ReadonlySet<string>>();

/**
 * Returns the names of the fields that a document selects on the entries of the connection being resolved, under
 * `nodes` and under `edges { node }`, fragments included. Fields that `@skip` or `@include` exclude are among them.
 */
export const askedOfEntries = (info: GraphQLResolveInfo) =>
  asked(info, (page) => {
    const below = (sets: SelectionSetNode[], name: string): SelectionSetNode[] =>
      selectionSetsOf(fieldsOf(sets, info.fragments).filter((field) => field.name.value === name));
    return [...below(page, 'nodes'), ...below(below(page, 'edges'), 'node')];
  });

/** Returns the names of the fields that a document selects on the object being resolved, as `askedOfEntries` does. */
export const askedOfObject = (info: GraphQLResolveInfo) => asked(info, (itself) => itself);

function asked(
  { fieldNodes, fragments }: GraphQLResolveInfo,
  where: (sets: SelectionSetNode[]) => SelectionSetNode[],
): ReadonlySet<string> {
  const [first] = fieldNodes as [FieldNode];
  const known = fieldNodes.length === 1 ? found.get(first) : undefined;
  if (known !== undefined) return known;
  const sets = where(selectionSetsOf(fieldNodes));
  const names = new Set(fieldsOf(sets, fragments).map(({ name }) => name.value));
  if (fieldNodes.length === 1) found.set(first, names);
  return names;
}

/** Returns the fields that sets select, those of fragments included. */
function fieldsOf(sets: readonly SelectionSetNode[], fragments: GraphQLResolveInfo['fragments']): FieldNode[] {
  const fields: FieldNode[] = [];
  walkSelections(
    sets,
    (name) => fragments[name],
    (selection) => {
      if (selection.kind === Kind.FIELD) fields.push(selection);
      return true;
    },
  );
  return fields;
}
