import {
  GraphQLError,
  Kind,
  Lexer,
  OperationTypeNode,
  type Source,
  TokenKind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { DocumentLimits } from '../../graphql/requestLimits';
import { selectionSetsOf, walkSelections } from '../../graphql/shared/selections';
import { DocumentSource } from './documentSource';

/** Nested brackets: the parser recurses at each, and the stack is finite. */
const MAX_NESTING = 100;
/** Characters of a name: the response contains a long alias once for each entry of a list. */
const MAX_NAME_LENGTH = 100;

/** A document within the size limits, and the counts made by the check. */
export interface CheckedDocument {
  document: DocumentNode;
  tokens: number;
  /** Characters of its string and number literals. */
  literals: number;
  /** Pairs of fields that validation compares, because they have the same name in one selection. */
  comparisons: number;
  /** Lines of its text. */
  lines: number;
}

/**
 * Parses a document and checks its size. The tokens are counted before it is parsed.
 *
 * @throws GRAPHQL_PARSE_FAILED for a syntax error, GRAPHQL_VALIDATION_FAILED with the name of the limit and its number
 */
export function parseAndCheckDocument(text: string, limits: DocumentLimits): CheckedDocument {
  within('characters', text.length, limits.characters);
  const { document, tokens, literals, lines } = parsed(text, limits.tokens);
  const { aliases, directives, repeats } = countsIn(document);
  within('aliases', aliases, limits.aliases);
  within('directives', directives, limits.directives);
  within('repeats', repeats, limits.repeats, 'This document writes $ fields or fragments again into a selection');

  within('fragments', fragmentsOf(document).size, limits.fragments);

  const measure = new DocumentMetrics(document);
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const roots = measure.fieldsOf(operation.selectionSet);
    if (operation.operation === OperationTypeNode.MUTATION) {
      within('mutations', roots, limits.mutations, 'This mutation has $ fields');
    }
    within('rootFields', roots, limits.rootFields, 'This operation has $ fields');
    within('depth', measure.depthOf(operation.selectionSet), limits.depth, 'This document is $ levels deep');
  }
  return { document, tokens, literals, comparisons: countComparisons(document), lines };
}

/** Returns the operation that a request names, or the only one; null where neither exists. */
export function operationOf(document: DocumentNode, name: string | null): OperationDefinitionNode | null {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (name !== null) return operations.find((operation) => operation.name?.value === name) ?? null;
  return operations.length === 1 ? operations[0]! : null;
}

/** Returns the fragments of a document by their names. */
export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function parsed(text: string, maxTokens: number): Omit<CheckedDocument, 'comparisons'> {
  try {
    const source = new DocumentSource(text);
    const counted = checkTokens(source, maxTokens);
    return { document: source.document, ...counted, lines: source.lines };
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.extensions['code'] !== undefined) throw error;
    const extensions = { code: 'GRAPHQL_PARSE_FAILED' };
    throw new GraphQLError(error.message, { source: error.source, positions: error.positions, extensions });
  }
}

/**
 * Counts tokens, comments included, and checks the limits that must hold before the parser runs.
 *
 * @throws GRAPHQL_VALIDATION_FAILED with the name of the limit and its number
 */
function checkTokens(source: Source, max: number): { tokens: number; literals: number } {
  const lexer = new Lexer(source);
  let tokens = 0;
  let literals = 0;
  let nesting = 0;
  for (let kind: TokenKind | null = null; kind !== TokenKind.EOF;) {
    const token = lexer.advance();
    const { value } = token;
    kind = token.kind;
    if (kind !== TokenKind.EOF) tokens += 1;
    // The lexer skips comments but keeps a token of each, for as long as the document is kept.
    for (let before = token.prev; before?.kind === TokenKind.COMMENT; before = before.prev) tokens += 1;
    if (tokens > max) throw tooLarge('tokens', `This document has more than ${max} tokens, which is the limit.`, max);
    if (kind === TokenKind.NAME) {
      within('name', value.length, MAX_NAME_LENGTH, 'A name in this document has $ characters');
    } else if (OPENING.includes(kind)) {
      nesting += 1;
      within('nesting', nesting, MAX_NESTING, 'This document has $ brackets within each other');
    } else if (CLOSING.includes(kind)) nesting -= 1;
    else if (LITERALS.includes(kind)) literals += value.length;
  }
  return { tokens, literals };
}

const OPENING: string[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L];
const LITERALS: string[] = [TokenKind.STRING, TokenKind.BLOCK_STRING, TokenKind.INT, TokenKind.FLOAT];
const CLOSING: string[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R];

function countsIn(document: DocumentNode): { aliases: number; directives: number; repeats: number } {
  let aliases = 0;
  let directives = 0;
  let repeats = 0;
  visit(document, {
    Field: (field) => void (aliases += field.alias === undefined ? 0 : 1),
    Directive: () => void (directives += 1),
    SelectionSet: ({ selections }) => {
      const times = new Map<string, number>();
      for (const selection of selections) {
        const name = selection.kind === Kind.INLINE_FRAGMENT ? '...' : selection.kind + selection.name.value;
        times.set(name, (times.get(name) ?? 0) + (aliased(selection) ? 0 : 1));
      }
      for (const count of times.values()) repeats += Math.max(0, count - 1);
    },
  });
  return { aliases, directives, repeats };
}

/** Pairs of fields that validation may compare, each in 2 µs. */
const MAX_COMPARISONS = 10_000;
/** Levels of fields that are merged; an operation has fewer, and a fragment that spreads itself has no end. */
const MAX_MERGED_LEVELS = 20;
/** Selections that are visited to count them, each in 0.5 µs; fragments are visited wherever they are spread. */
const MAX_SELECTIONS = 20_000;

/**
 * Counts the pairs of fields that have the same name in the response and are selected together, fragments included:
 * validation compares each pair, so that 99 fragments of seven fields in one selection take 60 ms.
 *
 * @throws GRAPHQL_VALIDATION_FAILED where there are too many
 */
function countComparisons(document: DocumentNode): number {
  const fragments = fragmentsOf(document);
  const find = (name: string) => fragments.get(name);
  let comparisons = 0;
  let selections = 0;
  const count = (sets: readonly SelectionSetNode[], level = 0) => {
    if (level > MAX_MERGED_LEVELS) return;
    const fields = new Map<string, FieldNode[]>();
    walkSelections(sets, find, (selection) => {
      selections += 1;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const others = fields.get(name);
        comparisons += others?.length ?? 0;
        if (others === undefined) fields.set(name, [selection]);
        else others.push(selection);
        within('comparisons', comparisons, MAX_COMPARISONS, TOO_MANY_COMPARISONS);
      }
      within('selections', selections, MAX_SELECTIONS, TOO_MANY_SELECTIONS);
      return true;
    });
    for (const nodes of fields.values()) {
      if (nodes.length > 1) count(selectionSetsOf(nodes), level + 1);
    }
  };
  visit(document, { SelectionSet: (set) => count([set]) });
  return comparisons;
}

const TOO_MANY_COMPARISONS = 'This document has $ pairs of fields with one name in a selection, fragments included';
const TOO_MANY_SELECTIONS = 'This document has $ selections, with each fragment wherever it is spread';

const aliased = (selection: SelectionSetNode['selections'][number]) =>
  selection.kind === Kind.FIELD && selection.alias !== undefined;

/**
 * Measures the depth and width of selections. The depth of each fragment is measured once and remembered: a walk of each
 * selection would measure it at each of its spreads, which double at each level of two fields.
 */
class DocumentMetrics {
  readonly #fragments: Map<string, FragmentDefinitionNode>;
  readonly #depths = new Map<string, number>();

  constructor(document: DocumentNode) {
    this.#fragments = fragmentsOf(document);
  }

  depthOf({ selections }: SelectionSetNode): number {
    let deepest = 0;
    for (const selection of selections) deepest = Math.max(deepest, this.#depthOf(selection));
    return deepest;
  }

  #depthOf(selection: SelectionSetNode['selections'][number]): number {
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.depthOf(selection.selectionSet);
    if (selection.kind === Kind.FIELD) {
      const below = selection.name.value.startsWith('__') ? undefined : selection.selectionSet;
      return 1 + (below === undefined ? 0 : this.depthOf(below));
    }
    const name = selection.name.value;
    const known = this.#depths.get(name);
    if (known !== undefined) return known;
    // Ends the recursion of a fragment that spreads itself, which validation rejects later.
    this.#depths.set(name, 0);
    const fragment = this.#fragments.get(name);
    const depth = fragment === undefined ? 0 : this.depthOf(fragment.selectionSet);
    this.#depths.set(name, depth);
    return depth;
  }

  fieldsOf(set: SelectionSetNode): number {
    let fields = 0;
    walkSelections(
      [set],
      (name) => this.#fragments.get(name),
      (selection) => {
        if (selection.kind === Kind.FIELD) fields += 1;
        return true;
      },
    );
    return fields;
  }
}

function within(
  limit: keyof DocumentLimits | 'name' | 'nesting' | 'comparisons' | 'selections',
  used: number,
  max: number,
  template = `This document has $ ${limit}`,
): void {
  if (used > max) throw tooLarge(limit, `${template.replace('$', String(used))}; the limit is ${max}.`, max, used);
}

function tooLarge(name: string, message: string, limit: number, used?: number): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name, limit, ...(used !== undefined && { used }) } },
  });
}
