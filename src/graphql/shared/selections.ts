import {
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Fragment = InlineFragmentNode | FragmentDefinitionNode;

/**
 * Visits the selections that belong to one object: those of the sets in their order, and the selections of each fragment
 * in the place of its first spread. A fragment is followed once, as fragments may spread each other in a ring, or so
 * often that there are more paths than can be walked. The walk therefore ends after as many steps as the document has
 * selections. It does not recurse: fragments may be nested deeper than the stack.
 *
 * @param sets sets that are merged, of all nodes of one field
 * @param find returns a fragment by its name; validation rejects the spread of one that is missing
 * @param visit receives fields, spreads and inline fragments; returns whether a fragment is followed here
 * @param applies receives a fragment, a spread one as its definition; returns whether it is followed, always if omitted
 */
export function walkSelections(
  sets: readonly SelectionSetNode[],
  find: (name: string) => FragmentDefinitionNode | undefined,
  visit: (selection: SelectionNode) => boolean,
  applies?: (fragment: Fragment) => boolean,
): void {
  let followed: Set<string> | null = null;
  for (const { selections } of sets) {
    let place: Place | null = { selections, next: 0, above: null };
    while (place !== null) {
      if (place.next === place.selections.length) {
        place = place.above;
        continue;
      }
      const selection: SelectionNode = place.selections[place.next]!;
      place.next += 1;
      if (!visit(selection) || selection.kind === Kind.FIELD) continue;
      let fragment: Fragment | undefined;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const name = selection.name.value;
        if (followed?.has(name)) continue;
        (followed ??= new Set()).add(name);
        fragment = find(name);
      } else fragment = selection;
      if (fragment === undefined || (applies !== undefined && !applies(fragment))) continue;
      place = { selections: fragment.selectionSet.selections, next: 0, above: place };
    }
  }
}

/** Returns the selection sets of a field's nodes; a field of a scalar has none. */
export function selectionSetsOf(nodes: readonly FieldNode[]): SelectionSetNode[] {
  const sets: SelectionSetNode[] = [];
  for (const { selectionSet } of nodes) if (selectionSet !== undefined) sets.push(selectionSet);
  return sets;
}

/** A place in a selection set, and the place from which a fragment led to it. */
interface Place {
  selections: readonly SelectionNode[];
  next: number;
  above: Place | null;
}
