import { parse, Source, type DocumentNode, type SourceLocation } from 'graphql';

/**
 * The source of a document, which locates errors by a table of its lines. The text is dropped after parsing: graphql-js
 * otherwise counts the lines before the place of every error, 0.6 s for 2,500 errors in 2,000 lines.
 */
export class DocumentSource extends Source {
  #document: DocumentNode | null = null;
  /** Positions at which lines start. */
  readonly #lineStarts: readonly number[];

  /** @param text of the document */
  constructor(text: string) {
    super(text);
    this.#lineStarts = [0, ...Array.from(text.matchAll(LINE_BREAK), ({ 0: found, index }) => index + found.length)];
  }

  /**
   * The document, parsed once.
   *
   * @throws GraphQLError for a syntax error
   */
  get document(): DocumentNode {
    if (this.#document === null) {
      this.#document = parse(this);
      this.body = '';
    }
    return this.#document;
  }

  /** Lines of the text. */
  get lines(): number {
    return this.#lineStarts.length;
  }

  /** Returns the line and the column of a position in the text, both from 1 as graphql-js counts them. */
  locate(position: number): SourceLocation {
    let [first, last] = [0, this.#lineStarts.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if (this.#lineStarts[middle]! <= position) first = middle;
      else last = middle - 1;
    }
    return { line: first + 1, column: position - this.#lineStarts[first]! + 1 };
  }
}

const LINE_BREAK = /\r\n|[\n\r]/g;
