import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Job, Load, Sample } from './generator';

/** Runs a load in a process of its own and returns its samples. */
export async function load(job: Job): Promise<Load> {
  const child = fork(path.join(__dirname, 'generator.ts'), { execArgv: ['-r', '@swc-node/register'] });
  child.send(job);
  const [answer] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The generator ended before it answered.'))),
  ])) as [Load];
  return answer;
}

/** Returns a complete HTTP request for a document, on a keep-alive connection. */
export function request(token: string, query: string): string {
  const body = JSON.stringify({ query });
  const headers = `Host: 127.0.0.1\r\nContent-Type: application/json\r\nAuthorization: Bearer ${token}`;
  return `POST /graphql HTTP/1.1\r\n${headers}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

export const get = (where: string): string => `GET ${where} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;

/** Returns the latency in milliseconds below which this share of the samples is. */
export function percentile(samples: readonly Sample[], share: number): number {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

export const good = ({ samples }: Load): Sample[] => samples.filter(({ outcome }) => outcome === 'good');
