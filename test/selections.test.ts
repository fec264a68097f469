import { Kind, parse, type FragmentDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { selectionSetsOf, walkSelections } from '../src/graphql/shared/selections';
import { many } from './support/documents';

/** The walk by which everything that reads selections follows fragments. */

/** Returns the set of the operation, and what finds the fragments. */
function read(text: string): { set: SelectionSetNode; find: (name: string) => FragmentDefinitionNode | undefined } {
  const { definitions } = parse(text);
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)!;
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return { set: operation.selectionSet, find: (name) => fragments.find((fragment) => fragment.name.value === name) };
}

const nameOf = (selection: SelectionNode) =>
  selection.kind === Kind.INLINE_FRAGMENT
    ? '...'
    : `${selection.kind === Kind.FIELD ? '' : '...'}${selection.name.value}`;

/** Returns the names of the selections that a walk visits. */
function visited(text: string, follows: (selection: SelectionNode) => boolean = () => true): string[] {
  const { set, find } = read(text);
  const names: string[] = [];
  walkSelections([set], find, (selection) => {
    names.push(nameOf(selection));
    return follows(selection);
  });
  return names;
}

describe('walkSelections', () => {
  test('visits the selections of fragments in the place where they are spread first', () => {
    expect(visited('{ a ...F ... { b ...F } c { d } } fragment F on T { e ...G f } fragment G on T { g }')).toEqual(
      ['a', '...F', 'e', '...G', 'g', 'f', '...', 'b', '...F', 'c'], // prettier-ignore
    );
  });

  test('follows a fragment once for all sets that are merged', () => {
    const { set, find } = read('{ a { ...F } a { ...F b } c } fragment F on T { d }');
    const names: string[] = [];
    const fields = set.selections.filter((selection) => selection.kind === Kind.FIELD);
    walkSelections(selectionSetsOf(fields), find, (selection) => names.push(nameOf(selection)) > 0);
    expect(names).toEqual(['...F', 'd', '...F', 'b']);
  });

  test('ends at fragments that spread themselves or each other', () => {
    expect(visited('{ ...F } fragment F on T { a ...F }')).toEqual(['...F', 'a', '...F']);
    expect(visited('{ ...F } fragment F on T { ...G } fragment G on T { ...F b }')).toHaveLength(4);
  });

  test('takes 40 fragments, each spread twice in the one before, in as many steps as they have selections', () => {
    const fragments = many(41, (at) => `fragment F${at} on T { ${at < 40 ? `...F${at + 1} ...F${at + 1}` : 'a'} }`);
    expect(visited(`{ ...F0 } ${fragments}`)).toHaveLength(82);
  });

  test('leaves out a fragment that is missing', () => {
    expect(visited('{ ...F a }')).toEqual(['...F', 'a']);
  });

  test('does not follow a fragment that the visit leaves out, and follows a later spread of it', () => {
    const kept = (selection: SelectionNode) => !selection.directives?.length;
    expect(visited('{ ...F @skip(if: true) ... @x { a } ...F } fragment F on T { b }', kept)).toEqual([
      '...F',
      '...',
      '...F',
      'b',
    ]);
  });

  test('follows only the fragments that apply', () => {
    const { set, find } = read('{ ... on T { a } ... on U { b } ...F ... { c } } fragment F on U { d }');
    const names: string[] = [];
    walkSelections(
      [set],
      find,
      (selection) => names.push(nameOf(selection)) > 0,
      ({ typeCondition }) => typeCondition?.name.value !== 'U',
    );
    expect(names).toEqual(['...', 'a', '...', '...F', '...', 'c']);
  });

  test('follows inline fragments that are nested deeper than the stack', () => {
    let { set } = read('{ a }');
    for (let level = 0; level < 200_000; level += 1) {
      set = { kind: Kind.SELECTION_SET, selections: [{ kind: Kind.INLINE_FRAGMENT, selectionSet: set }] };
    }
    let steps = 0;
    walkSelections(
      [set],
      () => undefined,
      () => (steps += 1) > 0,
    );
    expect(steps).toBe(200_001);
  });
});
