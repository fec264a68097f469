import { parseArgs } from 'node:util';
import { readDatabase } from './server/baseSettings';
import { databaseFault } from './store/databaseFaults';
import { OperatorError } from './store/operatorError';

/** What the programs have in common: their arguments, `--help`, and how they end. */

/** A program as its `--help` describes it. */
export interface Usage {
  /** How it is called: `npm run backup -- <file> [--force]`. */
  call: string;
  /** What it does. */
  does: string;
  /** Its options beside `--help`, all of which are on or off, and what each does. */
  options?: Record<string, string>;
  /** How many other arguments it takes. */
  takes: [least: number, most: number];
  /** The environment variables it reads. */
  settings: readonly string[];
}

/** The arguments of a program, checked against its usage. */
export interface Arguments {
  words: string[];
  has: (option: string) => boolean;
}

/** A call that is not as the usage says; the message is what is wrong with it, without a full stop. */
export class BadCall extends Error {}

/** The exit code for a call that is not as the usage says. */
const BAD_CALL = 2;
const HELP_WIDTH = 80;

/**
 * Runs a program and ends the process where that is due: 0 after `--help`, 2 for a call that is not as the usage says,
 * 1 where it fails. What its operator can mend is said in one sentence; a stack is printed for the service's own faults
 * alone.
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
    if (words.length < least) throw new Error(least === 1 ? 'An argument is missing' : 'Arguments are missing');
    if (words.length > most) throw new Error(`There is no place for the argument ${JSON.stringify(words[most])}`);
    return { words, has: (option) => (values as Record<string, unknown>)[option] === true };
  } catch (error) {
    // Node goes on with advice that fits no program without such words.
    const [what] = (error as Error).message.split('. ');
    return refuseCall(usage, what!);
  }
}

function helpOf({ call, does, options = {}, settings }: Usage): string {
  const all = Object.entries({ ...options, help: 'prints this' });
  const width = Math.max(...all.map(([name]) => name.length));
  const lines = all.map(([name, what]) => `  --${name.padEnd(width)}  ${what}`);
  const names = `Settings it reads from the environment, described in docs/configuration.md: ${settings.join(', ')}.`;
  return [`Usage: ${call}`, '', wrapped(does), '', ...lines, '', wrapped(names)].join('\n');
}

/** A text in lines that a terminal shows whole. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1]!;
    if (last !== '' && last.length + word.length >= HELP_WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}

/** What the operator is told of an error that is none of the service's own; null for one that is. */
function sentenceOf(error: unknown): string | null {
  if (error instanceof OperatorError) return error.message;
  // A database that fails later than at its opening.
  return databaseFault(error, readDatabase(process.env))?.message ?? null;
}

/** Without the properties that hang on an error: a driver's has the statement with its values, a URL's the password. */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
