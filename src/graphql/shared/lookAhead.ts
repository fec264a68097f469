import { Kind, type FieldNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/** Caches the names found for a field of a document: documents are cached, so each field is searched once. */
const found = new WeakMap<FieldNode, ReadonlySet<string>>();

/**
 * Returns the names of the fields that a document selects on the entries of the connection being resolved, under
 * `nodes` and under `edges { node }`, fragments included. Fields that `@skip` or `@include` exclude are among them.
 */
export const askedOfEntries = (info: GraphQLResolveInfo) =>
  asked(info, (page) => {
    const below = (sets: SelectionSetNode[], name: string): SelectionSetNode[] =>
      fieldsOf(sets, info.fragments).flatMap((field) => (field.name.value === name ? (field.selectionSet ?? []) : []));
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
  const sets = where(fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []));
  const names = new Set(fieldsOf(sets, fragments).map(({ name }) => name.value));
  if (fieldNodes.length === 1) found.set(first, names);
  return names;
}

/** @param seen fragments already followed: they may spread each other so often that the paths are too many to walk */
function fieldsOf(
  sets: readonly SelectionSetNode[],
  fragments: GraphQLResolveInfo['fragments'],
  seen = new Set<string>(),
): FieldNode[] {
  return sets.flatMap(({ selections }) =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf([selection.selectionSet], fragments, seen);
      const name = selection.name.value;
      if (seen.has(name)) return [];
      seen.add(name);
      const fragment = fragments[name];
      return fragment === undefined ? [] : fieldsOf([fragment.selectionSet], fragments, seen);
    }),
  );
}
