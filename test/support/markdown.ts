import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Reads the pages of the project for tests of their content. */

export const ROOT = path.join(__dirname, '..', '..');

/** A fenced block: its language, the note after it, and the text between the fences. */
export interface Block {
  language: string;
  note: string;
  text: string;
}

/** Returns the text of a file of the project. */
export function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Returns the fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language, note, text]) => ({
    language: language!,
    note: note!,
    text: text!,
  }));
}

/** Replaces the parts of an answer that differ each time: ids, secrets and times; those of the demo stay. */
export function withoutNew(answer: string): string {
  return answer
    .replace(/\b(img|ins|shr|op|tok|acc)-[0-9a-z]{12}\b/g, '$1-…')
    .replace(/\birt_[0-9a-z]{12}_[0-9a-z]{40}\b/g, 'irt_…')
    .replace(/\b\d{4}-\d{2}-\d{2}T[0-9:.]+Z/g, '…Z')
    .replace(/\b\d{4}-\d{2}-\d{2}\b/g, '…');
}
