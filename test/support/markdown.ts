import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The project's own pages, read for what they claim. */

export const ROOT = path.join(__dirname, '..', '..');

/** A fenced block: its language, what stands behind that, and what is between the fences. */
export interface Block {
  language: string;
  note: string;
  text: string;
}

/** The text of a file of the project. */
export function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language, note, text]) => ({
    language: language!,
    note: note!,
    text: text!,
  }));
}

/** An answer without what is another one each time: ids, secrets and times; those of the demo stay. */
export function withoutNew(answer: string): string {
  return answer
    .replace(/\b(img|ins|shr|op|tok|acc)-[0-9a-z]{12}\b/g, '$1-…')
    .replace(/\birt_[0-9a-z]{12}_[0-9a-z]{40}\b/g, 'irt_…')
    .replace(/\b\d{4}-\d{2}-\d{2}T[0-9:.]+Z/g, '…Z')
    .replace(/\b\d{4}-\d{2}-\d{2}\b/g, '…');
}
