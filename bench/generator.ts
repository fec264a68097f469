import { connect, type Socket } from 'node:net';

/**
 * Generates the load in a process of its own: plain sockets, prepared requests, answers read only as far as needed to
 * find their end and whether they are right. A request costs it a few microseconds, so the servers are measured and not
 * the generator.
 */

export interface Job {
  /** Ports over which the connections are spread. */
  ports: number[];
  connections: number;
  /** Milliseconds during which new requests start; those in progress are waited for. */
  durationMs: number;
  /** Maximum of requests. */
  most: number;
  /** Complete HTTP requests, sent in rotation. */
  requests: string[];
  /** Text that every right answer contains. */
  expect: string;
}

export interface Outcome {
  completed: number;
  errors: number;
  /** Milliseconds from the first request to the last answer. */
  elapsedMs: number;
  p50Ms: number;
  p99Ms: number;
  /** The first wrong answer, or the error that occurred in its place. */
  wrong: string | null;
  /** CPU time of the generator, which shows that it was not the bottleneck. */
  cpuMs: number;
}

const HEADERS_END = Buffer.from('\r\n\r\n');
const CHUNKS_END = Buffer.from('\r\n0\r\n\r\n');
/** Wait for answers after the end. */
const PATIENCE_MS = 20_000;

/** Returns the end of the first answer in a buffer, or -1 where it is not complete. */
function endOf(buffer: Buffer): number {
  const headersEnd = buffer.indexOf(HEADERS_END);
  if (headersEnd < 0) return -1;
  const head = buffer.toString('latin1', 0, headersEnd).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(head);
  if (length) {
    const end = headersEnd + 4 + Number(length[1]);
    return buffer.length >= end ? end : -1;
  }
  const chunksEnd = buffer.indexOf(CHUNKS_END, headersEnd);
  return chunksEnd < 0 ? -1 : chunksEnd + CHUNKS_END.length;
}

const isRight = (answer: Buffer, expect: string) =>
  answer.toString('latin1', 9, 12) === '200' && answer.includes(expect) && !answer.includes('"errors"');

async function run(job: Job): Promise<Outcome> {
  const requests = job.requests.map((text) => Buffer.from(text));
  const latencies: number[] = [];
  let next = 0;
  let errors = 0;
  let wrong: string | null = null;
  const cpu = process.cpuUsage();
  const sockets = await Promise.all(
    Array.from({ length: job.connections }, (_, place) => opened(job.ports[place % job.ports.length]!)),
  );
  const started = performance.now();
  let last = started;

  const talk = (socket: Socket) =>
    new Promise<void>((resolve) => {
      let sentAt = 0;
      let pending: Buffer | null = null;
      const finish = () => {
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        socket.destroy();
        resolve();
      };
      const send = () => {
        const now = performance.now();
        if (now - started >= job.durationMs || next >= job.most) return finish();
        sentAt = now;
        socket.write(requests[next % requests.length]!);
        next += 1;
      };
      const broken = () => {
        errors += 1;
        wrong ??= 'the connection was closed, or nothing came';
        finish();
      };
      socket.setTimeout(job.durationMs + PATIENCE_MS, broken);
      socket.on('error', broken);
      socket.on('close', broken);
      socket.on('data', (chunk: Buffer) => {
        const buffer: Buffer = pending === null ? chunk : Buffer.concat([pending, chunk]);
        const end = endOf(buffer);
        if (end < 0) {
          pending = buffer;
          return;
        }
        pending = null;
        last = performance.now();
        latencies.push(last - sentAt);
        if (!isRight(buffer, job.expect)) {
          errors += 1;
          wrong ??= buffer.toString('utf8').slice(0, 1_000);
        }
        send();
      });
      send();
    });
  await Promise.all(sockets.map(talk));

  latencies.sort((a, b) => a - b);
  const at = (part: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0;
  const { user, system } = process.cpuUsage(cpu);
  return {
    completed: latencies.length,
    errors,
    elapsedMs: last - started,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    wrong,
    cpuMs: (user + system) / 1_000,
  };
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

process.on('message', (job: Job) => {
  run(job).then(
    (outcome) => process.send!({ outcome }),
    (error: unknown) => process.send!({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
