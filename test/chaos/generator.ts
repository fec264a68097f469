import { connect, type Socket } from 'node:net';

/**
 * Generates load in a process of its own, started by `load.ts`: plain keep-alive sockets, prepared requests, answers
 * read only as far as needed. A request costs it a few microseconds, so the server is measured and not the generator.
 */
export interface Job {
  port: number;
  /** Complete HTTP requests, sent in rotation. */
  requests: string[];
  /** Maximum of connections. Without a rate, each sends its next request as soon as it has its answer. */
  connections: number;
  /** Requests a second, independent of the answers. Latency counts from the time at which a request was due. */
  perSecond: number | null;
  /** Seconds during which new requests start. */
  seconds: number;
}

/** The outcome of a request: the time at which it was due, in milliseconds since the start, and its latency. */
export interface Sample {
  at: number;
  ms: number;
  outcome: 'good' | 'refused' | 'wrong' | 'lost';
}

export interface Load {
  samples: Sample[];
  /** The first answers that were neither good nor orderly rejections. */
  wrong: string[];
}

const MAX_WRONG = 5;
/** Wait for answers after the end, in milliseconds. */
const PATIENCE_MS = 5_000;

async function run({ port, requests, connections, perSecond, seconds }: Job): Promise<Load> {
  const samples: Sample[] = [];
  const wrong: string[] = [];
  const texts = requests.map((text) => Buffer.from(text));
  const idle: Connection[] = [];
  const due: number[] = [];
  const open = new Set<Connection>();
  const start = performance.now();
  const now = () => performance.now() - start;
  const endAt = seconds * 1_000;
  let next = Math.floor(Math.random() * texts.length);
  let under = 0;

  const send = (connection: Connection, at: number) => {
    under += 1;
    next = (next + 1) % texts.length;
    connection.ask(texts[next]!, (answer) => {
      under -= 1;
      const outcome = answer === null ? 'lost' : outcomeOf(answer);
      samples.push({ at, ms: now() - at, outcome });
      if (outcome === 'wrong' && wrong.length < MAX_WRONG) wrong.push(answer!.toString('utf8', 0, 1_000));
      if (!connection.usable) {
        open.delete(connection);
        connection.close();
        if (perSecond === null && now() < endAt) begin();
        return;
      }
      const waiting = due.shift();
      if (waiting !== undefined) send(connection, waiting);
      else if (perSecond === null && now() < endAt) send(connection, now());
      else idle.push(connection);
    });
  };
  const opened = () => {
    const connection = new Connection(port);
    open.add(connection);
    return connection;
  };
  const begin = () => send(opened(), now());

  if (perSecond === null) for (let n = 0; n < connections; n += 1) begin();
  let sent = 0;
  while (now() < endAt) {
    const arrived = perSecond === null ? 0 : Math.floor((now() / 1_000) * perSecond) + 1;
    for (; sent < arrived; sent += 1) {
      const at = (sent / perSecond!) * 1_000;
      const connection = idle.pop() ?? (open.size < connections ? opened() : null);
      if (connection === null) due.push(at);
      else send(connection, at);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (under > 0 && now() < endAt + PATIENCE_MS) await new Promise((resolve) => setTimeout(resolve, 10));
  for (const connection of open) connection.close();
  return { samples, wrong };
}

/** One connection, with one request at a time. */
class Connection {
  usable = true;
  readonly #socket: Socket;
  #answer: Buffer = Buffer.alloc(0);
  #done: ((answer: Buffer | null) => void) | null = null;

  constructor(port: number) {
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => this.#finish(null));
  }

  ask(request: Buffer, done: (answer: Buffer | null) => void): void {
    this.#done = done;
    this.#socket.write(request);
  }

  close(): void {
    this.usable = false;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#answer = this.#answer.length === 0 ? chunk : Buffer.concat([this.#answer, chunk]);
    const headersEnd = this.#answer.indexOf('\r\n\r\n');
    if (headersEnd < 0) return;
    const head = this.#answer.toString('latin1', 0, headersEnd);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#answer.length < headersEnd + 4 + length) return;
    if (/\r\nconnection: *close/i.test(head)) this.usable = false;
    const answer = this.#answer;
    this.#answer = Buffer.alloc(0);
    this.#finish(answer);
  }

  #finish(answer: Buffer | null): void {
    if (answer === null) this.usable = false;
    const done = this.#done;
    this.#done = null;
    done?.(answer);
  }
}

/** Classifies an answer; an orderly rejection has a Retry-After header. */
function outcomeOf(answer: Buffer): Sample['outcome'] {
  const status = answer.toString('latin1', 9, 12);
  if (status === '200') return answer.includes('"errors":[') ? 'wrong' : 'good';
  const inOrder = (status === '503' || status === '429') && /\r\nretry-after: *\d/i.test(answer.toString('latin1'));
  return inOrder ? 'refused' : 'wrong';
}

process.once('message', (job: Job) => {
  void run(job).then((load) => process.send!(load, () => process.exit(0)));
});
