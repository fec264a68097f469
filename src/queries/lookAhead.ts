import { Kind, type FieldNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

/** What was found for a field of a document; documents are kept, so it is looked for once. */
const found = new WeakMap<FieldNode, ReadonlySet<string>>();

/**
 * The names of the fields that a document asks of the entries of the connection being resolved, under `nodes` and under
 * `edges { node }`, whatever fragments they are in. What `@skip` leaves out is named all the same.
 */
export function askedOfEntries({ fieldNodes, fragments }: GraphQLResolveInfo): ReadonlySet<string> {
  const [only, ...others] = fieldNodes;
  const known = others.length === 0 && only !== undefined ? found.get(only) : undefined;
  if (known !== undefined) return known;

  const below = (sets: SelectionSetNode[], name: string): SelectionSetNode[] =>
    fieldsOf(sets, fragments).flatMap((field) => (field.name.value === name ? (field.selectionSet ?? []) : []));
  const page = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const entries = [...below(page, 'nodes'), ...below(below(page, 'edges'), 'node')];
  const asked = new Set(fieldsOf(entries, fragments).map(({ name }) => name.value));
  if (others.length === 0 && only !== undefined) found.set(only, asked);
  return asked;
}

function fieldsOf(sets: readonly SelectionSetNode[], fragments: GraphQLResolveInfo['fragments']): FieldNode[] {
  return sets.flatMap(({ selections }) =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      return fragment === undefined ? [] : fieldsOf([fragment.selectionSet], fragments);
    }),
  );
}
