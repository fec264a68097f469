import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newFolder } from './folder';
import { ROOT } from './markdown';

/** The project in a folder of its own, where commands may leave what they like. */
export interface Checkout {
  folder: string;
  /** Takes away what commands left, but for what was built. */
  clean: () => void;
  remove: () => void;
}

/** The project as it was cloned and installed. */
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

/** The project as it was cloned, installed and built. */
export async function newBuiltCheckout(): Promise<Checkout> {
  const checkout = newCheckout();
  // What was built before is built upon; its stamp tells whether it is of these very sources.
  const dist = path.join(ROOT, 'dist');
  if (existsSync(dist)) cpSync(dist, path.join(checkout.folder, 'dist'), { recursive: true });
  const { status, stdout, stderr } = await runIn(checkout.folder, 'node', [
    'scripts/run.mjs',
    'cli/printSchema',
    '--check',
  ]);
  if (status !== 0) throw new Error(`The build failed:\n${stdout}${stderr}`);
  return checkout;
}

/** What a command said, and how it ended. */
export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end, with no other variables than it is given. */
export async function runIn(
  folder: string,
  command: string,
  args: readonly string[],
  env: object = {},
): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, { cwd: folder, env: { PATH, HOME, ...env }, timeout: WAIT_TIMEOUT_MS });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  }
  child.stdin.end();
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...said };
}

const END = '--- end of block';
const WAIT_TIMEOUT_MS = 300_000;

/** A shell in which the commands of a page are run one block after the other, as somebody types them. */
export class Shell {
  private readonly bash: ChildProcess;
  private said = { stdout: '', stderr: '' };
  /** Whether the shell has ended and all it said is here. */
  private ended = false;
  /** The groups of processes of the services that were started. */
  private readonly services: number[] = [];

  constructor(private readonly folder: string) {
    const { PATH, HOME } = process.env;
    // That the machine is slow is no fault here.
    const env = { PATH, HOME, LIMIT_LAG_MS: '0' };
    this.bash = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env });
    for (const stream of ['stdout', 'stderr'] as const) {
      this.bash[stream]!.on('data', (text: Buffer) => (this.said[stream] += text.toString()));
    }
    this.bash.on('close', () => (this.ended = true));
    // Each job is a group of processes, so that a service ends with all that npm started for it.
    this.bash.stdin!.write('set -meuo pipefail\n');
  }

  /**
   * Runs a block.
   *
   * @returns what it wrote
   * @throws where one of its commands fails, with what was said
   */
  async run(block: string): Promise<string> {
    this.said = { stdout: '', stderr: '' };
    // In braces, so that the shell has read all of it before a command of it could.
    this.bash.stdin!.write(`{ ${block}\n} < /dev/null\necho; echo '${END}'\n`);
    await this.until(() => this.said.stdout.includes(END), block);
    return this.said.stdout.slice(0, this.said.stdout.indexOf(END)).trim();
  }

  /** Runs a block that stays, the service on a free port, until it answers. From then on `$REGISTRY` is its address. */
  async serve(block: string): Promise<string> {
    const log = path.join(this.folder, `service-${this.services.length}.log`);
    const said = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
    const address = () => /answers at (\S+)\/graphql/.exec(said())?.[1];
    this.services.push(Number(await this.run(`{ export PORT=0\n${block}\n} > '${log}' 2>&1 & echo $!`)));
    await this.until(() => address() !== undefined, block, said);
    await this.run(`export REGISTRY=${address()}`);
    return address()!;
  }

  private async until(done: () => boolean, block: string, said = () => ''): Promise<void> {
    const end = Date.now() + WAIT_TIMEOUT_MS;
    while (!done()) {
      if (this.ended || Date.now() > end) {
        const how = this.ended ? `This failed (${this.bash.exitCode ?? this.bash.signalCode})` : 'This did not end';
        throw new Error(`${how}:\n${block}\nIt said:\n${this.said.stdout}${this.said.stderr}${said()}`);
      }
      await sleep(20);
    }
  }

  /** Ends the shell and every service it started, also where the shell ended by itself. */
  async end(): Promise<void> {
    for (const group of this.services) await endGroup(group);
    if (this.ended) return;
    this.bash.stdin!.end();
    await once(this.bash, 'close');
  }
}

/** Asks a group of processes to end, and waits until none of it is left. */
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
