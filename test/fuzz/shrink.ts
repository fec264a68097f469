import { Kind, parse, print, visit, type ASTNode, type DocumentNode } from 'graphql';

const REMOVABLE: string[] = [
  Kind.FIELD,
  Kind.INLINE_FRAGMENT,
  Kind.FRAGMENT_SPREAD,
  Kind.FRAGMENT_DEFINITION,
  Kind.DIRECTIVE,
  Kind.ARGUMENT,
  Kind.OBJECT_FIELD,
  Kind.VARIABLE_DEFINITION,
];

/**
 * Reduces a document while it still fails, by leaving out one part after the other.
 *
 * @param fails whether a smaller document still fails
 */
export async function shrink(text: string, fails: (text: string) => Promise<boolean>): Promise<string> {
  let smallest = parse(text);
  for (let changed = true; changed;) {
    changed = false;
    const parts = partsOf(smallest);
    for (let place = 0; place < parts; place += 1) {
      const smaller = cleaned(without(smallest, place));
      if (smaller === null || !(await fails(print(smaller)))) continue;
      smallest = smaller;
      changed = true;
      break;
    }
  }
  return print(smallest);
}

function partsOf(document: DocumentNode): number {
  let parts = 0;
  visit(document, { enter: (node) => void (parts += Number(REMOVABLE.includes(node.kind))) });
  return parts;
}

function without(document: DocumentNode, place: number): DocumentNode {
  let at = -1;
  return visit(document, {
    enter(node: ASTNode) {
      if (!REMOVABLE.includes(node.kind)) return undefined;
      at += 1;
      return at === place ? null : undefined;
    },
  });
}

/** Removes unused fragments and unused variables; returns null where a selection is empty. */
function cleaned(document: DocumentNode): DocumentNode | null {
  const used = new Set<string>();
  let empty = false;
  visit(document, {
    FragmentSpread: ({ name }) => void used.add(`...${name.value}`),
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(`$${name.value}`),
    SelectionSet: ({ selections }) => void (empty ||= selections.length === 0),
  });
  if (empty) return null;
  return visit(document, {
    FragmentDefinition: ({ name }) => (used.has(`...${name.value}`) ? undefined : null),
    VariableDefinition: ({ variable }) => (used.has(`$${variable.name.value}`) ? undefined : null),
  });
}
