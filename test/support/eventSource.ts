import { request, type ClientRequest } from 'node:http';

/**
 * Behaves like the EventSource of a browser, over a real socket: requests one URL by GET, parses the fields of a stream
 * by the standard, and reconnects with `Last-Event-ID` when the connection ends.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export interface StreamEvent {
  type: string;
  data: string;
  lastEventId: string;
}

const RETRY_MS = 50;
const WAIT_TIMEOUT_MS = 20_000;

export class EventSource {
  readonly events: StreamEvent[] = [];
  /** The `Last-Event-ID` of each request; null where it had none. */
  readonly asked: (string | null)[] = [];
  lastEventId = '';
  #request: ClientRequest | null = null;
  #closed = false;

  /** @param path with the query string, @param headers in addition to those that it sets itself */
  constructor(
    private readonly port: number,
    private readonly path: string,
    private readonly headers: Record<string, string> = {},
  ) {
    this.#connect();
  }

  #connect(): void {
    if (this.#closed) return;
    this.asked.push(this.lastEventId === '' ? null : this.lastEventId);
    const resume = this.lastEventId === '' ? {} : { 'last-event-id': this.lastEventId };
    const headers = { ...this.headers, accept: 'text/event-stream', 'cache-control': 'no-store', ...resume };
    const again = () => setTimeout(() => this.#connect(), RETRY_MS);
    this.#request = request(
      { host: '127.0.0.1', port: this.port, path: this.path, headers, agent: false },
      (answer) => {
        if (answer.statusCode !== 200 || !answer.headers['content-type']?.startsWith('text/event-stream')) {
          throw new Error(`An EventSource gives up after ${answer.statusCode} ${answer.headers['content-type']}.`);
        }
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          const blocks = (text + part).split('\n\n');
          text = blocks.pop()!;
          for (const block of blocks) this.#take(block);
        });
        answer.on('error', () => undefined);
      },
    )
      .on('error', () => undefined)
      .on('close', again)
      .end();
  }

  /** Parses one event or comment; an event that was cut off is dropped. */
  #take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line)!;
      if (name !== '') fields.set(name!, fields.has(name!) ? `${fields.get(name!)}\n${value}` : value!);
    }
    this.lastEventId = fields.get('id') ?? this.lastEventId;
    const data = fields.get('data');
    // An event without data is not dispatched; one with empty data is, as this protocol ends with it.
    if (data === undefined) return;
    this.events.push({ type: fields.get('event') ?? 'message', data, lastEventId: this.lastEventId });
  }

  /** Waits for `count` events. */
  async until(count: number): Promise<StreamEvent[]> {
    const late = Date.now() + WAIT_TIMEOUT_MS;
    while (this.events.length < count) {
      if (Date.now() > late) throw new Error(`${this.events.length} of ${count} events came.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.events;
  }

  /** Breaks the connection like a network failure. */
  cut(): void {
    this.#request?.destroy();
  }

  close(): void {
    this.#closed = true;
    this.cut();
  }
}
