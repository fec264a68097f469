import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Job, Outcome } from './generator';

/** The process that generates the load, one for the whole run. */
export class Load {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(path.join(__dirname, 'generator.ts'), {
      execArgv: ['-r', '@swc-node/register'],
      serialization: 'advanced',
    });
  }

  run(job: Job): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.child.once('message', (answer: { outcome: Outcome } | { error: string }) =>
        'outcome' in answer ? resolve(answer.outcome) : reject(new Error(answer.error)),
      );
      this.child.send(job);
    });
  }

  end(): void {
    this.child.disconnect();
  }
}
