import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { answersOf, compare } from './agree';
import { sqliteFile } from './build';
import { compileContenders } from './contenders';
import { SIZES, type SizeName } from './dataset';
import { Load } from './load';
import { measureWork, type Sample } from './measure';
import { memoryLine } from './memory';
import { standing } from './musts';
import { readOptions, type Options } from './options';
import { openPostgres, type PostgresData } from './postgres';
import { killAll, ROOT } from './processes';
import { resultsOf, tablesOf } from './report';
import { scaleTable } from './scale';
import { Stage } from './stage';

/** `npm run bench` builds the data, starts the contenders, compares their answers, loads them in turn, and reports. */

const started = Date.now();
const say = (text: string) => {
  const seconds = String(Math.round((Date.now() - started) / 1_000));
  console.error(`${seconds.padStart(4)} s  ${text}`);
};

function npm(...args: string[]): void {
  const { status } = spawnSync('npm', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed.`);
}

async function main(options: Options): Promise<void> {
  if (!existsSync(path.join(ROOT, 'bench/node_modules'))) {
    say('installing the packages of the other contenders into bench/node_modules');
    npm('ci', '--prefix', 'bench', '--no-audit', '--no-fund', '--loglevel', 'error');
  }
  if (!options.built) {
    say('building the service');
    npm('run', '--silent', 'build');
  }
  compileContenders();

  const onPostgres = options.contenders.some(({ database }) => database === 'postgres');
  const postgres = onPostgres ? await openPostgres(say) : null;
  for (const name of options.sizes) await buildData(name, postgres);
  const load = new Load();
  const clock = new Budget(options);
  try {
    const samples: Sample[] = [];
    for (const name of options.sizes) samples.push(...(await measureSize(name, options, postgres, load, clock)));
    const results = resultsOf(samples);
    if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);

    console.log(
      `${os.cpus().length} × ${os.cpus()[0]?.model}, Node ${process.version}, ${options.pace.rounds} rounds\n`,
    );
    console.log(tablesOf(results));
    const busiest = Math.max(...samples.map(({ generatorBusy }) => generatorBusy));
    console.log(`\nThe load's own process was busy for at most ${Math.round(busiest * 100)} % of a measurement.`);
    const musts = standing(results);
    if (musts !== null) console.log(`\n${musts}`);
    if (options.scale && options.works.includes('list') && options.contenders.some(({ name }) => name === 'ours')) {
      console.log(`\n${await scaleTable(load, options.pace, clock.next(), say)}`);
      if (!options.quick) console.log(`\n${await memoryLine(load, say)}`);
    }
    const errors = results.filter((result) => result.errors > 0);
    for (const { contender, work, size, connections, errors: count } of errors) {
      console.log(`${contender}: ${count} errors in ${work}, ${size}, ${connections} connections`);
    }
  } finally {
    load.end();
    await postgres?.stop();
  }
  say('done');
}

/** Divides the remaining time among the remaining works; the time that one leaves over, the next may use. */
class Budget {
  private readonly end: number;
  private left: number;

  constructor({ pace, sizes, works }: Options) {
    this.end = Date.now() + pace.minutes * 60_000;
    // Two parts are for the figures on scale, which start servers of their own.
    this.left = sizes.length * works.length + 2;
  }

  /** Returns the time at which the next work must end. */
  next(): number {
    const now = Date.now();
    const share = (this.end - now) / this.left;
    this.left -= 1;
    return now + share;
  }
}

async function buildData(name: SizeName, postgres: PostgresData | null): Promise<void> {
  await sqliteFile(SIZES[name], say);
  await postgres?.database(SIZES[name]);
}

async function measureSize(
  name: SizeName,
  options: Options,
  postgres: PostgresData | null,
  load: Load,
  clock: Budget,
): Promise<Sample[]> {
  const size = SIZES[name];
  const { contenders } = options;
  say(`${name}: starting ${contenders.length} contenders`);
  const stage = await Stage.open(size, contenders, postgres, say);
  try {
    const all = [];
    for (const { contender, running, cursors } of stage.players) {
      const cursorOf = (me: string) => cursors.get(me)!;
      const answers = await answersOf(contender, running, size, options.works, cursorOf, stage.nextPair());
      all.push({ name: contender.name, answers });
    }
    say(`${name}: all contenders agree on ${compare(all)} answers`);
    const samples: Sample[] = [];
    for (const work of options.works) {
      samples.push(...(await measureWork(stage, work, load, options.pace, clock.next(), say)));
    }
    return samples;
  } finally {
    await stage.close();
  }
}

async function bench(): Promise<void> {
  try {
    await main(readOptions(process.argv.slice(2)));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killAll();
    process.exit(1);
  });
}
void bench();
