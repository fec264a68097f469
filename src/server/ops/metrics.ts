import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { RULES, type RuleName } from '../../policy/decision';
import type { FairQueue } from '../admission/fairQueue';
import type { RequestLogEntry } from '../requestTypes';
import type { OpenStreams } from '../admission/openStreams';

/** Holds the service's metrics in Prometheus’ format. Label values come from fixed lists: no caller can add to them. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'image_registry_requests_total',
    help: 'GraphQL requests answered, by the kind of operation and the code of the first error, `ok` without one.',
    labelNames: ['kind', 'outcome'] as const,
    registers: [this.#registry],
  });
  readonly #seconds = new Histogram({
    name: 'image_registry_request_seconds',
    help: 'Seconds from reading a GraphQL request to its answer, by the kind of operation.',
    labelNames: ['kind'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.#registry],
  });
  readonly #points = new Counter({
    name: 'image_registry_points_total',
    help: 'Points that answered operations and delivered events cost.',
    registers: [this.#registry],
  });
  readonly #events = new Counter({
    name: 'image_registry_events_total',
    help: 'Events delivered, counted for each stream.',
    registers: [this.#registry],
  });
  readonly #refusals = new Counter({
    name: 'image_registry_refusals_total',
    help: 'Mutations refused, by the rule that refused.',
    labelNames: ['rule'] as const,
    registers: [this.#registry],
  });

  constructor(queue: FairQueue, streams: OpenStreams) {
    for (const rule of RULES) this.#refusals.inc({ rule }, 0);
    const registers = [this.#registry];
    new Gauge({
      name: 'image_registry_running',
      help: 'Operations being worked on.',
      registers,
      collect() {
        this.set(queue.load.running);
      },
    });
    new Gauge({
      name: 'image_registry_waiting',
      help: 'Operations that wait for their turn.',
      registers,
      collect() {
        this.set(queue.load.waiting);
      },
    });
    new Gauge({
      name: 'image_registry_streams',
      help: 'Streams of events that are open.',
      registers,
      collect() {
        this.set(streams.count);
      },
    });
    collectDefaultMetrics({ register: this.#registry });
  }

  recordResponse({ kind, outcome, cost }: RequestLogEntry, seconds: number): void {
    this.#requests.inc({ kind, outcome });
    this.#seconds.observe({ kind }, seconds);
    this.#points.inc(cost);
  }

  recordEvent(cost: number): void {
    this.#events.inc();
    this.#points.inc(cost);
  }

  recordDenial(rule: RuleName): void {
    this.#refusals.inc({ rule });
  }

  /** Returns all metrics as text, with its content type. */
  async text(): Promise<{ text: string; type: string }> {
    return { text: await this.#registry.metrics(), type: this.#registry.contentType };
  }
}
