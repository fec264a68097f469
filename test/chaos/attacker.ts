import { setTimeout as sleep } from 'node:timers/promises';
import { hostileRequest } from './hostileRequests';

/** A process that sends hostile requests to the service until it is killed, as many as its points allow. */

const [url, pointsPerSecond, first] = process.argv.slice(2) as [string, string, string];

async function attack(): Promise<void> {
  for (let at = Number(first); ; at += 1) {
    const { body, headers } = hostileRequest(at);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const answer = await response.text();
    // Both an event and a whole answer contain the cost.
    const requested = Math.max(1, Number(/"requested":(\d+)/.exec(answer)?.[1] ?? 1));
    const cost = requested + workOf(body) + (answer.includes('more than can be added up') ? 1_000 : 0);
    await sleep((cost / Number(pointsPerSecond)) * 1_000);
  }
}

/** Approximates the points charged for reading and validating an unknown document, in addition to its cost. */
function workOf(body: string): number {
  const { query } = JSON.parse(body) as { query: string };
  const reading = Math.max(0, query.length - 2_000) * 0.01;
  // Comments and long strings are few tokens.
  const tokens = query.length > 20_000 ? 0 : (query.match(/\w+|[^\s\w]/g)?.length ?? 0);
  return reading + 0.5 * Math.max(0, tokens - 100);
}

void attack();
