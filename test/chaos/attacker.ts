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
    // Both an event and a whole answer contain the cost.
    const cost =
      validationPoints(body) + Math.max(1, Number(/"requested":(\d+)/.exec(await response.text())?.[1] ?? 1));
    await sleep((cost / Number(pointsPerSecond)) * 1_000);
  }
}

/** Approximates the points charged for validating an unknown document, in addition to its cost. */
function validationPoints(body: string): number {
  const [, query = ''] = /^\{"query":"(.*?[^\\])"/.exec(body) ?? [];
  return query.length > 20_000 ? 0 : 0.5 * Math.max(0, (query.match(/\w+|[^\s\w]/g)?.length ?? 0) - 100);
}

void attack();
