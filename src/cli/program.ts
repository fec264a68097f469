import { parseArgs } from 'node:util';
import { readDatabase } from '../config/baseSettings';
import { databaseFault } from '../database/faults';
import { OperatorError } from '../database/operatorError';

/** Parses arguments, prints `--help` and error messages, and sets the exit codes of all programs. */

/** Describes a program for its `--help`. */
export interface Usage {
  /** Command line: `npm run backup -- <file> [--force]`. */
  call: string;
  /** Description of its effect. */
  does: string;
  /** Flags other than `--help`, with a description of each. */
  options?: Record<string, string>;
  /** Least and largest number of other arguments. */
  takes: [least: number, most: number];
  /** Environment variables that it reads. */
  settings: readonly string[];
}

/** Arguments of a program, checked against its usage. */
export interface Arguments {
  words: string[];
  has: (option: string) => boolean;
}

/** Thrown for a call that does not match the usage; the message is the reason, without a full stop. */
export class BadCall extends Error {}

/** Exit code of a call that does not match the usage. */
const BAD_CALL = 2;
const HELP_WIDTH = 80;

/**
 * Runs a program. Exits with 0 after `--help`, with 2 for a call that does not match the usage, and with 1 if the
 * program fails. Prints one sentence for a fault that the operator can fix, and a stack only for a fault of the service
 * itself.
 */
export function run(usage: Usage, body: (given: Arguments) => Promise<void>): void {
  const given = readArguments(usage, process.argv.slice(2));
  body(given).catch((error: unknown) => {
    if (error instanceof BadCall) refuseCall(usage, error.message);
    console.error(sentenceOf(error) ?? stackOf(error));
    process.exit(1);
  });
}

function refuseCall({ call }: Usage, what: string): never {
  console.error(`${what}.\nUsage: ${call}\n--help says more.`);
  process.exit(BAD_CALL);
}

function readArguments(usage: Usage, args: string[]): Arguments {
  const names = Object.keys(usage.options ?? {});
  const options = Object.fromEntries([...names, 'help'].map((name) => [name, { type: 'boolean' as const }]));
  try {
    const { values, positionals: words } = parseArgs({
      args,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help === true) {
      console.log(helpOf(usage));
      process.exit(0);
    }
    const [least, most] = usage.takes;
    if (words.length < least || words.includes(''))
      throw new Error(least === 1 ? 'An argument is missing' : 'Arguments are missing');
    if (words.length > most) throw new Error(`There is no place for the argument ${JSON.stringify(words[most])}`);
    return { words, has: (option) => (values as Record<string, unknown>)[option] === true };
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    // Node adds advice about arguments that begin with a dash.
    return refuseCall(usage, code === undefined ? message : message.split('. ')[0]!);
  }
}

function helpOf({ call, does, options = {}, settings }: Usage): string {
  const all = Object.entries({ ...options, help: 'prints this' });
  const width = Math.max(...all.map(([name]) => name.length));
  const lines = all.map(([name, what]) => `  --${name.padEnd(width)}  ${what}`);
  const names = `Settings it reads from the environment, described in docs/configuration.md: ${settings.join(', ')}.`;
  return [`Usage: ${call}`, '', wrapped(does), '', ...lines, '', wrapped(names)].join('\n');
}

/** Breaks a text into lines that fit a terminal. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1]!;
    if (last !== '' && last.length + word.length >= HELP_WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}

/** Returns the sentence for an error that the operator can fix; null for a fault of the service itself. */
function sentenceOf(error: unknown): string | null {
  if (error instanceof OperatorError) return error.message;
  // A driver's error here means that the database failed after it was opened.
  return databaseFault(error, readDatabase(process.env))?.message ?? null;
}

/**
 * Returns an error's stack without its properties: a driver's error carries the statement with its values, a URL's the
 * password.
 */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
