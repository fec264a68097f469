import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newFolder } from './folder';
import { ROOT } from './markdown';

/** The project in a folder of its own, where commands may leave files. */
export interface Checkout {
  folder: string;
  /** Removes the files that commands left, except the build. */
  clean: () => void;
  remove: () => void;
}

/** Returns the project as it is after a clone and an install. */
export function newCheckout(): Checkout {
  const folder = newFolder();
  const left = ['.git', 'data', 'dist', 'coverage'];
  for (const name of readdirSync(ROOT)) {
    if (!left.includes(name)) symlinkSync(path.join(ROOT, name), path.join(folder, name));
  }
  const isLeft = (name: string) => name !== 'dist' && !lstatSync(path.join(folder, name)).isSymbolicLink();
  return {
    folder,
    clean() {
      for (const name of readdirSync(folder).filter(isLeft)) rmSync(path.join(folder, name), { recursive: true });
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Returns the project as it is after a clone, an install and a build. */
export async function newBuiltCheckout(): Promise<Checkout> {
  const checkout = newCheckout();
  cpSync(await built(), path.join(checkout.folder, 'dist'), { recursive: true });
  return checkout;
}

/**
 * Returns the folder of a build of these sources, which all files of a run share: the compiler takes 20 s of CPU. The
 * first file to ask builds, the others wait for it.
 */
async function built(): Promise<string> {
  const shared = process.env['TEST_BUILD_FOLDER'];
  if (shared === undefined) throw new Error('The global setup of Jest did not run.');
  const dist = path.join(shared, 'dist');
  const failure = path.join(shared, 'failure');
  try {
    mkdirSync(path.join(shared, 'begun'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    while (!existsSync(dist)) {
      if (existsSync(failure)) throw new Error(readFileSync(failure, 'utf8'));
      await sleep(50);
    }
    return dist;
  }
  const checkout = newCheckout();
  try {
    // Starts from an existing build; its stamp shows whether it belongs to these sources.
    if (existsSync(path.join(ROOT, 'dist'))) {
      cpSync(path.join(ROOT, 'dist'), path.join(checkout.folder, 'dist'), { recursive: true });
    }
    const program = ['scripts/run.mjs', 'cli/printSchema', '--check'];
    const { status, stdout, stderr } = await runIn(checkout.folder, 'node', program);
    if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
    // The folder appears complete.
    renameSync(path.join(checkout.folder, 'dist'), dist);
  } catch (error) {
    writeFileSync(failure, String(error));
    throw error;
  } finally {
    checkout.remove();
  }
  return dist;
}

/** The output and the exit status of a command. */
export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end, with only PATH, HOME and the given variables. */
export async function runIn(
  folder: string,
  command: string,
  args: readonly string[],
  env: object = {},
): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, { cwd: folder, env: { PATH, HOME, ...env }, timeout: WAIT_TIMEOUT_MS });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
  }
  child.stdin.end();
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...output };
}

const END = '--- end of block';
const WAIT_TIMEOUT_MS = 300_000;

/** A shell that runs the commands of a page one block after the other, as a user would type them. */
export class Shell {
  private readonly bash: ChildProcess;
  private output = { stdout: '', stderr: '' };
  /** Whether the shell has ended and its output is complete. */
  private ended = false;
  /** The process groups of the services that were started. */
  private readonly services: number[] = [];

  constructor(private readonly folder: string) {
    const { PATH, HOME } = process.env;
    // A slow machine must not fail these tests.
    const env = { PATH, HOME, LIMIT_LAG_MS: '0' };
    this.bash = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env });
    for (const stream of ['stdout', 'stderr'] as const) {
      this.bash[stream]!.on('data', (text: Buffer) => (this.output[stream] += text.toString()));
    }
    this.bash.on('close', () => (this.ended = true));
    // Each job is a process group, so that a service ends together with all processes of npm.
    this.bash.stdin!.write('set -meuo pipefail\n');
  }

  /**
   * Runs a block.
   *
   * @returns its output
   * @throws where one of its commands fails, with the output
   */
  async run(block: string): Promise<string> {
    this.output = { stdout: '', stderr: '' };
    // The braces make the shell read the whole block before one of its commands can read from it.
    this.bash.stdin!.write(`{ ${block}\n} < /dev/null\necho; echo '${END}'\n`);
    await this.until(() => this.output.stdout.includes(END), block);
    return this.output.stdout.slice(0, this.output.stdout.indexOf(END)).trim();
  }

  /** Runs a block that starts the service on a free port until it answers. Sets `$REGISTRY` to its address. */
  async serve(block: string): Promise<string> {
    const file = path.join(this.folder, `service-${this.services.length}.log`);
    const log = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    const address = () => /answers at (\S+)\/graphql/.exec(log())?.[1];
    this.services.push(Number(await this.run(`{ export PORT=0\n${block}\n} > '${file}' 2>&1 & echo $!`)));
    await this.until(() => address() !== undefined, block, log);
    await this.run(`export REGISTRY=${address()}`);
    return address()!;
  }

  private async until(done: () => boolean, block: string, log = () => ''): Promise<void> {
    const end = Date.now() + WAIT_TIMEOUT_MS;
    while (!done()) {
      if (this.ended || Date.now() > end) {
        const how = this.ended ? `This failed (${this.bash.exitCode ?? this.bash.signalCode})` : 'This did not end';
        throw new Error(`${how}:\n${block}\nIt said:\n${this.output.stdout}${this.output.stderr}${log()}`);
      }
      await sleep(20);
    }
  }

  /** Ends the shell and every service that it started, also where the shell ended by itself. */
  async end(): Promise<void> {
    for (const group of this.services) await endGroup(group);
    if (this.ended) return;
    this.bash.stdin!.end();
    await once(this.bash, 'close');
  }
}

/** Sends SIGTERM to a process group and waits until none of its processes is left. */
async function endGroup(group: number): Promise<void> {
  const signal = (name: NodeJS.Signals | 0) => {
    try {
      return process.kill(-group, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
      throw error;
    }
  };
  signal('SIGTERM');
  while (signal(0)) await sleep(20);
}
