import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cursorsOf } from './agree';
import { DATA, dataBuiltIn, sqliteFile } from './build';
import type { Contender, ContenderName } from './contenders';
import type { Size } from './dataset';
import type { PostgresData } from './postgres';
import { childrenOf, cpuMicrosOf, start, type Running } from './processes';
import { sqliteDriver } from '../src/database/sqlite/driver';

const Database = sqliteDriver();

/** A running contender, with the means to inspect it. */
export interface Player {
  contender: Contender;
  running: Running;
  cursors: Map<string, string>;
  /** Returns the CPU time so far, in microseconds, that of its database server included. */
  cpuMicros: () => number | null;
  /** Counts the shares in the database that it writes to. */
  shares: () => Promise<number>;
}

export type Say = (text: string) => void;

/** All contenders of one size, started on working copies of the data; one at a time is loaded. */
export class Stage {
  readonly players: Player[] = [];
  private readonly files: string[] = [];
  private pairs = 0;

  private constructor(
    readonly size: Size,
    private readonly postgres: PostgresData | null,
  ) {}

  static async open(size: Size, contenders: Contender[], postgres: PostgresData | null, say: Say): Promise<Stage> {
    const stage = new Stage(size, postgres);
    const source = await sqliteFile(size, say);
    const common = stage.copy(source, 'all');
    for (const contender of contenders) {
      try {
        const { name, ownFile, builtIn } = contender;
        const own = builtIn === undefined ? source : dataBuiltIn(builtIn, size, say);
        const file = ownFile || builtIn !== undefined ? stage.copy(own, name) : common;
        stage.players.push(await stage.startOne(contender, file));
      } catch (error) {
        say(`${contender.name} is left out: ${(error as Error).message}`);
      }
    }
    return stage;
  }

  /** Returns the next pair of image and account that no request has shared. */
  nextPair(): number {
    return (this.pairs += 1) - 1;
  }

  private copy(source: string, name: ContenderName | 'all'): string {
    const file = path.join(DATA, `working-${this.size.name}-${name}.sqlite`);
    this.files.push(file);
    this.removeFiles(file);
    copyFileSync(source, file);
    return file;
  }

  private async startOne(contender: Contender, file: string): Promise<Player> {
    const sqlite = contender.database === 'sqlite';
    if (!sqlite && this.postgres === null) throw new Error('no PostgreSQL is at hand.');
    const running = await start(
      contender.script,
      contender.env(sqlite ? file : await this.postgres!.database(this.size)),
    );
    const player: Player = {
      contender,
      running,
      cursors: new Map(),
      cpuMicros: () => cpuMicrosOf([running.pid, ...(sqlite ? [] : this.postgresPids())]),
      shares: () => (sqlite ? sharesIn(file) : this.postgres!.shares(this.size)),
    };
    try {
      player.cursors = await cursorsOf(contender, running, this.size);
    } catch (error) {
      await running.stop();
      throw error;
    }
    return player;
  }

  private postgresPids(): number[] {
    const { pid } = this.postgres!;
    return [pid, ...childrenOf(pid)];
  }

  private removeFiles(file: string): void {
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  }

  async close(): Promise<void> {
    await Promise.all(this.players.map(({ running }) => running.stop()));
    for (const file of this.files) this.removeFiles(file);
    await this.postgres?.dropWorking(this.size);
  }
}

/** Counts shares on a connection of its own, which sees only committed rows. */
async function sharesIn(file: string): Promise<number> {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare('SELECT count(*) FROM share').pluck().get() as number;
  } finally {
    db.close();
  }
}
