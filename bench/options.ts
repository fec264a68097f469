import { parseArgs } from 'node:util';
import path from 'node:path';
import { CONTENDERS, earlierService, type Contender, type ContenderName } from './contenders';
import { SIZES, type SizeName } from './dataset';
import { WORKS, type WorkName } from './works';

/** Durations, in milliseconds, and repetitions. */
export interface Pace {
  /** Minutes for the whole run without the building of data; where they are too few, there are fewer rounds. */
  minutes: number;
  rounds: number;
  /** Duration of one measurement, by the number of connections. */
  duration: Record<number, number>;
  /** Load before the first measurement of a work, and before each measurement. */
  warmUp: number;
  discarded: number;
  /** Requests of one measurement of writes, by the number of connections. */
  writes: Record<number, number>;
}

const FULL: Pace = {
  minutes: 14,
  rounds: 5,
  duration: { 1: 150, 32: 500 },
  warmUp: 1_200,
  discarded: 100,
  writes: { 1: 100, 32: 500 },
};
const QUICK: Pace = {
  minutes: 1.3,
  rounds: 2,
  duration: { 1: 100, 32: 300 },
  warmUp: 500,
  discarded: 30,
  writes: { 1: 50, 32: 200 },
};
/** Contenders that --quick leaves out: they need PostgreSQL, or much time. */
const NOT_QUICK: ContenderName[] = ['tutorial', 'ours-postgres', 'postgraphile'];

export interface Options {
  quick: boolean;
  built: boolean;
  /** Whether flatness, several processes and memory are measured, too. */
  scale: boolean;
  pace: Pace;
  json: string | null;
  contenders: Contender[];
  works: WorkName[];
  sizes: SizeName[];
}

export const USAGE = `npm run bench -- [options]
  --quick              two minutes: fewer and shorter rounds, without ${NOT_QUICK.join(', ')}
  --json <file>        the results, for a program
  --only <names>       of ${CONTENDERS.map(({ name }) => name).join(', ')}
  --works <names>      of ${WORKS.join(', ')}
  --sizes <names>      of ${Object.keys(SIZES).join(', ')}
  --before <folder>    measures the service built in another checkout, too, as "before"
  --built              measures what is in dist/, instead of building it anew
  --no-scale           without flatness, two processes and memory
  --rounds <number>    instead of ${FULL.rounds} (with --quick ${QUICK.rounds})`;

/** @throws where an option is unknown, with the usage */
export function readOptions(args: string[]): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      built: { type: 'boolean' },
      before: text,
      'no-scale': { type: 'boolean' },
      json: text,
      only: text,
      works: text,
      sizes: text,
      rounds: text,
    },
  });
  const quick = values.quick ?? false;
  const all = CONTENDERS.map(({ name }) => name).filter((name) => !quick || !NOT_QUICK.includes(name));
  const names = chosen(
    '--only',
    values.only,
    CONTENDERS.map(({ name }) => name),
    all,
  );
  const pace = quick ? QUICK : FULL;
  const rounds = Number(values.rounds ?? pace.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds is a whole number.\n${USAGE}`);
  return {
    quick,
    built: values.built ?? false,
    scale: !values['no-scale'],
    pace: { ...pace, rounds },
    json: values.json ?? null,
    contenders: [
      ...CONTENDERS.filter(({ name }) => names.includes(name)),
      ...(values.before === undefined ? [] : [earlierService(path.resolve(values.before))]),
    ],
    works: chosen('--works', values.works, WORKS, WORKS),
    sizes: chosen('--sizes', values.sizes, Object.keys(SIZES) as SizeName[], Object.keys(SIZES) as SizeName[]),
  };
}

function chosen<T extends string>(
  option: string,
  text: string | undefined,
  known: readonly T[],
  usual: readonly T[],
): T[] {
  if (text === undefined) return [...usual];
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !known.includes(name as T));
  if (unknown.length > 0) throw new Error(`${option}: there is no ${unknown.join(', ')}.\n${USAGE}`);
  return known.filter((name) => names.includes(name));
}
